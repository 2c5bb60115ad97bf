import type { GroupReference, RuleChange } from '../../domain/change/exposure-change.ts';
import type { Reading } from './reading.ts';

/** What a decoder of one action makes out of a record: everything of the change but its header.
 * The group is told apart, because an undecodable record should still say which one it is about. */
export interface ChangeParts {
  readonly group: GroupReference | undefined;
  readonly content: Reading<Pick<RuleChange, 'kind' | 'direction' | 'rules' | 'ruleIds'>>;
}

/** Decodes the records of one action. Pure, total.
 * @param accountId the record's account, for a group whose owner is not told. */
export type DecodeAction = (record: unknown, accountId: string) => ChangeParts;
