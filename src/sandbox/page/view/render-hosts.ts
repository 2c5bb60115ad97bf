import type { NetworkInterface, WorldState } from '../../aws/world/model.ts';
import { type Html, html } from '../../slack/render/html.ts';
import { nameOf } from '../../stories/find.ts';
import { type Compared, changeBadge, compare } from './compare.ts';

export interface HostsView {
  readonly state: WorldState;
  readonly baseline: WorldState;
}

/** Every interface with the host that it is on, its addresses and the groups that stand on it. Pure. */
export function renderHosts({ state, baseline }: HostsView): Html {
  const rows = compare(
    [...state.interfaces.values()],
    [...baseline.interfaces.values()],
    ({ networkInterfaceId }) => networkInterfaceId,
    (one, other) => one.groupIds.join() === other.groupIds.join(),
  );
  return html`<div class="card"><table>
<thead><tr><th scope="col">Host</th><th scope="col">Interface</th><th scope="col">Address</th><th scope="col">Groups</th></tr></thead>
<tbody>${rows.map((row) => renderHost(state, baseline, row))}</tbody>
</table></div>`;
}

function renderHost(
  state: WorldState,
  baseline: WorldState,
  { item, change }: Compared<NetworkInterface>,
): Html {
  const { networkInterfaceId, privateIp, publicIp } = item;
  const before = baseline.interfaces.get(networkInterfaceId)?.groupIds ?? item.groupIds;
  const groups = compare(item.groupIds, before, String, Object.is).map((each) =>
    renderGroup(state, each),
  );
  const own = change === 'edited' ? undefined : changeBadge(change);
  const out = publicIp === undefined ? undefined : html`<br>${publicIp} (public)`;
  return html`<tr class="rule rule-${change}" data-key="${networkInterfaceId}" data-host="${hostName(state, item)}">
<td data-label="Host">${hostName(state, item)} ${own}</td>
<td data-label="Interface"><code class="short">${networkInterfaceId}</code></td>
<td data-label="Address"><span class="short">${privateIp}${out}</span></td>
<td data-label="Groups"><ul class="on-host">${groups}</ul></td>
</tr>`;
}

function renderGroup({ groups }: WorldState, { item, change }: Compared<string>): Html {
  const name = groups.get(item)?.groupName ?? item;
  return html`<li><span class="on-${change}">${name}</span> ${changeBadge(change)}</li>`;
}

function hostName(
  { instances }: WorldState,
  { attachment, requesterId }: NetworkInterface,
): string {
  const instance = instances.get(attachment?.instanceId ?? '');
  if (instance !== undefined) return nameOf(instance) ?? instance.instanceId;
  return requesterId ?? 'no host';
}
