import { describe, expect, it } from 'vitest';
import type { Store } from '../../../src/app/ports.ts';
import { GUARDED_SERVICES, type ServiceName } from '../../../src/domain/guard/services.ts';
import type { Hardening } from '../../../src/domain/hardening/hardening.ts';
import { cidr } from '../../../src/domain/net/cidr.ts';
import { sourceSet } from '../../../src/domain/net/source.ts';
import type { Guard, Policy } from '../../../src/domain/policy/policy.ts';
import { POLICY } from '../../support/findings.ts';
import { type HardenBench, hardenBench } from '../../support/harden-bench.ts';

async function approve(bench: HardenBench, { id }: Hardening): Promise<void> {
  for (const userId of ['U1', 'U2']) {
    const latest = await bench.hardening(id);
    if (latest.state.kind === 'proposed') {
      await bench.desk.approveHardening(bench.touch(latest, userId));
    }
  }
}

/** A directory that was hardened, and the approved plan that undoes it. */
async function undoOf(bench: HardenBench): Promise<Hardening> {
  const proposed = await bench.propose();
  await approve(bench, proposed);
  await bench.act(proposed);
  const undo = await bench.desk.proposeUndo(bench.touch(proposed));
  if (undo.kind !== 'proposed') throw new Error(JSON.stringify(undo));
  await approve(bench, undo.hardening);
  return undo.hardening;
}

/** A policy whose guard of directories approves everybody for some services. */
function approving(...services: readonly ServiceName[]): Policy {
  const from = sourceSet([{ kind: 'cidr', cidr: cidr('0.0.0.0/0') }]);
  const approved = new Map(services.map((name) => [name, from]));
  const guard: Guard = { name: 'corp', kind: 'directory', match: [{ directory: '*' }], approved };
  return { ...POLICY, guards: [guard] };
}

describe('an undo that opens again what policy does not approve', () => {
  it('is told in one notice, once, and by people', async () => {
    const bench = await hardenBench();
    const undo = await undoOf(bench);
    expect(await bench.store.post(`undo/${undo.id}`)).toBeNull();
    await bench.act(undo);
    const { subject } = (await bench.store.post(`undo/${undo.id}`)) ?? {};
    if (subject?.kind !== 'notice') throw new Error('Nothing is told');
    expect(subject.notice).toMatchObject({
      count: 1,
      people: [
        { label: 'Proposed by', userIds: ['U1'] },
        { label: 'Approved by', userIds: expect.arrayContaining(['U1']) },
      ],
    });
    expect(subject.notice.detail).toContain('0.0.0.0/0');
    expect(subject.notice.detail).not.toMatch(/\bU\d/);
  });

  it('is told once where a crash comes between the notice and the end of the last step', async () => {
    const bench = await hardenBench();
    const undo = await undoOf(bench);
    let told = 0;
    let isCrashed = false;
    const crashing: Store = {
      ...bench.store,
      notify: async (notice, now) => {
        await bench.store.notify(notice, now);
        told += 1;
      },
      changeHardening: async (id, decide, now, from) => {
        if (told > 0 && !isCrashed && id === undo.id) {
          isCrashed = true;
          throw new Error('The process is killed');
        }
        return bench.store.changeHardening(id, decide, now, from);
      },
    };
    await expect(bench.act(undo, crashing)).rejects.toThrow('killed');
    expect(await bench.hardening(undo.id)).toMatchObject({ state: { kind: 'executing' } });
    await bench.act(undo, crashing);
    expect(await bench.hardening(undo.id)).toMatchObject({ state: { kind: 'done' } });
    expect(told).toBe(2);
    const post = await bench.store.post(`undo/${undo.id}`);
    expect(post?.subject).toMatchObject({ kind: 'notice', notice: { count: 1 } });
  });
});

describe('an undo that opens again what policy approves', () => {
  async function toldUnder(policy: Policy): Promise<string | null> {
    const bench = await hardenBench({ policy });
    const undo = await undoOf(bench);
    await bench.act(undo);
    expect(await bench.hardening(undo.id)).toMatchObject({ state: { kind: 'done' } });
    const post = await bench.store.post(`undo/${undo.id}`);
    return post?.subject.kind === 'notice' ? post.subject.notice.detail : null;
  }

  it('tells only the rest', async () => {
    const detail = await toldUnder(approving('dns', 'kerberos'));
    expect(detail).toMatch(/inbound .*0\.0\.0\.0\/0/);
    expect(detail).not.toMatch(/\bDNS \(|\bKerberos \(/);
  });

  it('tells nothing where nothing is left', async () => {
    expect(await toldUnder(approving(...GUARDED_SERVICES.directory))).toBeNull();
  });
});
