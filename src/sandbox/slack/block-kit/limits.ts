/** The most that Slack takes of something. */
export interface Limit {
  readonly max: number;
  readonly unit: 'characters' | 'items';
  /** Where the number comes from. */
  readonly source: string;
}

const BLOCKS_PAGE = 'docs.slack.dev/reference/block-kit/blocks';
const TYPES = '@slack/types 3.2.0, JSDoc';
const SLACKBLOCKS = 'nicklambourne/slackblocks, spec/limits.json';

/** Every limit of Block Kit that the validator holds, each named once. */
export const LIMITS = {
  messageBlocks: items(50, BLOCKS_PAGE),
  viewBlocks: items(100, BLOCKS_PAGE),
  id: characters(255, TYPES),
  sectionText: characters(3000, TYPES),
  sectionFields: items(10, TYPES),
  sectionField: characters(2000, TYPES),
  header: characters(150, TYPES),
  contextElements: items(10, TYPES),
  contextText: characters(3000, TYPES),
  actionsElements: items(25, TYPES),
  markdown: characters(12_000, TYPES),
  alertText: characters(200, SLACKBLOCKS),
  imageText: characters(2000, TYPES),
  imageUrl: characters(3000, TYPES),
  buttonText: characters(75, TYPES),
  buttonValue: characters(2000, TYPES),
  buttonUrl: characters(3000, TYPES),
  accessibilityLabel: characters(75, TYPES),
  confirmTitle: characters(100, TYPES),
  confirmText: characters(300, TYPES),
  confirmButton: characters(30, TYPES),
  optionText: characters(75, TYPES),
  // Reports differ (75 or 150): what passes here passes there.
  optionValue: characters(75, TYPES),
  selectOptions: items(100, TYPES),
  optionGroups: items(100, TYPES),
  overflowOptions: items(5, SLACKBLOCKS),
  choiceOptions: items(10, TYPES),
  placeholder: characters(150, TYPES),
  inputText: characters(2000, TYPES),
  plainTextInput: characters(3000, TYPES),
  viewTitle: characters(24, TYPES),
  viewButton: characters(24, TYPES),
  privateMetadata: characters(3000, TYPES),
  // Undocumented. Reports of bolt-js#2867: 9,597 accepted, 11,341 refused with msg_blocks_too_long.
  cumulativeText: characters(9000, 'slackapi/bolt-js#2867 (reports)'),
} as const satisfies Readonly<Record<string, Limit>>;

function characters(max: number, source: string): Limit {
  return { max, unit: 'characters', source };
}

function items(max: number, source: string): Limit {
  return { max, unit: 'items', source };
}
