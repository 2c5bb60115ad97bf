import type { ActResult } from './acts/act-result.ts';
import type { ClickAct } from './acts/click.ts';
import type { ViewClickAct } from './acts/click-in-view.ts';
import type { ForgedClickAct } from './acts/click-raw.ts';
import type { CloseViewAct } from './acts/close-view.ts';
import type { CommandAct } from './acts/command.ts';
import type { SubmitViewAct } from './acts/submit-view.ts';
import type { SlackCall } from './calls.ts';
import type { Faults } from './faults.ts';
import type { SlackSeed } from './seed.ts';
import type { Delivery } from './socket-mode/envelope.ts';
import type { SlackChannel, SlackUser, SlackUserGroup, SlackWorld } from './world.ts';

export interface SlackEmulatorOptions {
  readonly now: () => Date;
  /** Makes ids that never repeat. */
  readonly newId: (prefix: string) => string;
  /** The parsed `manifest.yml`: scopes, commands and features come from it. */
  readonly manifest: unknown;
  /** The TCP port on 127.0.0.1; a free one unless given. */
  readonly port?: number;
  readonly seed?: SlackSeed;
  /** How long the app has to acknowledge, in ms of real time; Slack's 3 s unless given. */
  readonly ackTimeoutMs?: number;
  /** The pauses before events are delivered again, in ms of real time; Slack's unless given. */
  readonly eventRetryDelaysMs?: readonly number[];
}

/** What an administrator of the workspace can change behind the app's back. */
export interface SlackAdmin {
  /** Adds or replaces a user: deactivate one, make one a guest. */
  setUser(user: SlackUser): void;
  setUserGroup(group: SlackUserGroup): void;
  /** Adds or replaces a channel: archive it, remove the bot. */
  setChannel(channel: SlackChannel): void;
  /** A person writes a message; returns its `ts`. */
  say(message: {
    readonly userId: string;
    readonly channelId: string;
    readonly text: string;
  }): string;
}

/** A workspace of Slack on loopback, with the app installed. */
export interface SlackEmulator {
  /** `http://127.0.0.1:PORT/api/`, for `clientOptions.slackApiUrl`. */
  readonly apiUrl: string;
  readonly botToken: string;
  readonly appToken: string;
  readonly teamId: string;
  readonly appId: string;
  /** Live: what people see now. */
  readonly world: SlackWorld;
  readonly admin: SlackAdmin;
  readonly faults: Faults & {
    /** Delivers the last interaction once more: same payload, new envelope. */
    redeliver(): Promise<Delivery>;
  };
  /** Live: every call of the app, in order of arrival. */
  readonly calls: readonly SlackCall[];

  // People's acts. Each delivers its envelope and resolves when the app has acknowledged, or not.
  click(act: ClickAct): Promise<ActResult>;
  clickRaw(act: ForgedClickAct): Promise<ActResult>;
  clickInView(act: ViewClickAct): Promise<ActResult>;
  submitView(act: SubmitViewAct): Promise<ActResult>;
  closeView(act: CloseViewAct): Promise<ActResult>;
  command(act: CommandAct): Promise<ActResult>;
  openHome(userId: string): Promise<ActResult>;

  /** Calls `listener` after every change of the world and of the calls; returns how to stop. */
  onChange(listener: () => void): () => void;
  /** The probe's first answer that is not undefined. Rejects after `deadlineMs`, or if the probe throws. */
  waitFor<T>(probe: (world: SlackWorld) => T | undefined, deadlineMs: number): Promise<T>;
  close(): Promise<void>;
}
