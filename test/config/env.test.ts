import { inspect } from 'node:util';
import { describe, expect, test } from 'vitest';
import { type Config, type Environment, readEnv } from '../../src/config/env.ts';
import { VARIABLE_NAMES, VARIABLES, type Variable } from '../../src/config/variables.ts';

const RIGHT: Environment = {
  SLACK_BOT_TOKEN: 'xoxb-1-secret-bot',
  SLACK_APP_TOKEN: 'xapp-1-secret-app',
  PORTCULLIS_QUEUE_URL: 'https://sqs.eu-central-1.amazonaws.com/111122223333/portcullis',
  AWS_REGION: 'eu-central-1',
};

function configOf(env: Environment): Config {
  const read = readEnv(env);
  if (read.kind === 'problems') throw new Error(read.problems.join('\n'));
  return read.config;
}

function problemsOf(env: Environment): readonly string[] {
  const read = readEnv(env);
  return read.kind === 'config' ? [] : read.problems;
}

describe('readEnv()', () => {
  test('fills in what is not set', () => {
    const { slack, ...rest } = configOf(RIGHT);
    expect(slack.botToken.reveal()).toBe('xoxb-1-secret-bot');
    expect(slack.appToken.reveal()).toBe('xapp-1-secret-app');
    expect([slack.appId, slack.apiUrl]).toEqual([null, null]);
    expect(rest).toEqual({
      isProduction: true,
      aws: {
        region: 'eu-central-1',
        regions: ['eu-central-1'],
        queueUrl: RIGHT.PORTCULLIS_QUEUE_URL,
      },
      tasks: ['poll', 'sweep'],
      policyPath: 'portcullis.yml',
      database: { kind: 'sqlite', path: 'portcullis.sqlite' },
      http: { host: '127.0.0.1', port: 8080 },
      logLevel: 'info',
    });
  });

  test('takes what is set', () => {
    const config = configOf({
      ...RIGHT,
      SLACK_APP_ID: 'A0123ABCD',
      SLACK_API_URL: 'http://127.0.0.1:4001/api/',
      PORTCULLIS_QUEUE_URL: 'http://127.0.0.1:4002/111122223333/portcullis',
      PORTCULLIS_POLICY: '/etc/p.yml',
      PORTCULLIS_DATABASE: '/var/p.sqlite',
      PORTCULLIS_HTTP_HOST: '::1',
      PORTCULLIS_HTTP_PORT: '0',
      PORTCULLIS_LOG_LEVEL: 'debug',
      NODE_ENV: 'test',
      AWS_ENDPOINT_URL: 'http://127.0.0.1:4002',
    });
    expect(config).toMatchObject({
      isProduction: false,
      slack: { appId: 'A0123ABCD', apiUrl: 'http://127.0.0.1:4001/api/' },
      aws: { queueUrl: 'http://127.0.0.1:4002/111122223333/portcullis' },
      policyPath: '/etc/p.yml',
      database: { kind: 'sqlite', path: '/var/p.sqlite' },
      http: { host: '::1', port: 0 },
      logLevel: 'debug',
    });
  });

  test('tells of every variable that has to be set, with its meaning', () => {
    const wanted = VARIABLE_NAMES.filter((name) => VARIABLES[name].unset === 'required');
    expect(problemsOf({ AWS_REGION: '  ' }).map((problem) => problem.split(' ')[0])).toEqual(
      wanted,
    );
  });

  test.each(VARIABLE_NAMES)('%s: a wrong value is named with what was expected', (name) => {
    const problems = problemsOf({ ...RIGHT, [name]: 'wrong value\0' });
    expect(problems).toHaveLength(1);
    expect(problems[0]).toContain(`${name}: expected ${VARIABLES[name].expected}`);
    expect(problems[0]?.includes('wrong value')).toBe(!VARIABLES[name].isSecret);
  });

  test.each(['65536', '99999', '-1', '080', '8080a', '1e3'])('port %s is refused', (port) => {
    expect(problemsOf({ ...RIGHT, PORTCULLIS_HTTP_PORT: port })).toHaveLength(1);
  });

  test.each(['0', '1', '80', '65535', '60000', '59999'])('port %s is taken', (port) => {
    expect(configOf({ ...RIGHT, PORTCULLIS_HTTP_PORT: port }).http.port).toBe(Number(port));
  });

  test('secrets do not print: not as text, not in JSON, not inspected', () => {
    const config = configOf(RIGHT);
    const printed = [`${config.slack.botToken}`, JSON.stringify(config), inspect(config)].join();
    expect(printed).not.toContain('secret-');
    expect(printed.match(/\[secret\]/g)).toHaveLength(5);
  });

  test('swapped tokens are told without printing either', () => {
    const problems = problemsOf({
      ...RIGHT,
      SLACK_BOT_TOKEN: RIGHT.SLACK_APP_TOKEN,
      SLACK_APP_TOKEN: RIGHT.SLACK_BOT_TOKEN,
    });
    expect(problems).toHaveLength(2);
    expect(problems.join()).not.toContain('secret-');
  });
});

