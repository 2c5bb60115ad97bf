import { isDeepStrictEqual } from 'node:util';
import { associationsOf } from '../../aws/ec2/prefix-lists/associations.ts';
import type { WorldState } from '../../aws/world/model.ts';
import { entriesOf, type PrefixList, type PrefixListEntry } from '../../aws/world/prefix-list.ts';
import { type Html, html } from '../../slack/render/html.ts';
import { type Compared, changeBadge, compare } from './compare.ts';

export interface ListsView {
  readonly state: WorldState;
  readonly baseline: WorldState;
}

/** Every prefix list as a card: its entries, and the groups that let it in. Pure. */
export function renderLists(view: ListsView): Html {
  return html`${[...view.state.prefixLists.values()].map((list) => renderList(view, list))}`;
}

function renderList({ state, baseline }: ListsView, list: PrefixList): Html {
  const { prefixListId, name, version } = list;
  const before = baseline.prefixLists.get(prefixListId);
  const rows = compare(
    entriesOf(list) ?? [],
    (before && entriesOf(before)) ?? [],
    ({ cidr }) => cidr,
    isDeepStrictEqual,
  );
  return html`<article class="card" data-key="${prefixListId}" aria-label="Prefix list ${name}">
<header><h4>${name}</h4><span class="badge badge-quiet">version ${version}</span></header>
<p class="facts"><code>${prefixListId}</code> · ${usersOf(state, list)}</p>
<table>
<thead><tr><th scope="col">Entry</th><th scope="col">Description</th></tr></thead>
<tbody>${rows.map(renderEntry)}</tbody>
</table>
</article>`;
}

function renderEntry({ item, change }: Compared<PrefixListEntry>): Html {
  const isOpen = item.cidr.endsWith('/0') && change !== 'removed';
  const open = isOpen ? html`<span class="badge badge-open">the world</span>` : undefined;
  return html`<tr class="rule rule-${change}" data-key="${item.cidr}">
<td data-label="Entry"><code>${item.cidr}</code> ${changeBadge(change)} ${open}</td>
<td data-label="Description">${item.description ?? '–'}</td>
</tr>`;
}

/** The groups whose rules let the list in, by name. */
function usersOf(state: WorldState, list: PrefixList): string {
  const names = associationsOf(state, list).map(
    ({ resourceId, resourceOwner }) =>
      state.groups.get(resourceId)?.groupName ?? `${resourceId} of ${resourceOwner}`,
  );
  return names.length === 0 ? 'used by no group' : `used by: ${names.join(', ')}`;
}
