import type { AwsEmulator } from '../aws/emulator.ts';
import type { ProductProcess } from '../run/product-process.ts';
import type { SlackEmulator } from '../slack/slack-emulator.ts';
import type { AwsCast } from '../stories/aws-cast.ts';
import type { SandboxPolicy } from '../stories/sandbox-policy.ts';
import type { AwsScene } from '../stories/seed-aws.ts';

/** What the page shows and lets people do. */
export interface PageContext {
  readonly aws: AwsEmulator;
  readonly slack: SlackEmulator;
  readonly cast: AwsCast;
  readonly scene: AwsScene;
  readonly policy: SandboxPolicy;
  readonly product: ProductProcess;
  readonly newId: (prefix: string) => string;
  readonly now: () => Date;
}
