import type { AuditQuery } from '../../domain/audit/audit-query.ts';
import type { Audited } from '../ports.ts';
import { auditAccounts } from './audit-accounts.ts';
import type { AuditNeeds } from './audit-needs.ts';

/** Audits that people in Slack may have under way at once: each lists what the account has, and the calls
 * that this takes are also those of a revert. */
export const AUDITS_AT_ONCE = 2;

/** What audits for people need, and where they look. */
export interface AuditsNeeds extends Omit<AuditNeeds, 'progress'> {
  /** Home first. */
  readonly ownAccountIds: ReadonlySet<string>;
  readonly region: string;
}

/** Audits for people. */
export type Audits = (query: AuditQuery) => Promise<Audited>;

/** Audits what is asked in the accounts that are configured, unless too many are under way. */
export function auditsAtOnce(needs: AuditsNeeds): Audits {
  const { ownAccountIds, region } = needs;
  const accountIds = [...ownAccountIds];
  let underWay = 0;
  return async (query) => {
    if (underWay >= AUDITS_AT_ONCE) return { kind: 'busy' };
    underWay += 1;
    try {
      const report = await auditAccounts({ accountIds, region, query, tried: null }, needs);
      return { kind: 'audit', report };
    } finally {
      underWay -= 1;
    }
  };
}
