import { fileURLToPath } from 'node:url';
import type { AwsEmulator } from '../aws/emulator.ts';
import type { Credentials } from '../aws/identity/identity.ts';
import type { SlackEmulator } from '../slack/slack-emulator.ts';

/** The policy of the sandbox, checked in beside its stories. */
export const SANDBOX_POLICY = new URL('../stories/portcullis.yml', import.meta.url);

export interface ProductSetting {
  readonly aws: Pick<AwsEmulator, 'url' | 'region' | 'queueUrl'>;
  readonly slack: Pick<SlackEmulator, 'apiUrl' | 'botToken' | 'appToken' | 'appId'>;
  readonly credentials: Credentials;
  readonly databasePath: string;
  /** The sandbox's own unless given. */
  readonly policyPath?: string;
}

/** What is passed on of the sandbox's own environment: a token or a profile of the developer's must
 * never reach a product that is only playing. */
const INHERITED = ['PATH', 'HOME'] as const;

/** The environment that points the unchanged product at the emulators. Pure. */
export function productEnvironment(
  setting: ProductSetting,
  inherited: Readonly<Record<string, string | undefined>>,
): Readonly<Record<string, string>> {
  const { aws, slack, credentials, databasePath } = setting;
  const kept = INHERITED.flatMap((name) => {
    const value = inherited[name];
    return value === undefined ? [] : [[name, value] as const];
  });
  return {
    ...Object.fromEntries(kept),
    NODE_ENV: 'development',
    SLACK_BOT_TOKEN: slack.botToken,
    SLACK_APP_TOKEN: slack.appToken,
    SLACK_APP_ID: slack.appId,
    SLACK_API_URL: slack.apiUrl,
    AWS_ENDPOINT_URL: aws.url,
    AWS_REGION: aws.region,
    ...credentialVariables(credentials),
    PORTCULLIS_QUEUE_URL: aws.queueUrl,
    PORTCULLIS_POLICY: setting.policyPath ?? fileURLToPath(SANDBOX_POLICY),
    PORTCULLIS_DATABASE: databasePath,
    PORTCULLIS_HTTP_PORT: '0',
  };
}

function credentialVariables(credentials: Credentials): Readonly<Record<string, string>> {
  const { accessKeyId, secretAccessKey, sessionToken } = credentials;
  return {
    AWS_ACCESS_KEY_ID: accessKeyId,
    AWS_SECRET_ACCESS_KEY: secretAccessKey,
    ...(sessionToken === undefined ? {} : { AWS_SESSION_TOKEN: sessionToken }),
  };
}
