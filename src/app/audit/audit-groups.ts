import { byBadness } from '../../domain/audit/audit-sections.ts';
import { type AuditReport, auditGroup, type GroupAudit } from '../../domain/audit/group-audit.ts';
import { withExemptions } from '../../domain/audit/with-exemptions.ts';
import { MINUTE_MS } from '../../domain/instant.ts';
import { AUDIT_MS_MAX, type Auditing, type AuditNeeds, type AuditRequest } from './audit-needs.ts';
import { auditedDirectory } from './audited-directory.ts';
import { readAccount } from './read-account.ts';
import { readDirectoryGroup, readGroup } from './read-one.ts';
import { type SourceReader, sourceReader } from './sources-read.ts';
import type { Subject, Subjects } from './subject.ts';

/** Holds live rules against what policy chose, or against the port table that is tried; the worst group comes
 * first. What could not be
 * looked at is in the report, as exposed; nothing is thrown for it. */
export async function auditGroups(request: AuditRequest, needs: AuditNeeds): Promise<AuditReport> {
  const untilAt = needs.clock.now() + AUDIT_MS_MAX;
  const { subjects, names, left, remarks } = await readSubjects({ ...request, untilAt }, needs);
  const reader = sourceReader(request, names, needs);
  const groups: GroupAudit[] = [];
  for (const subject of subjects) {
    if (needs.clock.now() > untilAt) break;
    groups.push(await auditOne(subject, reader, request, needs));
    if (subjects.length > 1)
      needs.progress?.(`Audited ${groups.length} of ${subjects.length} groups`);
    // Sets of addresses are worked out at one go: others get their turn of the event loop here.
    await needs.clock.wait(0);
  }
  const late = subjects.slice(groups.length).map(({ group }) => lateText(group.groupId));
  groups.sort(byBadness);
  return { groups, left: [...left, ...late], remarks };
}

function lateText(groupId: string): string {
  const minutes = AUDIT_MS_MAX / MINUTE_MS;
  return `Group ${groupId}: this audit took its ${minutes} minutes before its turn. Audit it by its id.`;
}

function readSubjects(request: Auditing, needs: AuditNeeds): Promise<Subjects> {
  const { query } = request;
  switch (query.kind) {
    case 'directory':
      return readDirectoryGroup(query.directoryId, request, needs);
    case 'group':
      return readGroup(query.groupId, request, needs);
    case 'account':
      return readAccount(request, needs);
  }
}

async function auditOne(
  subject: Subject,
  reader: SourceReader,
  { accountId, region, tried }: AuditRequest,
  needs: AuditNeeds,
): Promise<GroupAudit> {
  const { group, guard, ownGroupId, beside, doubts, directory: of } = subject;
  const { directory, notKnown } = await auditedDirectory(of, { accountId, region }, needs);
  const sources = await reader.read(subject);
  const exempted = (await needs.exemptedFindings?.()) ?? [];
  // Of others the scope is places, or entries, and not rules.
  const findings = exempted.filter(({ door }) => door.kind === 'rules');
  const standing = needs.policy.exemptions?.standing ?? [];
  const audited = auditGroup({
    group,
    guard,
    ownGroupId,
    beside,
    directory,
    tried,
    lists: sources.lists,
    named: sources.named,
    notKnown: [...new Set([...doubts, ...notKnown, ...sources.notKnown])],
  });
  return withExemptions(audited, { findings, standing });
}
