import { epochSeconds } from '../wire/json-service.ts';
import type { Directory } from '../world/directory.ts';
import type { WorldState } from '../world/model.ts';

/** A directory as DescribeDirectories answers it. */
export function directoryJson(state: WorldState, region: string, each: Directory): object {
  const { directoryId, name, shortName, type, stage } = each;
  return {
    DirectoryId: directoryId,
    Name: name,
    ShortName: shortName,
    Size: each.size,
    ...(each.edition === undefined ? {} : { Edition: each.edition }),
    Alias: directoryId,
    AccessUrl: `${directoryId}.awsapps.com`,
    DnsIpAddrs: each.dnsIps,
    Stage: stage,
    LaunchTime: epochSeconds(each.launchedAt),
    StageLastUpdatedDateTime: epochSeconds(each.stageChangedAt),
    Type: type,
    ...placeJson(state, each),
    SsoEnabled: false,
    DesiredNumberOfDomainControllers: type === 'MicrosoftAD' ? 2 : 0,
    ...(type === 'MicrosoftAD'
      ? {
          RegionsInfo: {
            PrimaryRegion: each.primaryRegion ?? region,
            AdditionalRegions: each.additionalRegions,
          },
        }
      : {}),
  };
}

/** Where it stands: each kind says it in a field of its own. A shared one tells neither its group. */
function placeJson(state: WorldState, each: Directory): object {
  const { vpcId, subnetIds, securityGroupId } = each;
  const zones = subnetIds.flatMap((id) => state.subnets.get(id)?.availabilityZone ?? []);
  const network = { VpcId: vpcId, SubnetIds: subnetIds, AvailabilityZones: zones };
  const group = securityGroupId === undefined ? {} : { SecurityGroupId: securityGroupId };
  switch (each.type) {
    case 'ADConnector':
      return {
        ConnectSettings: {
          ...network,
          ...group,
          CustomerUserName: 'connector',
          ConnectIps: each.dnsIps,
        },
      };
    case 'SharedMicrosoftAD':
      return {
        ShareStatus: each.shareStatus ?? 'Shared',
        ShareMethod: 'HANDSHAKE',
        OwnerDirectoryDescription: {
          DirectoryId: each.ownerDirectoryId ?? each.directoryId,
          AccountId: each.ownerAccountId,
          DnsIpAddrs: each.dnsIps,
          VpcSettings: network,
        },
      };
    default:
      return { VpcSettings: { ...network, ...group } };
  }
}
