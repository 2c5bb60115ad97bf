import { expect, it } from 'vitest';
import { blockRules } from '../../../src/sandbox/slack/block-kit/blocks.ts';
import { COVERAGE, type Coverage } from '../../../src/sandbox/slack/coverage.ts';
import { DRAWN_ELEMENTS } from '../../../src/sandbox/slack/render/elements.ts';
import { DRAWN_BLOCKS } from '../../../src/sandbox/slack/render/render-blocks.ts';
import { METHODS } from '../../../src/sandbox/slack/web-api/methods.ts';
import { startEmulator } from './support.ts';

/** What an emulator offers that is not something a person does. */
const NOT_ACTS = ['onChange', 'waitFor', 'close'];

function covered(surface: Coverage['surface']): readonly string[] {
  return COVERAGE.filter((row) => row.surface === surface)
    .map(({ name }) => name)
    .sort();
}

it('coverage names exactly the registered methods', () => {
  expect(covered('method')).toEqual(METHODS.map(({ name }) => name).sort());
});

it('coverage names exactly the block types that are checked, and all of them are drawn', () => {
  expect(covered('block')).toEqual(Object.keys(blockRules).sort());
  expect(covered('block')).toEqual([...DRAWN_BLOCKS].sort());
});

it('coverage names exactly the element types that are drawn', () => {
  expect(covered('element')).toEqual([...DRAWN_ELEMENTS].sort());
});

it('coverage names exactly the acts and faults of the emulator', async () => {
  const slack = await startEmulator();
  const acts = Object.entries(slack)
    .filter(([name, value]) => typeof value === 'function' && !NOT_ACTS.includes(name))
    .map(([name]) => name);
  expect(covered('act')).toEqual(acts.sort());
  expect(covered('fault')).toEqual(Object.keys(slack.faults).sort());
});

it('coverage says of everything partial what is missing', () => {
  expect(COVERAGE.filter(({ status, notes }) => status === 'partial' && notes === '')).toEqual([]);
});
