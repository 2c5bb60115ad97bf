import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { parse } from 'yaml';
import { INTERFACES_MAX } from '../../src/adapters/aws/surroundings.ts';
import { GROUPS_WEIGHED_MAX } from '../../src/app/jobs/weigh.ts';
import { loadPolicy } from '../../src/config/policy-file.ts';
import { POLICY_SCHEMA } from '../../src/config/policy-schema.ts';
import { POLICY_CHARS_MAX } from '../../src/config/policy-yaml.ts';
import { WEIGHT_WAIT_MS } from '../../src/domain/finding/wanted.ts';
import {
  GUARD_KINDS,
  GUARDED_SERVICES,
  SERVICE_NAMES,
  SERVICES,
} from '../../src/domain/guard/services.ts';
import { describeUsage } from '../../src/domain/guard/usage.ts';
import { SECOND_MS } from '../../src/domain/instant.ts';
import type { TrafficRange } from '../../src/domain/net/traffic.ts';
import { DEPENDANT_TITLES } from '../../src/domain/scenario/dependants.ts';
import { incompatibleWith } from '../../src/domain/scenario/notes.ts';
import { PORT_TABLE_NAMES } from '../../src/domain/scenario/port-table.ts';
import { rolesOf } from '../../src/domain/scenario/scenario-choice.ts';
import { PORT_TABLES } from '../../src/domain/scenario/tables.ts';
import { SEVERITY_TABLE } from '../../src/domain/weight/severity.ts';

const PAGE = readFileSync(new URL('../../docs/policy.md', import.meta.url), 'utf8');

/** The rows of the table after a `<!-- name -->` mark, cell by cell. */
function table(name: string): readonly (readonly string[])[] {
  const [, after = ''] = PAGE.split(`<!-- ${name} -->\n`);
  const [text = ''] = after.split('\n\n');
  const rows = text.trim().split('\n').slice(2);
  return rows.map((row) =>
    row
      .split('|')
      .slice(1, -1)
      .map((cell) => cell.trim()),
  );
}

function ports({ protocol, fromPort, toPort }: TrafficRange): string {
  return `${protocol.toUpperCase()} ${fromPort}${toPort === fromPort ? '' : `-${toPort}`}`;
}

describe('docs/policy.md', () => {
  test('lists what each kind guards as the code does', () => {
    const rows = table('kinds').map(([kind, , services]) => [kind, services]);
    expect(rows).toEqual(
      GUARD_KINDS.map((kind) => [
        `\`${kind}\``,
        GUARDED_SERVICES[kind].map((name) => `\`${name}\``).join(', '),
      ]),
    );
  });

  test('lists the services as the code does: ports, use, source', () => {
    expect(table('services')).toEqual(
      SERVICE_NAMES.map((name) => [
        `\`${name}\``,
        SERVICES[name].title,
        SERVICES[name].ranges.map(ports).join(', '),
        describeUsage(SERVICES[name].usage),
        SERVICES[name].source,
      ]),
    );
  });

  test('lists the port tables as the code does', () => {
    const expected = PORT_TABLE_NAMES.map((name) => {
      const port = PORT_TABLES[name];
      const { needed, added } = rolesOf(port);
      const roles = [
        ...needed.map((role) => `\`${role}\``),
        ...added.map((role) => `\`${role}\` if any`),
      ];
      const not = incompatibleWith(port).map((what) => DEPENDANT_TITLES[what]);
      return [
        `\`${name}\``,
        port.title,
        roles.join(', ') || 'none',
        `${port.inbound.length}, ${port.outbound.length}`,
        not.join(', ') || 'nothing known',
      ];
    });
    expect(table('tables')).toEqual(expected);
  });

  test('has a row for every key of a scenario', () => {
    const { scenario } = POLICY_SCHEMA.shape.guards.element.shape;
    for (const key of Object.keys(scenario.unwrap().shape))
      expect(PAGE).toContain(`| \`${key}\` |`);
  });

  test('lists the severities in the order in which the code decides', () => {
    const expected = SEVERITY_TABLE.map(({ severity, text }) => [`\`${severity}\``, text]);
    expect(table('severities')).toEqual(expected);
  });

  test('names the limits of what is looked at, and how long an alert waits for it', () => {
    expect(PAGE).toContain(`the first ${INTERFACES_MAX} interfaces`);
    expect(PAGE).toContain(`the first ${GROUPS_WEIGHED_MAX}\n  groups of a finding`);
    expect(WEIGHT_WAIT_MS).toBe(2 * SECOND_MS);
    expect(PAGE).toContain('for two seconds at most');
  });

  test('has a part for every key of the file', () => {
    for (const key of Object.keys(POLICY_SCHEMA.shape)) expect(PAGE).toContain(`### \`${key}\``);
  });

  test('has a row for every key of a match', () => {
    const selector = POLICY_SCHEMA.shape.guards.element.shape.match.element;
    for (const key of Object.keys(selector.shape)) expect(PAGE).toContain(`| \`${key}\` |`);
  });

  test('has a part or an example for every key of a guard', () => {
    const guard = POLICY_SCHEMA.shape.guards.element;
    for (const key of Object.keys(guard.shape)) expect(PAGE).toContain(`\`${key}\``);
    expect(PAGE).toContain('#### `guards[].outbound`');
    expect(PAGE).toContain('#### `guards[].scenario`');
  });

  test('names the limit of the file', () => {
    expect(PAGE).toContain(POLICY_CHARS_MAX.toLocaleString('en'));
  });

  test('its examples put together are a policy that is right', () => {
    const examples = [...PAGE.matchAll(/```yaml\n(.*?)```/gs)].map(([, text = '']) => parse(text));
    const file = Object.assign({}, ...examples);
    const { match, approved, outbound, scenario, ...rest } = file;
    const other = { name: 'other', kind: 'windows', match, approved, outbound };
    const directory = { name: 'directory', kind: 'directory', match, scenario };
    const guards = [...rest.guards, other, directory];
    const networks = { ...rest.networks, 'site-vpn': ['192.0.2.0/24'] };
    const loaded = loadPolicy(JSON.stringify({ ...rest, networks, guards }), 'page.yml');
    expect(loaded).toMatchObject({ kind: 'policy' });
  });
});
