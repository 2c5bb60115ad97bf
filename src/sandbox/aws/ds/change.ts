import { z } from 'zod';
import { AwsError } from '../wire/aws-error.ts';
import { canonicalCidr } from '../world/canonical-cidr.ts';
import { type DsAction, directoryById, dsAction } from './action.ts';

/** Routes of one call (API reference, AddIpRoutes). */
const ROUTES_PER_CALL_MAX = 1_000;

/** Subnets of a directory: two, in two zones (API reference, DirectoryVpcSettings). */
const SUBNETS = 2;

const tagSchema = z.strictObject({ Key: z.string(), Value: z.string() });

/** Asks for a directory. Its stages are moved by the story: see `AwsEmulator.advanceDirectory`. */
export const createMicrosoftAd: DsAction = dsAction(
  'CreateMicrosoftAD',
  true,
  z.strictObject({
    Name: z.string(),
    ShortName: z.string().optional(),
    Password: z.string(),
    Description: z.string().optional(),
    Edition: z.enum(['Standard', 'Enterprise']).optional(),
    VpcSettings: z.strictObject({ VpcId: z.string(), SubnetIds: z.array(z.string()) }),
    Tags: z.array(tagSchema).optional(),
  }),
  (input, { state, directories }) => {
    const { VpcId, SubnetIds } = input.VpcSettings;
    const isPlaced = SubnetIds.every((id) => state.subnets.get(id)?.vpcId === VpcId);
    if (!state.vpcs.has(VpcId) || SubnetIds.length !== SUBNETS || !isPlaced) {
      throw new AwsError(
        'InvalidParameterException',
        `Expected a VPC of this account and ${SUBNETS} subnets of it.`,
      );
    }
    const directory = directories.request({
      name: input.Name,
      shortName: input.ShortName ?? input.Name.split('.')[0]?.toUpperCase() ?? input.Name,
      edition: input.Edition ?? 'Enterprise',
      vpcId: VpcId,
      subnetIds: SubnetIds,
      tags: (input.Tags ?? []).map(({ Key, Value }) => ({ key: Key, value: Value })),
    });
    return { DirectoryId: directory.directoryId };
  },
);

/** Adds routes to networks with public addresses, and, when told to, rewrites the rules of the
 * controllers' group as AWS does: which opens it. */
export const addIpRoutes: DsAction = dsAction(
  'AddIpRoutes',
  true,
  z.strictObject({
    DirectoryId: z.string(),
    IpRoutes: z
      .array(z.strictObject({ CidrIp: z.string(), Description: z.string().optional() }))
      .min(1)
      .max(ROUTES_PER_CALL_MAX),
    UpdateSecurityGroupForDirectoryControllers: z.boolean().optional(),
  }),
  (input, { state, principal, directories, later }) => {
    const directory = directoryById(state, input.DirectoryId);
    if (directory.stage !== 'Active') {
      throw new AwsError('DirectoryUnavailableException', 'The directory is not active.');
    }
    const routes = input.IpRoutes.map(({ CidrIp, Description }) => ({
      cidr: readCidr(CidrIp),
      ...(Description === undefined ? {} : { description: Description }),
    }));
    const known = routes.find(({ cidr }) => directory.ipRoutes.some((each) => each.cidr === cidr));
    if (known)
      throw new AwsError('EntityAlreadyExistsException', `${known.cidr} is there already.`);
    directories.addRoutes(directory, routes);
    if (input.UpdateSecurityGroupForDirectoryControllers) {
      later(() => directories.rewriteGroup(directory, principal));
    }
    return {};
  },
);

function readCidr(text: string): string {
  const canonical = canonicalCidr(text);
  if (canonical?.family === 'ipv4') return canonical.cidr;
  throw new AwsError('InvalidParameterException', `${text} is no IPv4 CIDR block.`);
}
