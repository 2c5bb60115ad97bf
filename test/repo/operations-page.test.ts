import { describe, expect, test } from 'vitest';
import { parse } from 'yaml';
import { WATCHED_EVENT_NAMES } from '../../src/adapters/cloudtrail/watched.ts';
import { FIRST_LOOK_BACK_MS, LOOKUP_GAP_MS, OVERLAP_MS } from '../../src/app/tasks/poll.ts';
import { RUN_MS_MAX, TASK_TIMES } from '../../src/app/tasks/schedule.ts';
import { VARIABLE_NAMES, VARIABLES, type Variable } from '../../src/config/variables.ts';
import { APPROVAL_TTL_MS } from '../../src/domain/approval/approval.ts';
import { MINUTE_MS, SECOND_MS } from '../../src/domain/instant.ts';
import { TASK_NAMES } from '../../src/domain/task.ts';
import { files, firstCells, read, table } from './pages.ts';

const PAGE = 'docs/operations.md';

function unsetText({ unset }: Variable): string {
  return typeof unset === 'object' ? `\`${unset.default}\`` : unset;
}

describe(PAGE, () => {
  test('lists the variables as the code does', () => {
    const expected = VARIABLE_NAMES.map((name) => {
      const variable: Variable = VARIABLES[name];
      return [`\`${name}\``, variable.meaning, unsetText(variable), `\`${variable.example}\``];
    });
    expect(table(PAGE, 'variables')).toEqual(expected);
  });

  test('has the exit codes of every command', () => {
    const commands = files('src/cli/*.ts').flatMap((path) =>
      [...read(path).matchAll(/new Command\('([\w-]+)'\)/g)].map(([, name = '']) => name),
    );
    expect([...firstCells(PAGE, 'exit codes')].sort()).toEqual(commands.sort());
  });

  test('quotes messages of the process log that the code writes, under their level', () => {
    const sources = files('src/**/*.ts').map(read).join('\n');
    for (const level of ['error', 'warn', 'info']) {
      const row = read(PAGE).match(new RegExp(`^\\| \`${level}\` \\|.*$`, 'm'))?.[0] ?? '';
      const quoted = [...row.matchAll(/`([^`]+)`/g)].slice(1).map(([, message = '']) => message);
      expect(quoted.length, level).toBeGreaterThan(0);
      for (const message of quoted) {
        const call = new RegExp(`log\\.${level}\\([^;]*?'${message}'`);
        expect(call.test(sources), `log.${level} of "${message}"`).toBe(true);
      }
    }
  });

  test('lists the tasks and their times as the code has them', () => {
    const expected = TASK_NAMES.map((name) => [`\`${name}\``, `\`${TASK_TIMES[name]}\``]);
    expect(table(PAGE, 'tasks').map((row) => row.slice(0, 2))).toEqual(expected);
    expect([OVERLAP_MS, FIRST_LOOK_BACK_MS]).toEqual([30 * MINUTE_MS, 60 * MINUTE_MS]);
  });

  test('lists the calls that are watched, in the order of the code', () => {
    const cells = table(PAGE, 'calls').map(([names = '']) => names);
    const names = cells.flatMap((cell) => [...cell.matchAll(/`(\w+)`/g)].map(([, name]) => name));
    expect(names).toEqual(WATCHED_EVENT_NAMES);
    const roundMs = WATCHED_EVENT_NAMES.length * LOOKUP_GAP_MS;
    expect(read(PAGE)).toContain(`about ${roundMs / SECOND_MS} s for all of them`);
    expect(roundMs).toBeLessThan(RUN_MS_MAX / 2);
  });

  test('says how long an approval waits', () => {
    expect(read(PAGE)).toContain(`expires after ${APPROVAL_TTL_MS / MINUTE_MS} minutes`);
  });

  test('says how often a message is tried, as the template does', () => {
    const template: unknown = parse(read('deploy/portcullis.yml'), { logLevel: 'silent' });
    expect(template).toMatchObject({ Parameters: { MaxReceiveCount: { Default: 10 } } });
    expect(read(PAGE)).toContain('`maxReceiveCount` to 10');
  });
});
