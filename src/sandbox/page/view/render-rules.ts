import type { SecurityGroupRule, WorldState } from '../../aws/world/model.ts';
import { type Html, html } from '../../slack/render/html.ts';
import { isWorldOpen } from '../../stories/find.ts';
import { type Compared, changeBadge } from './compare.ts';

type ComparedRule = Compared<SecurityGroupRule>;

/** Rules of one direction as the EC2 console lists them. Pure. */
export function renderRules(
  state: WorldState,
  groupId: string,
  direction: SecurityGroupRule['direction'],
  rows: readonly ComparedRule[],
): Html {
  const isInbound = direction === 'ingress';
  if (rows.length === 0) {
    return html`<p class="empty">No ${isInbound ? 'inbound' : 'outbound'} rules.</p>`;
  }
  const caption = isInbound ? undefined : html`<caption>Outbound</caption>`;
  return html`<table>${caption}
<thead><tr><th scope="col">Rule</th><th scope="col" class="short">Protocol</th><th scope="col" class="short">Ports</th><th scope="col">${isInbound ? 'Source' : 'Destination'}</th><th scope="col">Description</th></tr></thead>
<tbody>${rows.map((row) => renderRow(state, groupId, row))}</tbody>
</table>`;
}

function renderRow(state: WorldState, groupId: string, { item: rule, change }: ComparedRule): Html {
  const isOpen = isWorldOpen(rule, state) && change !== 'removed';
  const open = isOpen ? html`<span class="badge badge-open">open to the world</span>` : undefined;
  return html`<tr class="rule rule-${change}${isOpen ? ' rule-open' : ''}" data-key="${rule.ruleId}" data-rule="${rule.ruleId}">
<td data-label="Rule"><code class="short">${rule.ruleId}</code> ${changeBadge(change)}</td>
<td data-label="Protocol" class="short">${protocolText(rule)}</td>
<td data-label="Ports" class="short">${portsText(rule)}</td>
<td data-label="${rule.direction === 'ingress' ? 'Source' : 'Destination'}">${sourceText(state, groupId, rule)} ${open}</td>
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
  { groups, prefixLists }: WorldState,
  groupId: string,
  { source }: SecurityGroupRule,
): Html {
  switch (source.kind) {
    case 'ipv4':
    case 'ipv6':
      return address(source.cidr);
    case 'prefix-list':
      return html`${address(source.prefixListId)} (${prefixLists.get(source.prefixListId)?.name ?? 'list'})`;
    case 'group':
      if (source.groupId === groupId) return html`this group itself`;
      return html`${address(source.groupId)} (${groups.get(source.groupId)?.groupName ?? source.userId})`;
  }
}

/** A block or an id: it is read whole, and not broken over lines. */
function address(text: string): Html {
  return html`<span class="address">${text}</span>`;
}
