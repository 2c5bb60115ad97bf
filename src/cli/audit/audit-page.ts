import {
  againstText,
  auditSummary,
  beyondText,
  closableText,
  fitText,
  missingText,
} from '../../domain/audit/describe-audit.ts';
import type { AuditReport, GroupAudit } from '../../domain/audit/group-audit.ts';
import { describeInstant } from '../../domain/instant.ts';
import { PORT_TABLES } from '../../domain/scenario/tables.ts';
import { type Html, html } from '../html/html.ts';
import { figure, pageText } from '../html/page.ts';
import { AUDIT_STYLE } from './audit-style.ts';
import { legend, matrixTable } from './matrix-table.ts';

/** An audit as one page that one can look at rather than read. */
export function auditPage(report: AuditReport, madeAt: Date): string {
  const { groups, left } = report;
  const body = html`<header><h1>Who may reach what</h1>
<p class="soft">The rules of guarded security groups, held against the scenario that was chosen for each, or against policy. Made by portcullis audit on ${madeAt.toISOString().slice(0, 10)}.</p></header>
${figures(groups)}${legend()}${leftOut(left)}${groups.map(article)}`;
  return pageText({ title: 'Who may reach what', style: AUDIT_STYLE, body });
}

function figures(groups: readonly GroupAudit[]): Html {
  const sum = (count: (group: GroupAudit) => number) =>
    groups.reduce((total, group) => total + count(group), 0);
  const beyond = sum(({ audit }) => audit.beyond.length);
  const missing = sum(({ audit }) => audit.missing.length);
  return html`<dl>${[
    figure('groups audited', groups.length),
    figure('as they should be', groups.filter(isRight).length),
    figure('rules beyond what is wanted', beyond, beyond > 0),
    figure('required rows missing', missing, missing > 0),
    figure(
      'rows that may be closed',
      sum(({ audit }) => audit.closable.length),
    ),
  ]}</dl>`;
}

function isRight({ audit: { beyond, missing, closable } }: GroupAudit): boolean {
  return beyond.length + missing.length + closable.length === 0;
}

function leftOut(left: readonly string[]): Html {
  return left.length === 0
    ? html``
    : html`<h2>Could not be looked at, and counts as exposed</h2>${list(left)}`;
}

function article(group: GroupAudit): Html {
  const { groupId, groupName, accountId, region, guardName, audit, readAt, directory } = group;
  const owner = directory === null ? '' : `${directory.name} (${directory.directoryId}) · `;
  const look = isRight(group) ? 'good' : 'bad';
  return html`<article><h2>${groupName} <span class="sub">${groupId}</span></h2>
<p class="soft">${owner}${accountId}, ${region} · guarded as ${guardName} · held against ${againstText(audit, guardName)} · read ${describeInstant(readAt)}</p>
<p class="verdict ${look}">${sentence(auditSummary(audit))}</p>
${audit.matrices.map(matrixTable)}
${section('Open beyond what is wanted', beyondLines(group))}
${section('Required, and shut', audit.missing.map(missingText))}
${section('May be closed now', audit.closable.map(closableText))}
${section('Which scenario fits as it stands', fitLines(group))}
${section('To heed', group.advice)}
${section('Not known', group.notKnown)}</article>`;
}

function beyondLines({ audit, guardKind }: GroupAudit): readonly string[] {
  return audit.beyond.map((row) => {
    const { ruleId, description } = row.rule;
    const note = description === null || description === '' ? '' : ` “${description}”`;
    return `${beyondText(row, guardKind)}: by rule ${ruleId ?? 'without an id'}${note}`;
  });
}

function fitLines({ fits }: GroupAudit): readonly string[] {
  return fits.map((fit) => `${PORT_TABLES[fit.name].title}: ${fitText(fit)}`);
}

function section(title: string, lines: readonly string[]): Html {
  return lines.length === 0 ? html`` : html`<h3>${title}</h3>${list(lines)}`;
}

function list(lines: readonly string[]): Html {
  return html`<ul>${lines.map((line) => html`<li>${line}</li>`)}</ul>`;
}

function sentence(text: string): string {
  return `${text.charAt(0).toUpperCase()}${text.slice(1)}.`;
}
