import {
  type AuditSection,
  aboutText,
  auditSections,
  isAsItShouldBe,
} from '../../domain/audit/audit-sections.ts';
import { auditSummary } from '../../domain/audit/describe-audit.ts';
import type { AuditReport, GroupAudit } from '../../domain/audit/group-audit.ts';
import { describeInstant } from '../../domain/instant.ts';
import { type Html, html } from '../html/html.ts';
import { figure, pageText } from '../html/page.ts';
import { AUDIT_STYLE } from './audit-style.ts';
import { legend, matrixTable } from './matrix-table.ts';

/** An audit as one page that one can look at rather than read. */
export function auditPage(report: AuditReport, madeAt: Date): string {
  const { groups, left, remarks } = report;
  const body = html`<header><h1>Who may reach what</h1>
<p class="soft">The rules of guarded security groups, held against the scenario that was chosen for each, or against policy. Made by portcullis audit on ${madeAt.toISOString().slice(0, 10)}.</p></header>
${figures(groups)}${leftOut(left)}${remarked(remarks)}${contents(groups)}${legend()}${groups.map(article)}`;
  return pageText({ title: 'Who may reach what', style: AUDIT_STYLE, body });
}

function figures(groups: readonly GroupAudit[]): Html {
  const sum = (count: (group: GroupAudit) => number) =>
    groups.reduce((total, group) => total + count(group), 0);
  const beyond = sum(({ audit }) => audit.beyond.length);
  const missing = sum(({ audit }) => audit.missing.length);
  return html`<dl>${[
    figure('groups audited', groups.length),
    figure('as they should be', groups.filter(isAsItShouldBe).length),
    figure('rules beyond what is wanted', beyond, beyond > 0),
    figure('required rows missing', missing, missing > 0),
    figure(
      'rows that may be closed',
      sum(({ audit }) => audit.closable.length),
    ),
  ]}</dl>`;
}

function leftOut(left: readonly string[]): Html {
  return left.length === 0
    ? html``
    : html`<h2>Could not be looked at, and counts as exposed</h2>${list(left)}`;
}

function remarked(remarks: readonly string[]): Html {
  return remarks.length === 0 ? html`` : html`<h2>Not audited</h2>${list(remarks)}`;
}

/** Groups by name and summary: with many of them nobody reads the page from top to bottom. */
function contents(groups: readonly GroupAudit[]): Html {
  if (groups.length < 2) return html``;
  const rows = groups.map(
    (group, i) =>
      html`<tr><td><a href="#${anchor(i)}">${group.groupName}</a> <span class="sub">${group.groupId}</span></td><td class="${lookOf(group)}">${auditSummary(group.audit)}</td></tr>`,
  );
  return html`<table class="contents"><thead><tr><th scope="col">Group</th><th scope="col">Verdict</th></tr></thead><tbody>${rows}</tbody></table>`;
}

/** A group may come more than once, for each of several guards. */
function anchor(index: number): string {
  return `group-${index + 1}`;
}

function article(group: GroupAudit, index: number): Html {
  const { groupId, groupName, audit, readAt } = group;
  return html`<article id="${anchor(index)}"><h2>${groupName} <span class="sub">${groupId}</span></h2>
<p class="soft">${aboutText(group)} · read ${describeInstant(readAt)}</p>
<p class="verdict ${lookOf(group)}">${sentence(auditSummary(audit))}</p>
${audit.matrices.map(matrixTable)}
${auditSections(group).map(section)}</article>`;
}

function lookOf(group: GroupAudit): string {
  return isAsItShouldBe(group) ? 'good' : 'bad';
}

function section({ title, lines }: AuditSection): Html {
  return html`<h3>${title}</h3>${list(lines)}`;
}

function list(lines: readonly string[]): Html {
  return html`<ul>${lines.map((line) => html`<li>${line}</li>`)}</ul>`;
}

function sentence(text: string): string {
  return `${text.charAt(0).toUpperCase()}${text.slice(1)}.`;
}
