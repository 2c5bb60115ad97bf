import type { DirectoryDescription, Trust } from '@aws-sdk/client-directory-service';
import type { DirectoryFacts, DirectoryType, TrustFacts } from '../../domain/guard/estate.ts';
import { OutsideError } from '../../domain/outside-error.ts';

const TYPES: Readonly<Record<string, DirectoryType>> = {
  MicrosoftAD: 'microsoftAd',
  SharedMicrosoftAD: 'sharedMicrosoftAd',
  SimpleAD: 'simpleAd',
  ADConnector: 'adConnector',
};

/** A directory as Directory Service describes it to `accountId`.
 * @throws OutsideError for one that is not understood: left out, its group would count as nobody's. */
export function directoryFacts(found: DirectoryDescription, accountId: string): DirectoryFacts {
  const { OwnerDirectoryDescription: owner, RegionsInfo: regions } = found;
  const directoryId = required(found.DirectoryId, 'a directory without its id');
  const place = placeOf(found);
  return {
    directoryId,
    type: TYPES[found.Type ?? ''] ?? 'other',
    name: found.Name ?? '',
    stage: required(found.Stage, `directory ${directoryId} without its stage`),
    ownerAccountId: owner?.AccountId ?? accountId,
    ownerDirectoryId: owner?.DirectoryId ?? directoryId,
    shareStatus: owner === undefined ? null : (found.ShareStatus ?? null),
    primaryRegion: regions?.PrimaryRegion ?? null,
    additionalRegions: regions?.AdditionalRegions ?? [],
    securityGroupId: place.SecurityGroupId ?? null,
    vpcId: place.VpcId ?? null,
    subnetIds: place.SubnetIds ?? [],
  };
}

interface Location {
  readonly VpcId?: string | undefined;
  readonly SubnetIds?: readonly string[] | undefined;
  readonly SecurityGroupId?: string | undefined;
}

/** Each type says in a field of its own where it stands. */
function placeOf(found: DirectoryDescription): Location {
  const { VpcSettings, ConnectSettings, OwnerDirectoryDescription } = found;
  return VpcSettings ?? ConnectSettings ?? OwnerDirectoryDescription?.VpcSettings ?? {};
}

const DIRECTIONS: Readonly<Record<string, TrustFacts['direction']>> = {
  'One-Way: Outgoing': 'outgoing',
  'One-Way: Incoming': 'incoming',
  'Two-Way': 'twoWay',
};
const TRUST_TYPES: Readonly<Record<string, TrustFacts['type']>> = {
  Forest: 'forest',
  External: 'external',
};

/** A trust as Directory Service describes it.
 * @throws OutsideError for one that is not understood. */
export function trustFacts(found: Trust): TrustFacts {
  const trustId = required(found.TrustId, 'a trust without its id');
  return {
    trustId,
    remoteDomainName: found.RemoteDomainName ?? '',
    direction: DIRECTIONS[found.TrustDirection ?? ''] ?? 'other',
    type: TRUST_TYPES[found.TrustType ?? ''] ?? 'other',
    state: required(found.TrustState, `trust ${trustId} without its state`),
  };
}

function required<T>(value: T | undefined, what: string): T {
  if (value !== undefined) return value;
  const message = `Directory Service described ${what}`;
  throw new OutsideError('aws_failed', message, { isRetryable: false });
}
