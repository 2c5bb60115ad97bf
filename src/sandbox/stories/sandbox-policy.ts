import { readFile } from 'node:fs/promises';
import { parse } from 'yaml';
import { z } from 'zod';

const schema = z.object({
  guards: z.array(
    z.object({
      kind: z.string(),
      match: z.array(z.strictObject({ name: z.string() })),
      /** Whom members may reach: absent where outbound traffic is not guarded. */
      outbound: z.unknown().optional(),
    }),
  ),
  approvers: z.object({ users: z.array(z.string()), groups: z.array(z.string()) }),
  slack: z.object({ channel: z.string() }),
});

/** What the page tells of the policy. The product reads the same file with its own reader; the
 * emulators' side shares no code with it. */
export type SandboxPolicy = z.infer<typeof schema>;

/** Reads the policy of the sandbox. @throws when it is not there, or matches groups by more than
 * their name, which the page could not tell. */
export async function readSandboxPolicy(file: URL): Promise<SandboxPolicy> {
  return schema.parse(parse(await readFile(file, 'utf8')));
}

/** The guard of a group, by its name; undefined when the policy does not guard it. Pure. */
export function guardOf(
  { guards }: SandboxPolicy,
  groupName: string,
): SandboxPolicy['guards'][number] | undefined {
  return guards.find(({ match }) => match.some(({ name }) => matches(name, groupName)));
}

/** `*` in a pattern stands for any characters. */
function matches(pattern: string, name: string): boolean {
  const regexp = pattern.split('*').map(RegExp.escape).join('.*');
  return new RegExp(`^${regexp}$`, 's').test(name);
}
