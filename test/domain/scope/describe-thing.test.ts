import { expect, it } from 'vitest';
import { describeThing } from '../../../src/domain/scope/describe-thing.ts';

it.each([
  ['fsx', 'fs-1', 'Amazon FSx fs-1 (a file system for Windows or another, which is not known)'],
  ['rds', null, 'Amazon RDS eni-1 (SQL Server or another engine, which is not known)'],
  ['workSpaces', null, 'Amazon WorkSpaces eni-1'],
] as const)(
  'describeThing() says what an interface of %s does not tell',
  (service, resourceId, text) => {
    expect(describeThing({ kind: 'service', service, interfaceId: 'eni-1', resourceId })).toBe(
      text,
    );
  },
);
