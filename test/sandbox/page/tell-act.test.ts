import { describe, expect, it } from 'vitest';
import { tellAct } from '../../../src/sandbox/page/tell-act.ts';

describe('tellAct()', () => {
  it('says nothing where Slack shows it by itself', () => {
    expect(tellAct({ kind: 'acked', payload: {}, shown: { kind: 'nothing' } })).toBeUndefined();
    expect(tellAct({ kind: 'notTold', shown: { kind: 'nothing' } })).toBeUndefined();
  });

  it('says that the app did not respond, whatever kept it', () => {
    for (const kind of ['timeout', 'connectionLost', 'notConnected'] as const) {
      expect(tellAct({ kind })).toContain("Portcullis didn't respond");
    }
  });

  it('says what was wrong with an answer, and why an act was refused', () => {
    expect(tellAct({ kind: 'badAck', payload: {}, problem: 'no such block' })).toContain(
      'no such block',
    );
    expect(tellAct({ kind: 'refused', reason: 'dora is deactivated' })).toContain('deactivated');
  });
});
