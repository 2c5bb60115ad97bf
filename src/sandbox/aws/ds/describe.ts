import { z } from 'zod';
import { epochSeconds } from '../wire/json-service.ts';
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
        : [directoryById(state, DirectoryId)];
    const trusts = asked.flatMap(({ directoryId, trusts }) =>
      trusts
        .filter(({ trustId }) => TrustIds.length === 0 || TrustIds.includes(trustId))
        .map((trust) => ({
          DirectoryId: directoryId,
          TrustId: trust.trustId,
          RemoteDomainName: trust.remoteDomainName,
          TrustType: trust.type,
          TrustDirection: trust.direction,
          TrustState: trust.state,
        })),
    );
    return dsPage('Trusts', trusts, paging);
  },
);

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
    const all = [region, ...additionalRegions].map((name) => ({
      DirectoryId,
      RegionName: name,
      RegionType: name === region ? 'Primary' : 'Additional',
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
