import { type AddPrefixListEntry, ModifyManagedPrefixListCommand } from '@aws-sdk/client-ec2';
import type { ListCall, StepAnswer } from '../../app/ports.ts';
import type { ListEntry } from '../../domain/change/exposure-change.ts';
import type { PlaceClients } from './clients.ts';
import { type StepWords, stepFailure } from './step-failure.ts';

const WORDS: StepWords = {
  on: 'the prefix list',
  advice: new Map([
    [
      'PrefixListVersionMismatch',
      'The list was changed again meanwhile: look at what it says now, and approve again',
    ],
    [
      'IncorrectState',
      'EC2 is still at work on another change of the list: approve again in a minute',
    ],
    [
      'PrefixListMaxEntriesExceeded',
      'The list has no room for the entries: make it larger or take others out, and approve again',
    ],
  ]),
};

/** Begins one change of a list's entries, in one call that is never repeated by itself. */
export async function modifyList({ write }: PlaceClients, call: ListCall): Promise<StepAnswer> {
  try {
    const answer = await write.send(
      new ModifyManagedPrefixListCommand({
        PrefixListId: call.address.prefixListId,
        CurrentVersion: call.version,
        ...(call.add.length === 0 ? {} : { AddEntries: call.add.map(addedEntry) }),
        ...(call.remove.length === 0
          ? {}
          : { RemoveEntries: call.remove.map((cidr) => ({ Cidr: cidr })) }),
      }),
    );
    return { kind: 'accepted', requestId: answer.$metadata.requestId ?? null };
  } catch (error) {
    return stepFailure(error, 'ec2:ModifyManagedPrefixList', WORDS);
  }
}

function addedEntry({ cidr, description }: ListEntry): AddPrefixListEntry {
  return description === null ? { Cidr: cidr } : { Cidr: cidr, Description: description };
}
