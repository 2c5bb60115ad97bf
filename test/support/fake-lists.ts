import type {
  ListAddress,
  ListCall,
  ListReading,
  Looked,
  PrefixLists,
  StepAnswer,
} from '../../src/app/ports.ts';
import type { ListAssociation, ListState } from '../../src/domain/inventory/list-state.ts';
import type { Scripted } from './fake-groups.ts';

/** EC2's far end: prefix lists, which a test changes and whose answers it can script. */
export interface FakeLists extends PrefixLists {
  /** The lists as they really are, by id. */
  readonly known: Map<string, ListState>;
  associated: Looked<readonly ListAssociation[]>;
  /** Answers of the next reads, in order; when there are none left the truth is answered. */
  readonly nextReads: Scripted<Looked<ListReading>>[];
  /** Answers of the next calls that change a list. It stays as it is, unless the script does it. */
  readonly nextCalls: Scripted<StepAnswer>[];
  /** The calls that arrived. */
  readonly calls: readonly ListCall[];
}

export function fakeLists(...lists: readonly ListState[]): FakeLists {
  const calls: ListCall[] = [];
  const fake: FakeLists = {
    known: new Map(lists.map((list) => [list.prefixListId, list])),
    associated: { kind: 'found', value: [] },
    nextReads: [],
    nextCalls: [],
    calls,
    describe: async (address) => {
      const next = fake.nextReads.shift();
      if (next !== undefined) return answerOf(next);
      const list = fake.known.get(address.prefixListId);
      if (list === undefined) return { kind: 'notThere' };
      return { kind: 'found', value: { list, isSettled: true } };
    },
    associations: async () => fake.associated,
    modify: async (call) => {
      calls.push(call);
      const next = fake.nextCalls.shift();
      return next === undefined ? changed(fake, call, calls.length) : answerOf(next);
    },
    list: async () => ({ items: [...fake.known.values()], nextPageToken: null }),
  };
  return fake;
}

function changed(fake: FakeLists, call: ListCall, count: number): StepAnswer {
  const list = fake.known.get(call.address.prefixListId);
  if (list === undefined) return { kind: 'notThere' };
  if (list.version !== call.version) {
    return { kind: 'refused', code: 'PrefixListVersionMismatch', advice: 'Approve again' };
  }
  const kept = list.entries.filter(({ cidr }) => !call.remove.includes(cidr));
  const entries = [...kept, ...call.add];
  fake.known.set(list.prefixListId, { ...list, entries, version: list.version + 1 });
  return { kind: 'accepted', requestId: `request-list-${count}` };
}

async function answerOf<T>(scripted: Scripted<T>): Promise<T> {
  if (scripted instanceof Error) throw scripted;
  // What is scripted as a function is one that gives the answer.
  return typeof scripted === 'function' ? (scripted as () => Promise<T>)() : scripted;
}

/** A list of this account, at version 1, unless said. */
export function listOf(
  address: ListAddress,
  blocks: readonly string[],
  overrides: Partial<ListState> = {},
): ListState {
  return {
    ...address,
    listName: `name of ${address.prefixListId}`,
    ownerId: address.accountId,
    version: 1,
    maxEntries: 100,
    entries: blocks.map((cidr) => ({ cidr, description: null })),
    observedAt: 0,
    ...overrides,
  };
}
