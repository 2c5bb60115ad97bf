import { describe, expect, test } from 'vitest';
import { type Unwrapped, unwrap } from '../../../src/adapters/cloudtrail/unwrap.ts';
import {
  ACCOUNT_ID,
  authorize,
  eventBridgeEvent,
  lookupEventsAnswer,
  rdpFrom,
  snsNotification,
} from '../../fixtures/cloudtrail/records.ts';

const RECORD = authorize([rdpFrom('0.0.0.0/0')]);
const BARE: Unwrapped = { kind: 'record', record: RECORD, context: {} };
const FROM_EVENT: Unwrapped = {
  kind: 'record',
  record: RECORD,
  context: { accountId: ACCOUNT_ID, region: 'eu-central-1' },
};
const EVENT_TEXT = JSON.stringify(eventBridgeEvent(RECORD));

describe('unwrap', () => {
  test.each([
    ['a bare record', RECORD, [BARE]],
    ['an array', [RECORD, RECORD], [BARE, BARE]],
    ['a log file', { Records: [RECORD, RECORD] }, [BARE, BARE]],
    ['a log file of nothing', { Records: [] }, []],
    ['an EventBridge event', eventBridgeEvent(RECORD), [FROM_EVENT]],
    [
      'an array of mixed deliveries',
      [eventBridgeEvent(RECORD), { Records: [RECORD] }],
      [FROM_EVENT, BARE],
    ],
    ['an SNS notification of an event', snsNotification(EVENT_TEXT), [FROM_EVENT]],
    ['an SNS notification of a record', snsNotification(JSON.stringify(RECORD)), [BARE]],
    ['an answer of LookupEvents', lookupEventsAnswer(RECORD, RECORD), [BARE, BARE]],
    [
      'an entry of LookupEvents',
      { EventName: 'x', CloudTrailEvent: JSON.stringify(RECORD) },
      [BARE],
    ],
    ['an SQS message as the CLI prints it', { Messages: [{ Body: EVENT_TEXT }] }, [FROM_EVENT]],
    [
      'an SQS message around an SNS notification, as Lambda gets it',
      { Records: [{ eventSource: 'aws:sqs', body: JSON.stringify(snsNotification(EVENT_TEXT)) }] },
      [FROM_EVENT],
    ],
    [
      'an SNS event as Lambda gets it',
      { Records: [{ Sns: { Message: EVENT_TEXT } }] },
      [FROM_EVENT],
    ],
  ])('finds the records in %s', (_, document, expected) => {
    expect([...unwrap(document)]).toEqual(expected);
  });

  test('an event of CloudTrail whose detail is broken is still a record, to be told as undecodable', () => {
    expect([...unwrap(eventBridgeEvent('cut'))]).toMatchObject([{ kind: 'record', record: 'cut' }]);
  });

  test.each([
    ['a scalar', 7, 'got 7'],
    ['null', null, 'got null'],
    ['a foreign object', { name: 'portcullis', version: '1' }, '"name", "version"'],
    ['an empty object', {}, 'no keys'],
    ['Records that are no list', { Records: 'x' }, 'got "x"'],
    [
      'an event of another kind',
      eventBridgeEvent(
        { state: 'running' },
        { 'detail-type': 'EC2 Instance State-change Notification' },
      ),
      'State-change',
    ],
    [
      'an SNS message that is no JSON',
      snsNotification('{"a":'),
      'Expected JSON inside the envelope',
    ],
    [
      'a notice of a file in S3',
      { Records: [{ eventSource: 'aws:s3', eventName: 'ObjectCreated:Put', s3: { bucket: {} } }] },
      'in S3',
    ],
    [
      'CloudTrail’s own notice through SNS',
      snsNotification('{"s3Bucket":"b","s3ObjectKey":["k"]}'),
      'in S3',
    ],
  ])('says what is wrong with %s', (_, document, expected) => {
    const [found, ...others] = unwrap(document);
    expect(others).toEqual([]);
    expect(found).toMatchObject({ kind: 'problem', message: expect.stringContaining(expected) });
  });

  test('what cannot be opened does not hide what lies beside it', () => {
    const kinds = [...unwrap([7, RECORD, null, RECORD])].map(({ kind }) => kind);
    expect(kinds).toEqual(['problem', 'record', 'problem', 'record']);
  });

  test('envelopes in one another are opened to a depth that no delivery has', () => {
    let nested: unknown = RECORD;
    for (let i = 0; i < 100_000; i += 1) nested = [nested];
    expect([...unwrap(nested)]).toMatchObject([{ kind: 'problem' }]);
  });
});
