import type { Matrix, MatrixCell, MatrixColumn } from '../../domain/audit/audited.ts';
import { networkText, serviceTitle } from '../../domain/audit/describe-audit.ts';
import { describeRange } from '../../domain/finding/describe-excess.ts';
import { SERVICES, type ServiceName } from '../../domain/guard/services.ts';
import { type Html, html } from '../html/html.ts';

/** Sources that a column's head lists; the others are counted. */
const SOURCES_LISTED_MAX = 3;

/** Ports against networks: what is open where it should be, where it should not, and what is missing. */
export function matrixTable({ direction, columns, rows }: Matrix): Html {
  const heads = columns.map((column) => {
    const { title, detail } = headOf(column);
    return html`<th scope="col">${title}<span>${detail}</span></th>`;
  });
  const lines = rows
    .filter(({ service, cells }) => service !== null || cells.some(isTold))
    .map(
      ({ service, cells }) =>
        html`<tr><th scope="row">${titleOf(service)} <span class="sub">${portsOf(service)}</span></th>${cells.map(cellOf)}</tr>`,
    );
  const word = direction === 'inbound' ? 'Inbound: from' : 'Outbound: to';
  return html`<div class="scroll"><table class="matrix"><thead><tr><th scope="col">${word}</th>${heads}</tr></thead>
<tbody>${lines}</tbody></table></div>`;
}

/** What each look of a cell means. */
export function legend(): Html {
  const keys: readonly (readonly [MatrixCell, string])[] = [
    [cell({ open: 'all' }), 'open, as it should be'],
    [cell({ open: 'all', beyond: 'all' }), 'open beyond what is wanted'],
    [cell({ open: 'all', beyond: 'part' }), 'the same, for some of its ports or addresses'],
    [cell({ isMissing: true }), 'required, and shut'],
    [cell({ open: 'all', isClosable: true }), 'open, and may be closed'],
    [cell({}), 'shut, as it should be'],
  ];
  return html`<div class="legend">${keys.map(
    ([key, text]) => html`<table><tr>${cellOf(key)}<td>${text}</td></tr></table>`,
  )}</div>`;
}

function cell(differing: Partial<MatrixCell>): MatrixCell {
  return { open: 'none', beyond: 'none', isMissing: false, isClosable: false, ...differing };
}

function isTold({ open, isMissing }: MatrixCell): boolean {
  return open !== 'none' || isMissing;
}

function cellOf(shown: MatrixCell): Html {
  const { look, word } = lookOf(shown);
  const some = shown.open === 'part' || shown.beyond === 'part' ? ' some' : '';
  return html`<td class="${look}${some}">${word}</td>`;
}

/** The worst of a cell is what it shows. */
function lookOf({ open, beyond, isMissing, isClosable }: MatrixCell): {
  readonly look: string;
  readonly word: string;
} {
  const part = open === 'part' ? ' in part' : '';
  if (beyond === 'part') return { look: 'beyond', word: 'beyond in part' };
  if (beyond === 'all') return { look: 'beyond', word: `beyond${part}` };
  if (isMissing) return { look: 'missing', word: open === 'none' ? 'missing' : 'missing in part' };
  if (isClosable) return { look: 'spare', word: 'may close' };
  if (open === 'none') return { look: 'shut', word: '–' };
  return { look: 'fits', word: `open${part}` };
}

function headOf(column: MatrixColumn): { readonly title: string; readonly detail: string } {
  switch (column.kind) {
    case 'role':
      return { title: networkText(column.role), detail: listed(column.sources) };
    case 'approved':
      return { title: 'approved network', detail: listed(column.sources) };
    case 'self':
      return { title: 'the group itself', detail: 'its own members' };
    case 'others':
      return { title: 'other groups and lists', detail: 'by reference' };
    case 'private':
      return { title: 'other private addresses', detail: 'in none of these networks' };
    case 'public':
      return { title: 'the internet', detail: 'public addresses' };
  }
}

function listed(sources: readonly string[]): string {
  const rest = sources.length - SOURCES_LISTED_MAX;
  const shown = sources.slice(0, SOURCES_LISTED_MAX).join(', ');
  return rest > 0 ? `${shown} and ${rest} more` : shown;
}

function titleOf(service: ServiceName | null): string {
  return service === null ? 'Other traffic' : serviceTitle(service);
}

function portsOf(service: ServiceName | null): string {
  return service === null ? '' : SERVICES[service].ranges.map(describeRange).join(', ');
}
