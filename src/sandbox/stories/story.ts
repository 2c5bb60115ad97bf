import type { EC2Client } from '@aws-sdk/client-ec2';
import type { AwsEmulator } from '../aws/emulator.ts';
import type { ProductProcess } from '../run/product-process.ts';
import type { CallDirectoryService } from './directory-service.ts';
import type { AwsScene } from './seed-aws.ts';

/** What a story plays with. */
export interface Stage {
  readonly aws: AwsEmulator;
  /** The real SDK's client, with the keys of whoever acts. */
  readonly ec2: EC2Client;
  /** Directory Service, with the same keys. */
  readonly directoryService: CallDirectoryService;
  readonly scene: AwsScene;
  /** Sends Portcullis a slash command, as whoever one is in Slack; what there is to say of that, if anything. */
  readonly command: (text: string) => Promise<string | undefined>;
  readonly product: Pick<ProductProcess, 'kill' | 'start'>;
  readonly newId: (prefix: string) => string;
  readonly now: () => Date;
}

/** The parts of the list of things to do, in their order. */
export const CHAPTERS = [
  'Open a door',
  'Prefix lists',
  'Hosts',
  'Directory',
  'Nothing should happen',
  'Close it by hand',
  'Make it hard',
] as const;

/** Something to do on the page. */
export interface Story {
  readonly id: string;
  readonly chapter: (typeof CHAPTERS)[number];
  /** What is done, as a command. */
  readonly label: string;
  /** What should happen then. */
  readonly expectation: string;
  /** Does it, and says what was done; throws what AWS refuses. */
  readonly act: (stage: Stage) => Promise<string>;
}
