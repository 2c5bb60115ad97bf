import type { SecurityGroup, WorldState } from '../../aws/world/model.ts';
import { type Html, html } from '../../slack/render/html.ts';
import { inboundRules, nameOf, outboundRules } from '../../stories/find.ts';
import { guardOf, type SandboxPolicy } from '../../stories/sandbox-policy.ts';
import { compareRules } from './compare-rules.ts';
import { renderRules } from './render-rules.ts';

export interface GroupsView {
  readonly state: WorldState;
  /** What was there from the start: changes since are marked. */
  readonly baseline: WorldState;
  readonly policy: SandboxPolicy;
}

/** Every security group as a card. Pure. */
export function renderGroups(view: GroupsView): Html {
  return html`${[...view.state.groups.values()].map((group) => renderGroup(view, group))}`;
}

function renderGroup({ state, baseline, policy }: GroupsView, group: SecurityGroup): Html {
  const { groupId, groupName, vpcId } = group;
  // Outbound rules are shown where somebody looks at them.
  const guard = guardOf(policy, group, state);
  const before = baseline.groups.get(groupId);
  const inbound = compareRules(group, before, inboundRules);
  const outbound = compareRules(group, before, outboundRules);
  return html`<article class="card" data-key="${groupId}" data-group="${groupName}" aria-label="Security group ${groupName}">
<header><h4>${groupName}</h4>${kindBadge(guard?.kind)}</header>
<p class="facts"><code>${groupId}</code> · <code>${vpcId}</code> · ${behind(state, groupId)}</p>
${renderRules(state, groupId, 'ingress', inbound)}
${guard?.outbound !== undefined ? renderRules(state, groupId, 'egress', outbound) : undefined}
</article>`;
}

const KIND_WORDS: Readonly<Record<string, string>> = {
  windows: 'guarded: Windows',
  directory: 'guarded: directory',
  domainController: 'guarded: domain controller',
  gateway: 'guarded: RD Gateway',
};

function kindBadge(kind: string | undefined): Html {
  if (kind === undefined) return html`<span class="badge badge-quiet">not guarded</span>`;
  return html`<span class="badge badge-guarded">${KIND_WORDS[kind] ?? `guarded: ${kind}`}</span>`;
}

/** What stands behind a group: its machines by name, or the interfaces of a service. */
function behind({ interfaces, instances }: WorldState, groupId: string): string {
  const attached = [...interfaces.values()].filter(({ groupIds }) => groupIds.includes(groupId));
  const names = attached.map(({ attachment, privateIp, requesterId }) => {
    const instanceId = attachment?.instanceId;
    const instance = instances.get(instanceId ?? '');
    const name = instance && nameOf(instance);
    return name ?? instanceId ?? `${requesterId ?? 'interface'} ${privateIp}`;
  });
  return names.length === 0 ? 'nothing behind it' : `behind it: ${names.join(', ')}`;
}
