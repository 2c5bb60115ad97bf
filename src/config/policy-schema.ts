import * as z from 'zod';
import { DIRECTIONS } from '../domain/change/exposure-change.ts';
import { ESTATE_SERVICES } from '../domain/guard/estate.ts';
import { GUARD_KINDS } from '../domain/guard/services.ts';
import { RECORD_DAYS_MAX, RECORD_DAYS_MIN } from '../domain/policy/retention.ts';
import { PORT_TABLE_NAMES } from '../domain/scenario/port-table.ts';
import { NETWORK_ROLES } from '../domain/scenario/scenario-choice.ts';
import type { NetworkRole } from '../domain/scenario/wanted-rule.ts';
import { SEVERITIES, type Severity } from '../domain/weight/severity.ts';
import {
  ACCOUNT_ID_REGEXP,
  DIRECTORY_ID_REGEXP,
  EXTERNAL_ID_REGEXP,
  GROUP_ID_REGEXP,
  REGION_REGEXP,
  ROLE_ARN_REGEXP,
  VPC_ID_REGEXP,
} from './aws-ids.ts';
import { networkProblem } from './policy-entry.ts';
import { endOf, rangeOf } from './policy-exemption-values.ts';

// Every message of this schema says what was *expected*, and for an unknown key which keys there
// are; what came instead, and where, is added by policy-shape.ts. Only a `custom` issue is a whole
// sentence.

/** Longest name or tag, in characters: AWS allows 255 for group names and 256 for tag values. */
const NAME_CHARS_MAX = 256;
const PRINTABLE_REGEXP = new RegExp(`^(?=.*\\S)[^\\p{C}\\p{Zl}\\p{Zp}]{1,${NAME_CHARS_MAX}}$`, 'u');

/** Stands between the known keys in the message of an unknown one. */
export const KEY_SEPARATOR = ', ';

const GROUP_ID = text('a security group id (sg- and 8 or 17 hex digits)', GROUP_ID_REGEXP);
const VPC_ID = text('a VPC id (vpc- and 8 or 17 hex digits)', VPC_ID_REGEXP);
const DIRECTORY_ID = text(
  'a directory id (d- and 10 hex digits), or "*" for any directory',
  DIRECTORY_ID_REGEXP,
);
const ACCOUNT_ID = text('an AWS account id (12 digits, in quotes)', ACCOUNT_ID_REGEXP);
const REGION = text('an AWS Region such as eu-central-1', REGION_REGEXP);
const USER_ID = text('a Slack user id such as U0123ABCD (not a name)', slackRegexp('UW'));
const USER_GROUP_ID = text(
  'a Slack user group id such as S0123ABCD (not a name)',
  slackRegexp('S'),
);
const CHANNEL_ID = text('a Slack channel id such as C0123ABCD (not a name)', slackRegexp('CG'));
/** `identityText` writes these. Source: IAM and STS references, characters of names and paths. */
const IDENTITY_REGEXP =
  /^(?:arn:aws[a-z-]*:iam::\d{12}:user\/[\w+=,.@/-]{1,576}|(?:identityCenter|sourceIdentity):[\w+=,.@-]{1,64})$/;
/** As EC2 has them by name; all of them together are one. */
const EXEMPTED_PROTOCOLS = ['tcp', 'udp', 'icmp', 'icmpv6', 'all'] as const;
const NETWORK_NAME = /^[a-z][a-z0-9_.-]*$/i;

const ENTRIES = 'networks, groups, prefix lists and VPCs';

const CIDR_BLOCK = z.string({ error: 'a CIDR block such as 10.0.0.0/8' });
const NETWORK = CIDR_BLOCK.superRefine((block, context) => {
  const message = networkProblem(block);
  if (message !== undefined) context.addIssue({ code: 'custom', message });
});

const NETWORKS = z.record(
  z.string().regex(NETWORK_NAME),
  list('CIDR blocks', NETWORK).min(1, {
    error: 'at least one CIDR block',
  }),
  {
    error: ({ code }) =>
      code === 'invalid_key'
        ? 'a network name: a letter, then letters, digits, "-", "_" or "."'
        : 'networks by name, each a list of CIDR blocks',
  },
);

