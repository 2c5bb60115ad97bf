import type { EventHistory, HistoryPage, HistoryQuery } from '../../src/app/ports.ts';
import type { Decoded, RecordHeader } from '../../src/domain/change/exposure-change.ts';

/** CloudTrail's far end: records that a test puts there, in small pages, and answers that it scripts. */
export interface FakeHistory extends EventHistory {
  /** Everything there is, in any order. */
  readonly records: Decoded[];
  /** Records of one page. */
  pageSize: number;
  /** Answers of the next reads; when there are none left the truth is answered. */
  readonly nextReads: (HistoryPage | Error)[];
  /** Every query that arrived. */
  readonly queries: readonly HistoryQuery[];
}

export function fakeHistory(): FakeHistory {
  const queries: HistoryQuery[] = [];
  const history: FakeHistory = {
    eventNames: ['AuthorizeSecurityGroupIngress'],
    records: [],
    pageSize: 50,
    nextReads: [],
    queries,
    read: async (query) => {
      queries.push(query);
      const scripted = history.nextReads.shift();
      if (scripted instanceof Error) throw scripted;
      return scripted ?? pageOf(history, query);
    },
  };
  return history;
}

function pageOf({ records, pageSize }: FakeHistory, query: HistoryQuery): HistoryPage {
  const { eventName, from, to, pageToken } = query;
  const found = records
    .filter((each) => headerOf(each).eventName === eventName)
    .filter((each) => timeOf(each) >= from && timeOf(each) <= to)
    .sort((a, b) => timeOf(b) - timeOf(a));
  const start = Number(pageToken ?? 0);
  const end = start + pageSize;
  const nextPageToken = end < found.length ? `${end}` : null;
  return { kind: 'page', records: found.slice(start, end), nextPageToken };
}

function headerOf(decoded: Decoded): RecordHeader {
  return decoded.kind === 'change' ? decoded.change.record : decoded.record;
}

function timeOf(decoded: Decoded): number {
  return Date.parse(headerOf(decoded).eventTime);
}
