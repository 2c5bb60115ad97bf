/** What runs by the clock, beside the queue. */
export const TASK_NAMES = ['poll', 'sweep', 'anchor', 'tidy'] as const;

/** - `poll` asks CloudTrail's event history (LookupEvents) for what was done.
 * - `sweep` compares what is there with what is known.
 * - `anchor` gives the end of the log out, and holds the log against the one before.
 * - `tidy` deletes what was kept for long enough. */
export type TaskName = (typeof TASK_NAMES)[number];

/** What runs whatever the environment chooses: it asks nothing of AWS. */
export const OWN_TASK_NAMES = ['anchor', 'tidy'] as const satisfies readonly TaskName[];

/** A task, and where it looks. */
export interface Task {
  readonly name: TaskName;
  readonly accountId: string;
  readonly region: string;
}

/** A task as one text, equal for equal tasks: it is what makes a job of it unique. */
export function taskText({ name, accountId, region }: Task): string {
  return `${name}/${accountId}/${region}`;
}

/** The task of a {@link taskText}.
 * @throws RangeError for any other text. */
export function taskOf(text: string): Task {
  const [head, accountId, region, ...rest] = text.split('/');
  const name = TASK_NAMES.find((each) => each === head);
  if (name === undefined || accountId === undefined || region === undefined || rest.length > 0) {
    throw new RangeError(`Expected a task as name/account/Region, got ${text}`);
  }
  return { name, accountId, region };
}
