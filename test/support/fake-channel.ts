import type { AlertView, Channel, HardeningView, MessageAddress } from '../../src/app/ports.ts';
import type { FindingEvent } from '../../src/domain/finding/events.ts';
import type { HardeningEvent } from '../../src/domain/hardening/events.ts';
import type { Notice } from '../../src/domain/notice.ts';

/** A message as it stands in the channel. */
export interface FakeMessage {
  readonly address: MessageAddress;
  shows: AlertView | HardeningView | Notice;
  updates: number;
  isDeleted: boolean;
  readonly thread: (FindingEvent | HardeningEvent)[];
}

/** Slack's far end: the messages of a channel, and failures that a test asks for. */
export interface FakeChannel extends Channel {
  readonly messages: readonly FakeMessage[];
  /** What was said about Portcullis to one user alone. */
  readonly saidTo: readonly { readonly userId: string; readonly notice: Notice }[];
  /** Errors of the next calls, in order; null lets one pass. With `isDone` the call does its work
   * and only its reply is lost. */
  readonly nextFailures: ({ readonly error: Error; readonly isDone: boolean } | null)[];
  /** Holds every call until the promise resolves. */
  hold: Promise<void>;
  delete(message: FakeMessage): void;
}

export function fakeChannel(): FakeChannel {
  const messages: FakeMessage[] = [];
  const saidTo: { readonly userId: string; readonly notice: Notice }[] = [];
  async function call<T>(work: () => T): Promise<T> {
    await channel.hold;
    const failure = channel.nextFailures.shift() ?? null;
    if (failure === null) return work();
    if (failure.isDone) work();
    throw failure.error;
  }
  function post(channelId: string, shows: FakeMessage['shows']): MessageAddress {
    const address = { channelId, messageTs: `${messages.length + 1}.000100` };
    messages.push({ address, shows, updates: 0, isDeleted: false, thread: [] });
    return address;
  }
  function update(address: MessageAddress, shows: FakeMessage['shows']): 'updated' | 'gone' {
    const message = at(messages, address);
    if (message.isDeleted) return 'gone';
    message.shows = shows;
    message.updates += 1;
    return 'updated';
  }
  const channel: FakeChannel = {
    messages,
    saidTo,
    nextFailures: [],
    hold: Promise.resolve(),
    delete: (message) => {
      message.isDeleted = true;
    },
    postAlert: (channelId, view) => call(() => post(channelId, view)),
    updateAlert: (address, view) => call(() => update(address, view)),
    postQuestion: (view) => call(() => post(`D-${view.userId}`, view)),
    updateQuestion: (address, view) => call(() => update(address, view)),
    postNotice: (channelId, notice) => call(() => post(channelId, notice)),
    updateNotice: (address, notice) => call(() => update(address, notice)),
    postHardening: (channelId, view) => call(() => post(channelId, view)),
    updateHardening: (address, view) => call(() => update(address, view)),
    tellOfHardening: (address, event) => call(() => void at(messages, address).thread.push(event)),
    sayTo: async (userId, notice) => void saidTo.push({ userId, notice }),
    tell: (address, event) =>
      call(() => {
        // Slack's adapter tells nothing of it either: the alert shows it.
        if (event.kind !== 'finding.weighed') at(messages, address).thread.push(event);
      }),
    retire: () => Promise.resolve(),
  };
  return channel;
}

function at(messages: readonly FakeMessage[], address: MessageAddress): FakeMessage {
  const message = messages.find((each) => each.address.messageTs === address.messageTs);
  if (message === undefined) throw new Error(`No message at ${address.messageTs}`);
  return message;
}
