/** A message about Portcullis itself: something that it could not read or do. Equal ids are one
 * notice, which counts: a flood of one kind is one message that is edited. */
export interface Notice {
  /** Kind, subject and hour: what is counted together. */
  readonly id: string;
  readonly title: string;
  /** What happened last, and what to do. Text from outside may be in it: never formatted. */
  readonly detail: string;
  /** How often, 1 or more. */
  readonly count: number;
}
