import { readFile } from 'node:fs/promises';
import { parse } from 'yaml';
import { z } from 'zod';
import type { SecurityGroup, WorldState } from '../aws/world/model.ts';

const selector = z.union([
  z.strictObject({ name: z.string() }),
  z.strictObject({ directory: z.literal('*') }),
  z.strictObject({ hostTag: z.strictObject({ key: z.string(), value: z.string() }) }),
]);

const schema = z.object({
  guards: z.array(
    z.object({
      kind: z.string(),
      match: z.array(selector),
      /** Whom members may reach: absent where outbound traffic is not guarded. */
      outbound: z.unknown().optional(),
    }),
  ),
  approvers: z.object({ users: z.array(z.string()), groups: z.array(z.string()) }),
  slack: z.object({ channel: z.string() }),
});

type Selector = z.infer<typeof selector>;

/** What the page tells of the policy. The product reads the same file with its own reader; the
 * emulators' side shares no code with it. */
export type SandboxPolicy = z.infer<typeof schema>;

/** Reads the policy of the sandbox. @throws when it is not there, or matches groups by more than the page
 * can tell: their name, a directory, the tag of a host. */
export async function readSandboxPolicy(file: URL): Promise<SandboxPolicy> {
  return schema.parse(parse(await readFile(file, 'utf8')));
}

/** The guard of a group, by its name and by what stands behind it; undefined when the policy does not
 * select it. Pure. */
export function guardOf(
  { guards }: SandboxPolicy,
  group: Pick<SecurityGroup, 'groupId' | 'groupName'>,
  state: WorldState,
): SandboxPolicy['guards'][number] | undefined {
  return guards.find(({ match }) => match.some((each) => selects(each, group, state)));
}

function selects(
  its: Selector,
  { groupId, groupName }: Pick<SecurityGroup, 'groupId' | 'groupName'>,
  { directories, instances, interfaces }: WorldState,
): boolean {
  if ('name' in its) return matches(its.name, groupName);
  if ('directory' in its) {
    return [...directories.values()].some(({ securityGroupId }) => securityGroupId === groupId);
  }
  const { key, value } = its.hostTag;
  return [...interfaces.values()]
    .filter(({ groupIds }) => groupIds.includes(groupId))
    .flatMap(({ attachment }) => instances.get(attachment?.instanceId ?? '')?.tags ?? [])
    .some((tag) => tag.key === key && tag.value === value);
}

/** `*` in a pattern stands for any characters. */
function matches(pattern: string, name: string): boolean {
  const regexp = pattern.split('*').map(RegExp.escape).join('.*');
  return new RegExp(`^${regexp}$`, 's').test(name);
}
