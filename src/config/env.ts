import { isIPv4 } from 'node:net';
import { TASK_NAMES, type TaskName } from '../domain/task.ts';
import { type DatabaseConfig, type ReadDatabase, readDatabaseUrl } from './database.ts';
import { quoted } from './safe-text.ts';
import { Secret } from './secret.ts';
import {
  AWS_ENDPOINT_PREFIX,
  VARIABLE_NAMES,
  VARIABLES,
  type Variable,
  type VariableName,
} from './variables.ts';

/** The environment of a process, as Node gives it. */
export type Environment = Readonly<Record<string, string | undefined>>;

/** What the service is told by its environment. Its secrets print as `[secret]`. */
export interface Config {
  readonly isProduction: boolean;
  readonly slack: {
    readonly botToken: Secret;
    readonly appToken: Secret;
    readonly appId: string | null;
    /** Null for Slack's own. */
    readonly apiUrl: string | null;
  };
  /** `queueUrl` is null where the poll is the only feed. */
  readonly aws: {
    readonly region: string;
    /** Where poll and sweep run: `region` first, each once. */
    readonly regions: readonly string[];
    readonly queueUrl: string | null;
  };
  readonly tasks: readonly TaskName[];
  readonly policyPath: string;
  readonly database: DatabaseConfig;
  readonly http: { readonly host: string; readonly port: number };
  readonly logLevel: string;
}

/** A configuration, or all that is wrong with the environment: one line each that says what to
 * fix, without the value of a secret. */
export type ReadEnv =
  | { readonly kind: 'config'; readonly config: Config }
  | { readonly kind: 'problems'; readonly problems: readonly string[] };

/** Reads the environment that it is given; a variable of white space only counts as not set.
 * Pure, total. The variables are in {@link VARIABLES}. */
export function readEnv(env: Environment): ReadEnv {
  const isProduction = isProductionIn(env);
  const database = readDatabase(env);
  const problems = [
    ...VARIABLE_NAMES.filter((name) => name !== 'DATABASE_URL').flatMap((name) =>
      variableProblems(name, env),
    ),
    ...urlProblems('SLACK_API_URL', env, isProduction),
    ...urlProblems('PORTCULLIS_QUEUE_URL', env, isProduction),
    ...feedProblems(env),
    ...endpointProblems(env),
    ...(database.kind === 'problem' ? [database.problem] : []),
  ];
  if (problems.length > 0 || database.kind === 'problem') return { kind: 'problems', problems };
  return { kind: 'config', config: configOf(env, isProduction, database.database) };
}

/** Which database an environment names: a file, unless there is a URL of another one. */
export function readDatabase(env: Environment): ReadDatabase {
  const text = textOf('DATABASE_URL', env);
  if (text === undefined) {
    return {
      kind: 'database',
      database: { kind: 'sqlite', path: required('PORTCULLIS_DATABASE', env) },
    };
  }
  const [wrong] = variableProblems('DATABASE_URL', env);
  if (wrong !== undefined) return { kind: 'problem', problem: wrong };
  if ((env.PORTCULLIS_DATABASE ?? '').trim() !== '') {
    return {
      kind: 'problem',
      problem:
        'DATABASE_URL and PORTCULLIS_DATABASE are both set: drop PORTCULLIS_DATABASE to use PostgreSQL, or DATABASE_URL to use the file',
    };
  }
  return readDatabaseUrl(text, { isProduction: isProductionIn(env) });
}

function configOf(env: Environment, isProduction: boolean, database: DatabaseConfig): Config {
  return {
    isProduction,
    slack: {
      botToken: new Secret(required('SLACK_BOT_TOKEN', env)),
      appToken: new Secret(required('SLACK_APP_TOKEN', env)),
      appId: textOf('SLACK_APP_ID', env) ?? null,
      apiUrl: textOf('SLACK_API_URL', env) ?? null,
    },
    aws: {
      region: required('AWS_REGION', env),
      regions: regionsOf(env),
      queueUrl: textOf('PORTCULLIS_QUEUE_URL', env) ?? null,
    },
    tasks: tasksOf(env),
    policyPath: required('PORTCULLIS_POLICY', env),
    database,
    http: {
      host: required('PORTCULLIS_HTTP_HOST', env),
      port: Number(required('PORTCULLIS_HTTP_PORT', env)),
    },
    logLevel: required('PORTCULLIS_LOG_LEVEL', env),
  };
}

