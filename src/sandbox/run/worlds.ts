import { readFile } from 'node:fs/promises';
import { parse } from 'yaml';
import { type AwsEmulator, startAwsEmulator } from '../aws/emulator.ts';
import type { SlackEmulator } from '../slack/slack-emulator.ts';
import { startSlackEmulator } from '../slack/start-slack-emulator.ts';
import { type AwsCast, castAws } from '../stories/aws-cast.ts';
import { type AwsScene, seedAws } from '../stories/seed-aws.ts';
import { randomAwsId, randomSlackId } from './ids.ts';
import { REPOSITORY } from './repository.ts';

/** The world outside Portcullis: an AWS account and a Slack workspace, on loopback and seeded. */
export interface Worlds {
  readonly aws: AwsEmulator;
  readonly slack: SlackEmulator;
  /** Who can act on AWS, and the product's own role. */
  readonly cast: AwsCast;
  readonly scene: AwsScene;
  close(): Promise<void>;
}

/** Starts and seeds both emulators, with real time and random ids. */
export async function startWorlds(now: () => Date): Promise<Worlds> {
  const manifest: unknown = parse(await readFile(new URL('manifest.yml', REPOSITORY), 'utf8'));
  const aws = await startAwsEmulator({ now, newId: randomAwsId });
  const slack = await startSlackEmulator({ now, newId: randomSlackId, manifest }).catch(
    async (error: unknown) => {
      await aws.close();
      throw error;
    },
  );
  const cast = castAws(aws);
  const scene = seedAws(aws, { now: now(), newId: randomAwsId });
  const close = async () => void (await Promise.all([aws.close(), slack.close()]));
  return { aws, slack, cast, scene, close };
}
