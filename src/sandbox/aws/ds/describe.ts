import { z } from 'zod';
import { AwsError } from '../wire/aws-error.ts';
import { epochSeconds } from '../wire/json-service.ts';
import type { Directory, Trust } from '../world/directory.ts';
import type { WorldState } from '../world/model.ts';
import { type DsAction, directoryById, dsAction } from './action.ts';
import { directoryJson } from './directory-json.ts';
import { dsPage, PAGING_FIELDS } from './page.ts';

export const describeDirectories: DsAction = dsAction(
  'DescribeDirectories',
  false,
  z.strictObject({ DirectoryIds: z.array(z.string()).optional(), ...PAGING_FIELDS }),
  ({ DirectoryIds = [], ...paging }, { state, region }) => {
    const asked =
      DirectoryIds.length === 0
        ? [...state.directories.values()]
        : DirectoryIds.map((id) => directoryById(state, id));
    const shown = asked.map((each) => directoryJson(state, region, each));
    return dsPage('DirectoryDescriptions', shown, paging);
  },
);

export const describeTrusts: DsAction = dsAction(
  'DescribeTrusts',
  false,
  z.strictObject({
    DirectoryId: z.string().optional(),
    TrustIds: z.array(z.string()).optional(),
    ...PAGING_FIELDS,
  }),
  ({ DirectoryId, TrustIds = [], ...paging }, { state }) => {
    const asked =
      DirectoryId === undefined
        ? [...state.directories.values()]
        : [trustingDirectory(state, DirectoryId)];
    const trusts = asked.flatMap((directory) =>
      directory.trusts
        .filter(({ trustId }) => TrustIds.length === 0 || TrustIds.includes(trustId))
        .map((trust) => trustJson(directory, trust)),
    );
    return dsPage('Trusts', trusts, paging);
  },
);

/** Only Managed Microsoft AD has trusts. Throws `UnsupportedOperationException`. */
function trustingDirectory(state: WorldState, directoryId: string): Directory {
  const directory = directoryById(state, directoryId);
  if (directory.type === 'MicrosoftAD') return directory;
  const message = `Trusts are not supported for directories of type ${directory.type}.`;
  throw new AwsError('UnsupportedOperationException', message);
}

function trustJson(directory: Directory, trust: Trust): object {
  const at = epochSeconds(trust.createdAt ?? directory.launchedAt);
  return {
    DirectoryId: directory.directoryId,
    TrustId: trust.trustId,
    RemoteDomainName: trust.remoteDomainName,
    TrustType: trust.type,
    TrustDirection: trust.direction,
    TrustState: trust.state,
    CreatedDateTime: at,
    LastUpdatedDateTime: at,
    StateLastUpdatedDateTime: at,
    ...(trust.stateReason === undefined ? {} : { TrustStateReason: trust.stateReason }),
    SelectiveAuth: 'Disabled',
  };
}

export const describeRegions: DsAction = dsAction(
  'DescribeRegions',
  false,
  z.strictObject({
    DirectoryId: z.string(),
    RegionName: z.string().optional(),
    NextToken: z.string().optional(),
  }),
  ({ DirectoryId, RegionName, NextToken }, { state, region }) => {
    const directory = directoryById(state, DirectoryId);
    const { vpcId, subnetIds, additionalRegions } = directory;
    const primary = directory.primaryRegion ?? region;
    const all = [primary, ...additionalRegions].map((name) => ({
      DirectoryId,
      RegionName: name,
      RegionType: name === primary ? 'Primary' : 'Additional',
      Status: directory.stage,
      // The VPC of another Region is not of this world.
      ...(name === region ? { VpcSettings: { VpcId: vpcId, SubnetIds: subnetIds } } : {}),
    }));
    const shown = all.filter((each) => (RegionName ?? each.RegionName) === each.RegionName);
    return dsPage('RegionsDescription', shown, { NextToken });
  },
);

export const listIpRoutes: DsAction = dsAction(
  'ListIpRoutes',
  false,
  z.strictObject({ DirectoryId: z.string(), ...PAGING_FIELDS }),
  ({ DirectoryId, ...paging }, { state }) => {
    const routes = directoryById(state, DirectoryId).ipRoutes.map((route) => ({
      DirectoryId,
      CidrIp: route.cidr,
      IpRouteStatusMsg: 'Added',
      AddedDateTime: epochSeconds(route.addedAt),
      ...(route.description === undefined ? {} : { Description: route.description }),
    }));
    return dsPage('IpRoutesInfo', routes, paging);
  },
);
