import { REGION_REGEXP } from './aws-ids.ts';

/** Where the policy is looked for unless something else is said. */
export const DEFAULT_POLICY_PATH = 'portcullis.yml';

/** An environment variable that Portcullis reads. */
export interface Variable {
  readonly meaning: string;
  /** What its text must look like, in words; and the pattern that holds it. */
  readonly expected: string;
  readonly pattern: RegExp;
  readonly example: string;
  /** What counts when it is not set: a text, or nothing (`optional`), or it has to be set. */
  readonly unset: { readonly default: string } | 'optional' | 'required';
  /** A secret's value is never printed, not even in a problem about it. */
  readonly isSecret: boolean;
}

const URL_PATTERN = /^https?:\/\/\S+$/;
const FILE_PATTERN = /^[^\0]+$/;

const ONE_REGION = REGION_REGEXP.source.slice(1, -1);
const REGIONS_PATTERN = new RegExp(`^${ONE_REGION}(?:,${ONE_REGION})*$`);

/** Every variable, under its name: the one table of them. */
export const VARIABLES = {
  SLACK_BOT_TOKEN: {
    meaning: "Bot token of the Slack app (OAuth & Permissions in the app's settings)",
    expected: 'a bot token, which starts with xoxb-',
    pattern: /^xoxb-[\w-]+$/,
    example: 'xoxb-…',
    unset: 'required',
    isSecret: true,
  },
  SLACK_APP_TOKEN: {
    meaning: 'App-level token with connections:write, for Socket Mode (Basic Information)',
    expected: 'an app-level token, which starts with xapp-',
    pattern: /^xapp-[\w-]+$/,
    example: 'xapp-…',
    unset: 'required',
    isSecret: true,
  },
  SLACK_APP_ID: {
    meaning: 'Id of the Slack app; when set, what another app sends is dropped',
    expected: 'an app id: A and capital letters and digits',
    pattern: /^A[A-Z0-9]{6,20}$/,
    example: 'A0123ABCD',
    unset: 'optional',
    isSecret: false,
  },
  SLACK_API_URL: {
    meaning: "Base of Slack's Web API, for a proxy or an emulator",
    expected: 'a URL',
    pattern: URL_PATTERN,
    example: 'https://slack.com/api/',
    unset: 'optional',
    isSecret: false,
  },
  PORTCULLIS_QUEUE_URL: {
    meaning:
      'SQS queue that EventBridge fills with CloudTrail records; without one, the poll is the feed',
    expected: 'the URL of an SQS queue',
    pattern: /^https?:\/\/[^\s/]+\/(?:\S+\/)?\d{12}\/[\w-]{1,80}(?:\.fifo)?$/,
    example: 'https://sqs.eu-central-1.amazonaws.com/111122223333/portcullis',
    unset: 'optional',
    isSecret: false,
  },
  AWS_REGION: {
    meaning: 'Region of the queue, of poll and sweep, and of what people ask for in Slack',
    expected: 'an AWS Region',
    pattern: REGION_REGEXP,
    example: 'eu-central-1',
    unset: 'required',
    isSecret: false,
  },
  PORTCULLIS_REGIONS: {
    meaning: 'Further Regions of the accounts in which poll and sweep run',
    expected: 'AWS Regions with commas between',
    pattern: REGIONS_PATTERN,
    example: 'eu-west-1,us-east-1',
    unset: 'optional',
    isSecret: false,
  },
  PORTCULLIS_TASKS: {
    meaning: 'What runs beside the queue: poll of LookupEvents, sweep of all groups, both or none',
    expected: 'one of poll,sweep · poll · sweep · none',
    pattern: /^(?:poll,sweep|poll|sweep|none)$/,
    example: 'sweep',
    unset: { default: 'poll,sweep' },
    isSecret: false,
  },
  PORTCULLIS_POLICY: {
    meaning: 'Path of the policy file',
    expected: 'a path',
    pattern: FILE_PATTERN,
    example: '/etc/portcullis/portcullis.yml',
    unset: { default: DEFAULT_POLICY_PATH },
    isSecret: false,
  },
  PORTCULLIS_DATABASE: {
    meaning: 'Path of the SQLite file; its folder must be writable',
    expected: 'a path',
    pattern: FILE_PATTERN,
    example: '/var/lib/portcullis/portcullis.sqlite',
    unset: { default: 'portcullis.sqlite' },
    isSecret: false,
  },
  DATABASE_URL: {
    meaning:
      'A PostgreSQL database, 14 or newer, instead of the file: for several replicas. With sslmode verify-full (the default but on this machine), require or disable, and sslrootcert',
    expected: 'a postgres:// URL',
    pattern: /^postgres(?:ql)?:\/\/[!-~]+$/,
    example: 'postgres://portcullis:…@db.example.com:5432/portcullis?sslmode=verify-full',
    unset: 'optional',
    isSecret: true,
  },
  PORTCULLIS_HTTP_HOST: {
    meaning: 'Address that /healthz and /readyz listen on; 0.0.0.0 in a container',
    expected: 'an IP address or a host name',
    pattern: /^[A-Za-z0-9.:-]{1,253}$/,
    example: '0.0.0.0',
    unset: { default: '127.0.0.1' },
    isSecret: false,
  },
  PORTCULLIS_HTTP_PORT: {
    meaning: 'Port that /healthz and /readyz listen on; 0 for any free one',
    expected: 'a port, 0 to 65535',
    pattern: /^(?:0|[1-9]\d{0,3}|[1-5]\d{4}|6[0-4]\d{3}|65[0-4]\d{2}|655[0-2]\d|6553[0-5])$/,
    example: '8080',
    unset: { default: '8080' },
    isSecret: false,
  },
  PORTCULLIS_LOG_LEVEL: {
    meaning: 'Least level that is logged',
    expected: 'one of trace, debug, info, warn, error, fatal',
    pattern: /^(?:trace|debug|info|warn|error|fatal)$/,
    example: 'debug',
    unset: { default: 'info' },
    isSecret: false,
  },
  NODE_ENV: {
    meaning: 'Anything but production lets Slack and AWS be emulators on this machine',
    expected: 'one of production, development, test',
    pattern: /^(?:production|development|test)$/,
    example: 'development',
    // Whoever forgets it gets the strict reading.
    unset: { default: 'production' },
    isSecret: false,
  },
} as const satisfies Readonly<Record<string, Variable>>;

export type VariableName = keyof typeof VARIABLES;
export const VARIABLE_NAMES = Object.keys(VARIABLES) as readonly VariableName[];

/** Variables of the AWS SDK that send its calls elsewhere: `AWS_ENDPOINT_URL`, and one per service
 * (`AWS_ENDPOINT_URL_SQS`). The SDK reads them itself; they are refused in production. */
export const AWS_ENDPOINT_PREFIX = 'AWS_ENDPOINT_URL';
