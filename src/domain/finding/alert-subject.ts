import type { Finding } from './finding.ts';

/** What a finding is about, in a few words that name nothing by a name from outside: `inbound rules of sg-1 in
 * eu-central-1`. Pure, total. */
export function alertSubject({ door }: Finding): string {
  const at = `in account ${door.accountId}, ${door.region}`;
  switch (door.kind) {
    case 'rules':
      return `${door.direction} rules of ${door.groupId ?? 'a group'} ${at}`;
    case 'list':
      return `entries of ${door.prefixListId} ${at}`;
    case 'attachment':
      return `hosts on which ${door.groupId} was put ${at}`;
  }
}