const ACCOUNT = mapping({
  id: ACCOUNT_ID,
  role: text(
    'the ARN of the role to assume there, such as arn:aws:iam::444455556666:role/portcullis',
    ROLE_ARN_REGEXP,
  ).optional(),
  externalId: text(
    'the external id of its trust policy (2 to 1224 letters, digits or _+=,.@:/-)',
    EXTERNAL_ID_REGEXP,
  ).optional(),
}).refine(({ role, externalId }) => role !== undefined || externalId === undefined, {
  error: 'An external id is for a role: give the role, or leave it out',
  when: ({ issues }) => issues.length === 0,
});

const TAG = mapping({ key: name('a tag key'), value: name('a tag value, or "*" for any') });

const SELECTOR = mapping({
  id: GROUP_ID.optional(),
  name: name('a group name, in which "*" stands for any characters').optional(),
  tag: TAG.optional(),
  vpc: VPC_ID.optional(),
  account: ACCOUNT_ID.optional(),
  region: REGION.optional(),
  directory: DIRECTORY_ID.optional(),
  platform: z.literal('windows', { error: 'windows, the only platform there is' }).optional(),
  hostTag: TAG.optional(),
  service: z.enum(ESTATE_SERVICES, { error: `one of ${ESTATE_SERVICES.join(', ')}` }).optional(),
}).refine((selector) => Object.keys(selector).length > 0, {
  error: 'An empty entry would match every group: give at least one key',
  // An entry whose only key is a typo is not empty, and its typo is told already.
  when: ({ issues }) => issues.length === 0,
});

const SCENARIO = mapping({
  name: z.enum(PORT_TABLE_NAMES, { error: `one of ${PORT_TABLE_NAMES.join(', ')}` }),
  onPremises: network('whose addresses are on-premises').optional(),
  clients: network('whose addresses clients have').optional(),
  certificateAuthority: network('whose addresses the Enterprise CA has').optional(),
  ldaps: yesOrNo('LDAP over SSL is used').optional(),
  trustCreated: yesOrNo('every trust is made').optional(),
});

const GUARD = mapping({
  name: name('a name for the guard'),
  kind: z.enum(GUARD_KINDS, { error: `one of ${GUARD_KINDS.join(', ')}` }),
  match: list('the groups to guard', SELECTOR).min(1, { error: 'at least one entry' }),
  approved: services('who may reach it').default({}),
  // Absent and empty are not the same: what is empty is guarded, and approved for nobody.
  outbound: services('whom members of the group may reach by it').optional(),
  scenario: SCENARIO.optional(),
});

const PEOPLE_KEYS = {
  users: list('Slack user ids', USER_ID).default([]),
  groups: list('Slack user group ids', USER_GROUP_ID).default([]),
};
const PEOPLE_LIST = mapping(PEOPLE_KEYS);

const APPROVER_SCOPE = mapping({
  kinds: someOf('kinds of guard', z.enum(GUARD_KINDS, oneOf(GUARD_KINDS))).optional(),
  accounts: someOf('account ids', ACCOUNT_ID).optional(),
  severities: someOf('severities', z.enum(SEVERITIES, oneOf(SEVERITIES))).optional(),
}).refine((scope) => Object.keys(scope).length > 0, {
  error: 'An empty rule would match everything: list its people under approvers itself',
  when: ({ issues }) => issues.length === 0,
});

const APPROVER_RULE = mapping({ for: APPROVER_SCOPE, ...PEOPLE_KEYS }).refine(
  ({ users, groups }) => users.length + groups.length > 0,
  {
    error:
      'No approvers: nobody could ever approve what this rule is for. List ids under users or groups',
    when: ({ issues }) => issues.length === 0,
  },
);

const APPROVERS = mapping({
  ...PEOPLE_KEYS,
  deny: PEOPLE_LIST.optional(),
  rules: list('rules, each with what it is for and who may approve that', APPROVER_RULE).default(
    [],
  ),
}).refine(({ users, groups }) => users.length + groups.length > 0, {
  error: 'No approvers: nobody could ever approve a revert. List ids under users or groups',
});

const TIE = mapping({
  identity: text(
    'the ARN of an IAM user, or identityCenter: or sourceIdentity: and a name',
    IDENTITY_REGEXP,
  ),
  user: USER_ID,
});
const PEOPLE = mapping({
  emails: yesOrNo('Slack is asked for users by e-mail address').default(false),
  sourceIdentity: yesOrNo('a sourceIdentity counts').default(true),
  map: list('identities, each with its Slack user', TIE).default([]),
});

