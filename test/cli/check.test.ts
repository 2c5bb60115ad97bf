import { execFile } from 'node:child_process';
import { mkdtemp, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { policyText } from '../config/policy-text.ts';

const ROOT = new URL('../../', import.meta.url).pathname;

interface Ran {
  readonly code: number;
  readonly stdout: string;
  readonly stderr: string;
}

/** Runs the real command line in a process of its own. */
function portcullis(args: readonly string[], env: Record<string, string> = {}): Promise<Ran> {
  return new Promise((resolve) => {
    const options = { cwd: ROOT, env: { PATH: process.env.PATH, ...env } };
    execFile(process.execPath, ['src/main.ts', ...args], options, (error, stdout, stderr) => {
      resolve({ code: Number(error?.code ?? 0), stdout, stderr });
    });
  });
}

async function policyFile(text: string): Promise<string> {
  const path = join(await mkdtemp(join(tmpdir(), 'portcullis-check-')), 'portcullis.yml');
  await writeFile(path, text);
  return path;
}

describe('portcullis check', () => {
  test('says what the example policy means, and exits 0', async () => {
    const ran = await portcullis(['check', '--policy', 'portcullis.example.yml']);
    expect(ran).toMatchObject({ code: 0, stderr: '' });
    expect(ran.stdout).toContain('portcullis.example.yml is right. What it means:');
    expect(ran.stdout).toContain(`corp-windows: Windows hosts
  A group is guarded when it
    is sg-0123456789abcdef0
    or is named win-*
    or has a tag Windows
    or is in vpc-0123456789abcdef0 and belongs to account 111122223333 and is in Region eu-central-1
    or stands on an instance that runs Windows
  Approved to reach it
    RDP (TCP 3389, UDP 3389): 16 IPv4 addresses, 2^64 IPv6 addresses, 1 security group, 1 prefix list (10.9.8.0/28, 2001:db8:9::/64, pl-0bbbbbbbbbbbbbbbb, sg-0aaaaaaaaaaaaaaaa)
    WinRM (TCP 5985-5986): 16 IPv4 addresses, 2^64 IPv6 addresses (10.9.8.0/28, 2001:db8:9::/64)
    SMB (TCP 445, UDP 445): 131,072 IPv4 addresses (10.20.0.0/15)
    RPC endpoint mapper (TCP 135), RPC dynamic ports (TCP 49152-65535), NetBIOS session (TCP 139), NetBIOS and DFSN/NetLogon (UDP 137-138): nobody
  What its members may reach is not guarded
`);
    expect(ran.stdout).toContain(`
  Approved for its members to reach
    DNS (TCP 53, UDP 53), Windows Time (UDP 123): every IPv4 address, every IPv6 address (0.0.0.0/0, ::/0)
`);
    expect(ran.stdout).toContain(`
    RDP (TCP 3389, UDP 3389), WinRM (TCP 5985-5986): nobody

rd-gateways: `);
    expect(ran.stdout).toContain(`
  Approved for its members to reach: by the scenario
  Approved besides, by the scenario "AWS applications and native AD workloads, with trust" (AWS Directory Service Administration Guide, network security)
    on-premises: 256 IPv4 addresses (192.0.2.0/24)
    clients: 131,072 IPv4 addresses, 1 VPC (10.20.0.0/15, vpc-0123456789abcdef0)
    the group itself, in and out, all traffic
    inbound: DNS (TCP 53, UDP 53) from on-premises
`);
    expect(ran.stdout).toContain(`
    inbound: SMB (TCP 445) from on-premises (not required)
`);
    expect(ran.stdout).toContain(`
    outbound: all traffic to on-premises
    Note: Whoever is in the networks of on-premises and clients can use these ports: keep them secure.
    Note: SMB (TCP 445) from on-premises was for making the trust: it may be closed.
`);
    expect(ran.stdout).toContain(
      '  Read from EC2 when it runs, and nobody until then: the CIDR blocks of vpc-0123456789abcdef0\n',
    );
    expect(ran.stdout).toContain('every IPv4 address, every IPv6 address (0.0.0.0/0, ::/0)');
    expect(ran.stdout).toContain(`
May approve, by the first of these that matches
  what is of severity critical or high and on groups of kind directory or domainController: members of S0456ABCD
  anything else: U0123ABCD; members of S0123ABCD
May only look, whatever else names them: U0DENIED1.
May break glass, alone, with a reason and a review: U0123ABCD.
Whose call it was is known of Identity Center users, a sourceIdentity and IAM users, by the map, of 1, else by the e-mail address in Slack; an IAM user by the map alone.
  arn:aws:iam::111122223333:user/anna is U0789ABCD
`);
    expect(ran.stdout).toContain('Alerts go to channel C0123ABCD.');
  });

  test('says of a policy without rules who approves everything, and that nobody is looked up', async () => {
    const ran = await portcullis(['check', '--policy', await policyFile(policyText())]);
    expect(ran.stdout).toContain(`Approvers: U0123ABCD.
Nobody may break glass.
Whose call it was is not looked up in Slack.
`);
  });

  test('tells problems by file and line, and exits 2', async () => {
    const path = await policyFile(policyText({ 6: '    kind: linux', 12: '  users: [bob]' }));
    const ran = await portcullis(['check', '--policy', path]);
    expect(ran).toMatchObject({ code: 2, stdout: '' });
    const [first, second, ...rest] = ran.stderr.trimEnd().split('\n');
    expect(first).toMatch(/:6: guards\[0\].kind: expected one of /);
    expect(first?.startsWith(`${path}:6: `)).toBe(true);
    expect(second?.startsWith(`${path}:12: `)).toBe(true);
    expect(rest).toEqual([]);
  });

  test('a file that is not there is one line that says what to do', async () => {
    const ran = await portcullis(['check', '--policy', '/nowhere/portcullis.yml']);
    expect(ran).toEqual({
      code: 2,
      stdout: '',
      stderr:
        '/nowhere/portcullis.yml: No such file: name another one, or start from a copy of portcullis.example.yml\n',
    });
  });

  test('takes the path from PORTCULLIS_POLICY, and --policy before that', async () => {
    const wrong = await policyFile('version: 1');
    const ran = await portcullis(['check'], { PORTCULLIS_POLICY: wrong });
    expect(ran.code).toBe(2);
    expect(ran.stderr).toContain(wrong);
    const args = ['check', '--policy', 'portcullis.example.yml'];
    expect((await portcullis(args, { PORTCULLIS_POLICY: wrong })).code).toBe(0);
  });

  test('--help has an example', async () => {
    const ran = await portcullis(['check', '--help']);
    expect(ran.code).toBe(0);
    expect(ran.stdout).toContain('$ portcullis check --policy portcullis.example.yml');
  });
});
