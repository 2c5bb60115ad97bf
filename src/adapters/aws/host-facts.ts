import type { Instance, NetworkInterface, Vpc } from '@aws-sdk/client-ec2';
import type { EstateService, InstanceListed, ServiceInterface } from '../../domain/guard/estate.ts';
import { parseCidr } from '../../domain/net/cidr.ts';
import { OutsideError } from '../../domain/outside-error.ts';
import { instanceFacts } from './surroundings-parts.ts';

/** The tag that FSx puts on its interfaces (AmazonFSxServiceRolePolicy). */
export const FSX_TAG = 'AmazonFSx.FileSystemId';

/** An instance as EC2 describes it.
 * @throws OutsideError for one that is not understood: left out, its groups would count as nobody's. */
export function instanceListed(found: Instance): InstanceListed {
  return {
    instanceId: required(found.InstanceId),
    ...instanceFacts(found),
    tags: new Map(found.Tags?.map(({ Key, Value }) => [Key ?? '', Value ?? ''])),
    vpcId: found.VpcId ?? null,
    interfaces: (found.NetworkInterfaces ?? []).map((each) => ({
      interfaceId: required(each.NetworkInterfaceId),
      groupIds: (each.Groups ?? []).map(({ GroupId }) => required(GroupId)),
    })),
  };
}

/** An interface of a service as EC2 describes it.
 * @throws OutsideError for one that is not understood. */
export function serviceInterface(
  found: NetworkInterface,
  service: EstateService,
): ServiceInterface {
  const fileSystem = found.TagSet?.find(({ Key }) => Key === FSX_TAG)?.Value;
  return {
    service,
    interfaceId: required(found.NetworkInterfaceId),
    groupIds: (found.Groups ?? []).map(({ GroupId }) => required(GroupId)),
    resourceId: service === 'fsx' ? (fileSystem ?? null) : null,
    vpcId: found.VpcId ?? null,
    description: found.Description ?? '',
  };
}

/** The blocks that are associated with a VPC.
 * @throws OutsideError for a block that is not understood: an approval that is not whole would be told
 *   as one that is. */
export function vpcBlocks(found: Vpc): readonly string[] {
  const ipv4 = found.CidrBlockAssociationSet ?? [];
  const ipv6 = found.Ipv6CidrBlockAssociationSet ?? [];
  return [
    ...ipv4
      .filter((each) => each.CidrBlockState?.State === 'associated')
      .map(({ CidrBlock }) => canonical(CidrBlock)),
    ...ipv6
      .filter((each) => each.Ipv6CidrBlockState?.State === 'associated')
      .map(({ Ipv6CidrBlock }) => canonical(Ipv6CidrBlock)),
  ];
}

function canonical(text = ''): string {
  const block = parseCidr(text);
  if (block.kind !== 'problem') return block.text;
  const message = `EC2 described a block of a VPC that is not understood: ${block.message}`;
  throw new OutsideError('aws_failed', message, { isRetryable: false });
}

function required(id: string | undefined): string {
  if (id !== undefined) return id;
  const message =
    'EC2 described an instance or an interface without its id or that of a group on it';
  throw new OutsideError('aws_failed', message, { isRetryable: false });
}