/** A quorum beyond this would never come together. */
const APPROVALS_MAX = 10;
const COUNT = z
  .int({ error: `a number of people, 1 to ${APPROVALS_MAX}` })
  .min(1, { error: `a number of people, 1 to ${APPROVALS_MAX}` })
  .max(APPROVALS_MAX, { error: `a number of people, 1 to ${APPROVALS_MAX}` });
const BY_SEVERITY = mapping(fromSeverities(COUNT.optional()));
/** A number, or a number by severity. */
const COUNTS = z.union([COUNT, BY_SEVERITY], {
  error: `a number of people, 1 to ${APPROVALS_MAX}, or one for each severity`,
});

/** A request that waits longer has been forgotten. */
const REQUEST_MINUTES_MAX = 7 * 24 * 60;
/** What was closed longer ago than this is opened as anything else is. */
const UNDO_MINUTES_MAX = 30 * 24 * 60;
const APPROVALS = mapping({
  revert: COUNTS.optional(),
  narrow: COUNTS.optional(),
  exempt: COUNTS.optional(),
  undo: COUNTS.optional(),
  harden: COUNT.optional(),
  lockOut: COUNTS.optional(),
  requestMinutes: minutes(REQUEST_MINUTES_MAX).optional(),
  undoMinutes: minutes(UNDO_MINUTES_MAX).optional(),
  reminders: mapping({
    firstMinutes: minutes(REQUEST_MINUTES_MAX),
    max: whole('a number of reminders', 20),
    escalateTo: USER_GROUP_ID.optional(),
    escalateAfterMinutes: minutes(REQUEST_MINUTES_MAX).optional(),
  }).optional(),
  deadlines: mapping(
    fromSeverities(mapping({ minutes: minutes(REQUEST_MINUTES_MAX) }).optional()),
  ).optional(),
});

/** An exemption that lasts longer than a year is a rule, and belongs under approved. */
const EXEMPTION_DAYS_MAX = 366;
const TICKET = z.string({ error: 'a regular expression, in quotes' }).refine(isRegExp, {
  error: 'No regular expression: tickets are held against it as a whole',
});
const UNTIL = z
  .string({ error: 'an end date such as 2027-01-31: every exemption ends' })
  .refine((text) => endOf(text) !== null, {
    error: 'No date there is: write 2027-01-31, or 2027-01-31T18:00:00Z',
  });
const PORTS_TEXT = 'a port, or ports such as "49152-65535"';
const STANDING = mapping({
  group: GROUP_ID,
  direction: z.enum(DIRECTIONS, oneOf(DIRECTIONS)),
  protocol: z.enum(EXEMPTED_PROTOCOLS, oneOf(EXEMPTED_PROTOCOLS)),
  ports: z.union([z.int().min(0).max(65_535), z.string()], { error: PORTS_TEXT }).optional(),
  source: z.string({ error: 'a CIDR block, a network, anywhere, sg-… or pl-…' }),
  until: UNTIL,
  reason: name('a reason'),
}).superRefine(({ protocol, ports }, context) => {
  if (rangeOf(protocol, ports) !== null) return;
  const hasPorts = protocol === 'tcp' || protocol === 'udp';
  const message = hasPorts ? `Expected ${PORTS_TEXT}` : 'Ports are for tcp and udp';
  context.addIssue({ code: 'custom', path: ['ports'], message });
});
const EXEMPTIONS = mapping({
  daysMax: whole('a number of days', EXEMPTION_DAYS_MAX).optional(),
  ticket: TICKET.optional(),
  standing: list('exemptions, each with its end', STANDING).default([]),
});

const DAYS = `a number of days, ${RECORD_DAYS_MIN} to ${RECORD_DAYS_MAX}`;
const RETENTION = mapping({
  recordDays: z
    .int({ error: DAYS })
    .min(RECORD_DAYS_MIN, { error: DAYS })
    .max(RECORD_DAYS_MAX, { error: DAYS }),
});

const ANCHOR = mapping({
  channel: CHANNEL_ID.optional(),
  file: name('a path').optional(),
}).refine(({ channel, file }) => (channel === undefined) !== (file === undefined), {
  error: 'Give either a channel or a file',
  when: ({ issues }) => issues.length === 0,
});

