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
  /** Who had a part in it, each as `label: people`; absent where nobody did. */
  readonly people?: readonly NoticePeople[];
  /** It is about one event, which a crash may have told again: it is said once and never counted. */
  readonly isOnce?: true;
}

/** People of a notice. */
export interface NoticePeople {
  readonly label: string;
  /** Slack user ids. */
  readonly userIds: readonly string[];
}