describe('readEnv() and feeds', () => {
  const withoutQueue = { ...RIGHT, PORTCULLIS_QUEUE_URL: undefined };

  test('without a queue the poll is the feed', () => {
    expect(configOf(withoutQueue).aws.queueUrl).toBeNull();
    expect(configOf({ ...withoutQueue, PORTCULLIS_TASKS: 'poll' }).tasks).toEqual(['poll']);
  });

  test('poll and sweep run in AWS_REGION and in further Regions, in each once', () => {
    expect(configOf(RIGHT).aws.regions).toEqual(['eu-central-1']);
    const { aws } = configOf({ ...RIGHT, PORTCULLIS_REGIONS: 'eu-west-1,eu-central-1' });
    expect(aws.regions).toEqual(['eu-central-1', 'eu-west-1']);
    expect(problemsOf({ ...RIGHT, PORTCULLIS_REGIONS: 'eu-west-1 us' })[0]).toContain(
      'PORTCULLIS_REGIONS: expected AWS Regions',
    );
  });

  test.each(['sweep', 'none'])('without a queue, tasks of %s hear nothing', (PORTCULLIS_TASKS) => {
    const [problem] = problemsOf({ ...withoutQueue, PORTCULLIS_TASKS });
    expect(problem).toContain('PORTCULLIS_TASKS has no poll');
    expect(configOf({ ...RIGHT, PORTCULLIS_TASKS }).aws.queueUrl).not.toBeNull();
  });
});

describe('readEnv() and emulators', () => {
  const names = ['SLACK_API_URL', 'PORTCULLIS_QUEUE_URL'] as const;
  const paths = { SLACK_API_URL: '/api/', PORTCULLIS_QUEUE_URL: '/111122223333/q' } as const;

  describe.each(names)('%s', (name) => {
    test.each(['production', undefined, ' '])(
      'plain http is refused when NODE_ENV is %j',
      (NODE_ENV) => {
        const url = `http://127.0.0.1:4001${paths[name]}`;
        const [problem] = problemsOf({ ...RIGHT, [name]: url, NODE_ENV });
        expect(problem).toContain(`${name}: expected an https URL`);
      },
    );

    test.each(['127.0.0.1', '127.9.9.9', '[::1]', 'localhost'])(
      'http://%s is taken in development',
      (host) => {
        const env = {
          ...RIGHT,
          [name]: `http://${host}:4001${paths[name]}`,
          NODE_ENV: 'development',
        };
        expect(problemsOf(env)).toEqual([]);
      },
    );

    test.each(['10.0.0.1', 'localhost.example.com', '127.0.0.1.example.com', 'slack.com'])(
      'http://%s is refused in development',
      (host) => {
        const env = {
          ...RIGHT,
          [name]: `http://${host}:4001${paths[name]}`,
          NODE_ENV: 'development',
        };
        expect(problemsOf(env)[0]).toContain('only for emulators on this machine');
      },
    );

    test.each([
      'https://u:hunter2@example.com',
      'ftp://u:hunter2@example.com',
      'http://u:hunter2@h',
      'https://:hunter2@h',
      'https://u:hunter2@[h',
    ])('a password in %s is refused and not repeated', (origin) => {
      const problems = problemsOf({ ...RIGHT, [name]: `${origin}${paths[name]}` });
      expect(problems).toHaveLength(1);
      expect(problems[0]).not.toContain('hunter2');
    });
  });

  test.each(['AWS_ENDPOINT_URL', 'AWS_ENDPOINT_URL_SQS'])('%s is refused in production', (name) => {
    const [problem] = problemsOf({ ...RIGHT, [name]: 'http://127.0.0.1:4002' });
    expect(problem).toContain(`${name} sends AWS calls elsewhere and is refused in production`);
    expect(problemsOf({ ...RIGHT, [name]: '' })).toEqual([]);
  });
});

describe('VARIABLES', () => {
  test.each(VARIABLE_NAMES)('%s has a meaning and an example of its own pattern', (name) => {
    const { meaning, pattern, example, unset, isSecret }: Variable = VARIABLES[name];
    expect(meaning.length).toBeGreaterThan(10);
    expect(pattern.test(example.replace('…', '1'))).toBe(true);
    if (typeof unset === 'object') expect(pattern.test(unset.default)).toBe(true);
    expect(isSecret).toBe(name.endsWith('_TOKEN') || name === 'DATABASE_URL');
  });

  test('every name is read into the configuration, and no other is', () => {
    const read = new Set<string>();
    const env = new Proxy<Record<string, string | undefined>>(
      { ...RIGHT },
      {
        get(target, name) {
          read.add(String(name));
          return Reflect.get(target, name);
        },
      },
    );
    readEnv(env);
    expect([...read].sort()).toEqual([...VARIABLE_NAMES].sort());
  });
});
