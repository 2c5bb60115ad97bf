import type { XmlObject } from '../../wire/xml.ts';
import { AWS_OWNER, type PrefixList } from '../../world/prefix-list.ts';
import type { Ec2Call } from '../action.ts';
import { tagSetXml } from '../tag-params.ts';

/** A list as the actions that change it answer it: without its tags. AWS's own have no size and no
 * version. */
export function prefixListXml(call: Ec2Call, list: PrefixList): XmlObject {
  const isAws = list.ownerId === AWS_OWNER;
  const owner = isAws ? 'aws' : list.ownerId;
  return {
    prefixListId: list.prefixListId,
    addressFamily: list.family === 'ipv4' ? 'IPv4' : 'IPv6',
    state: list.state,
    stateMessage: list.stateMessage,
    prefixListArn: `arn:aws:ec2:${call.region}:${owner}:prefix-list/${list.prefixListId}`,
    prefixListName: list.name,
    ...(isAws ? {} : { maxEntries: list.maxEntries, version: list.version }),
    ownerId: list.ownerId,
  };
}

/** A list as CreateManagedPrefixList and DescribeManagedPrefixLists answer it. */
export function taggedPrefixListXml(call: Ec2Call, list: PrefixList): XmlObject {
  return { ...prefixListXml(call, list), tagSet: tagSetXml(list.tags) };
}
