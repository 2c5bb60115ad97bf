import { describe, expect, it } from 'vitest';
import { describeUser } from '../../../src/sandbox/page/view/describe-user.ts';
import { renderProduct } from '../../../src/sandbox/page/view/render-product.ts';
import { renderStories } from '../../../src/sandbox/page/view/render-stories.ts';
import { DEFAULT_SEED, SEED_APPROVERS, SEED_USERS } from '../../../src/sandbox/slack/seed.ts';
import { STORIES } from '../../../src/sandbox/stories/stories.ts';

describe('describeUser()', () => {
  const approvers = { users: [SEED_USERS.carol.id], groups: [SEED_APPROVERS.id] };
  const described = (name: keyof typeof SEED_USERS) =>
    describeUser(DEFAULT_SEED, approvers, SEED_USERS[name]);

  it('says who approves, and by what', () => {
    expect(described('alice')).toBe('Alice Admin: approver by @security-oncall');
    expect(described('carol')).toBe('Carol Chief: approver by name');
    expect(described('bob')).toBe('Bob Builder: no approver');
  });

  it('says what keeps somebody from approving, group or not', () => {
    expect(described('dora')).toBe('Dora Deactivated: deactivated, no approver');
    expect(described('gus')).toBe('Gus Guest: a guest, no approver');
    expect(described('sam')).toBe('Sam Stranger: of another company, no approver');
  });
});

describe('renderProduct()', () => {
  const START = 'data-start-product';

  it('offers to start a product that is gone, and shows its last words as text', () => {
    const how = 'ended with exit code 1';
    const { text } = renderProduct({ kind: 'crashed', how, lastLines: ['Error: <token>', 'bye'] });
    expect(text).toContain(how);
    expect(text).toContain('Error: &lt;token&gt;\nbye');
    expect(text).toContain(START);
    expect(renderProduct({ kind: 'stopped' }).text).toContain(START);
  });

  it('offers nothing while it runs', () => {
    const since = new Date(0);
    const { text } = renderProduct({ kind: 'ready', pid: 7, since, healthUrl: 'http://x' });
    expect(text).toContain('pid 7');
    expect(text).not.toContain(START);
  });
});

describe('renderStories()', () => {
  it('draws every story once, as a button described by what should happen', () => {
    const { text } = renderStories(STORIES);
    for (const { id } of STORIES) {
      expect(text.split(`data-story="${id}" aria-describedby="expect-${id}"`)).toHaveLength(2);
    }
  });
});
