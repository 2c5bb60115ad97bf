import type { SecurityGroupRule, WorldState } from '../../aws/world/model.ts';
import { type Html, html } from '../../slack/render/html.ts';
import { isWorldOpen } from '../../stories/find.ts';
import type { ComparedRule } from './compare-rules.ts';

/** Inbound rules as the EC2 console lists them. Pure. */
export function renderRules(
  state: WorldState,
  groupId: string,
  rows: readonly ComparedRule[],
): Html {
  if (rows.length === 0) return html`<p class="empty">No inbound rules.</p>`;
  return html`<table>
<thead><tr><th scope="col">Rule</th><th scope="col" class="short">Protocol</th><th scope="col" class="short">Ports</th><th scope="col">Source</th><th scope="col">Description</th></tr></thead>
<tbody>${rows.map((row) => renderRow(state, groupId, row))}</tbody>
</table>`;
}

function renderRow(state: WorldState, groupId: string, { rule, change }: ComparedRule): Html {
  const isOpen = isWorldOpen(rule) && change !== 'removed';
  const mark =
    change === 'none' ? undefined : html`<span class="badge badge-${change}">${change}</span>`;
  const open = isOpen ? html`<span class="badge badge-open">open to the world</span>` : undefined;
  return html`<tr class="rule rule-${change}${isOpen ? ' rule-open' : ''}" data-key="${rule.ruleId}" data-rule="${rule.ruleId}">
<td data-label="Rule"><code class="short">${rule.ruleId}</code> ${mark}</td>
<td data-label="Protocol" class="short">${protocolText(rule)}</td>
<td data-label="Ports" class="short">${portsText(rule)}</td>
<td data-label="Source">${sourceText(state, groupId, rule)} ${open}</td>
<td data-label="Description">${rule.description ?? '–'}</td>
</tr>`;
}

function protocolText({ protocol }: SecurityGroupRule): string {
  return protocol === '-1' ? 'all' : protocol.toUpperCase();
}

function portsText({ protocol, fromPort, toPort }: SecurityGroupRule): string {
  if (protocol === '-1') return 'all';
  return fromPort === toPort ? `${fromPort}` : `${fromPort}–${toPort}`;
}

function sourceText(
  { groups }: WorldState,
  groupId: string,
  { source }: SecurityGroupRule,
): string {
  switch (source.kind) {
    case 'ipv4':
    case 'ipv6':
      return source.cidr;
    case 'prefix-list':
      return source.prefixListId;
    case 'group':
      if (source.groupId === groupId) return 'this group itself';
      return `${source.groupId} (${groups.get(source.groupId)?.groupName ?? source.userId})`;
  }
}