function textOf(name: VariableName, env: Environment): string | undefined {
  const text = env[name]?.trim();
  if (text !== undefined && text !== '') return text;
  const { unset }: Variable = VARIABLES[name];
  return typeof unset === 'object' ? unset.default : undefined;
}

function required(name: VariableName, env: Environment): string {
  const text = textOf(name, env);
  if (text === undefined) throw new RangeError(`${name} is read before it is checked`);
  return text;
}

function variableProblems(name: VariableName, env: Environment): readonly string[] {
  const variable: Variable = VARIABLES[name];
  const text = textOf(name, env);
  if (text === undefined) {
    if (variable.unset !== 'required') return [];
    return [`${name} is not set: ${variable.meaning}; for example ${variable.example}`];
  }
  if (variable.pattern.test(text)) return [];
  const came = variable.isSecret ? 'got something else (not shown)' : `got ${withoutLogin(text)}`;
  return [`${name}: expected ${variable.expected}, for example ${variable.example}, ${came}`];
}

/** A URL may hold a password where none belongs. */
function withoutLogin(text: string): string {
  return quoted(text.replace(/\/\/[^/\s]*@/, '//…@'));
}

/** A token or a record must not leave the machine in the clear, nor reach an emulator by accident. */
function urlProblems(
  name: VariableName,
  env: Environment,
  isProduction: boolean,
): readonly string[] {
  const text = textOf(name, env);
  if (text === undefined || !VARIABLES[name].pattern.test(text)) return [];
  if (!URL.canParse(text)) return [`${name}: expected a URL, got ${withoutLogin(text)}`];
  const { protocol, hostname, username, password } = new URL(text);
  if (username + password !== '') {
    return [`${name}: expected a URL without a user name or password in it`];
  }
  if (protocol === 'https:') return [];
  if (!isProduction && isLoopback(hostname)) return [];
  const why = isProduction
    ? 'plain http is for emulators on this machine, with NODE_ENV=development or test'
    : 'plain http is only for emulators on this machine (127.0.0.1, ::1, localhost)';
  return [`${name}: expected an https URL, got ${withoutLogin(text)}: ${why}`];
}

function isLoopback(hostname: string): boolean {
  if (hostname === 'localhost' || hostname === '[::1]') return true;
  return isIPv4(hostname) && hostname.startsWith('127.');
}

function regionsOf(env: Environment): readonly string[] {
  const further = textOf('PORTCULLIS_REGIONS', env)?.split(',') ?? [];
  return [...new Set([required('AWS_REGION', env), ...further])];
}

function tasksOf(env: Environment): readonly TaskName[] {
  const listed = required('PORTCULLIS_TASKS', env).split(',');
  return TASK_NAMES.filter((name) => listed.includes(name));
}

/** Without a feed nothing would ever be heard, and nobody told. */
function feedProblems(env: Environment): readonly string[] {
  const hasFeed =
    textOf('PORTCULLIS_QUEUE_URL', env) !== undefined || tasksOf(env).includes('poll');
  if (hasFeed) return [];
  return [
    'PORTCULLIS_QUEUE_URL is not set and PORTCULLIS_TASKS has no poll: set a queue, or let poll run, so that changes are heard',
  ];
}

function isProductionIn(env: Environment): boolean {
  return (textOf('NODE_ENV', env) ?? 'production') === 'production';
}

/** What in an environment would send calls to AWS, with their signatures, elsewhere. */
export function endpointProblems(env: Environment): readonly string[] {
  if (!isProductionIn(env)) return [];
  const names = Object.keys(env).filter(
    (name) => name.startsWith(AWS_ENDPOINT_PREFIX) && (env[name] ?? '').trim() !== '',
  );
  return names.map(
    (name) =>
      `${quoted(name).slice(1, -1)} sends AWS calls elsewhere and is refused in production: unset it, or set NODE_ENV=development for an emulator`,
  );
}