/** What a policy file looks like, names not yet resolved. */
export const POLICY_SCHEMA = mapping({
  version: z.literal(1, { error: '1, the only version there is' }),
  accounts: list('accounts, each with its id and role', ACCOUNT).default([]),
  networks: NETWORKS.default({}),
  guards: list('guards', GUARD).min(1, {
    error: 'at least one guard: without, nothing is watched',
  }),
  approvers: APPROVERS,
  breakGlass: PEOPLE_LIST.optional(),
  people: PEOPLE.optional(),
  approvals: APPROVALS.default({}),
  exemptions: EXEMPTIONS.optional(),
  slack: mapping({ channel: CHANNEL_ID }),
  log: mapping({ anchor: ANCHOR }).optional(),
  retention: RETENTION.optional(),
});

export type PolicyShape = z.infer<typeof POLICY_SCHEMA>;

const ENTRY_REFERENCES = z.array(z.unknown()).catch([]);
const SERVICE_REFERENCES = z.record(z.string(), ENTRY_REFERENCES).catch({});
const SCENARIO_REFERENCES = z
  .object({
    name: z.enum(PORT_TABLE_NAMES).optional().catch(undefined),
    ...fromRoles(ENTRY_REFERENCES.optional()),
    ldaps: z.unknown().optional(),
    trustCreated: z.unknown().optional(),
  })
  .optional()
  .catch(undefined);

/** As much of a guard as its references need: read even where the rest of it is wrong, so that one
 * run tells everything. */
export const GUARD_REFERENCES = z.object({
  kind: z.enum(GUARD_KINDS).optional().catch(undefined),
  approved: SERVICE_REFERENCES,
  outbound: SERVICE_REFERENCES,
  scenario: SCENARIO_REFERENCES,
});

export type ScenarioReferences = NonNullable<z.infer<typeof GUARD_REFERENCES>['scenario']>;

function text(expected: string, pattern: RegExp): z.ZodString {
  return z.string({ error: expected }).regex(pattern, { error: expected });
}

/** A text of the writer's own, which ends up in messages and logs. */
function name(expected: string): z.ZodString {
  return text(`${expected} (1 to ${NAME_CHARS_MAX} printable characters)`, PRINTABLE_REGEXP);
}

/** Services, each with who is approved for it: `who` says as what. */
function services(who: string) {
  return z.record(z.string(), list(ENTRIES, entry()), {
    error: `services, each with a list of ${who}`,
  });
}

function entry(): z.ZodString {
  return z.string({ error: 'a network, anywhere, sg-…, pl-… or vpc-…' });
}

/** The sources that stand for a network of a port table. */
function network(who: string) {
  return z
    .array(entry(), { error: `a list of ${ENTRIES}: ${who}` })
    .min(1, { error: `at least one entry, ${who}` });
}

function yesOrNo(what: string): z.ZodBoolean {
  return z.boolean({ error: `true or false, whether ${what}` });
}

function fromRoles<Type>(type: Type): Readonly<Record<NetworkRole, Type>> {
  const entries = NETWORK_ROLES.map((role) => [role, type]);
  // Every role has an entry, and there is no other.
  return Object.fromEntries(entries) as Record<NetworkRole, Type>;
}

function fromSeverities<Type>(type: Type): Readonly<Record<Severity, Type>> {
  return { critical: type, high: type, medium: type, low: type };
}

function minutes(max: number) {
  return whole('minutes', max);
}

function whole(what: string, max: number) {
  const error = `${what}, 1 to ${max}`;
  return z.int({ error }).min(1, { error }).max(max, { error });
}

/** A list that is not there stands for all; an empty one would stand for nothing. */
function someOf<Item extends z.ZodType>(of: string, item: Item) {
  return list(of, item).min(1, { error: `at least one of ${of}, or no such key for all` });
}

function isRegExp(text: string): boolean {
  try {
    return new RegExp(text, 'u').source !== '';
  } catch {
    return false;
  }
}

function oneOf(values: readonly string[]): { readonly error: string } {
  return { error: `one of ${values.join(', ')}` };
}

function list<Item extends z.ZodType>(of: string, item: Item): z.ZodArray<Item> {
  return z.array(item, { error: `a list: ${of}` });
}

function mapping<Shape extends z.core.$ZodShape>(shape: Shape): z.ZodObject<Shape, z.core.$strict> {
  const keys = Object.keys(shape).join(KEY_SEPARATOR);
  return z.strictObject(shape, {
    error: ({ code }) => (code === 'unrecognized_keys' ? keys : `a mapping with ${keys}`),
  });
}

/** Slack promises no length; ids seen have 9 to 11 characters. */
function slackRegexp(initials: string): RegExp {
  return new RegExp(`^[${initials}][A-Z0-9]{6,20}$`);
}
