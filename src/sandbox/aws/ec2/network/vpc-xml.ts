import type { XmlObject } from '../../wire/xml.ts';
import { canonicalCidr } from '../../world/canonical-cidr.ts';
import type { FurtherBlock, Vpc } from '../../world/model.ts';
import type { Ec2Call } from '../action.ts';
import { tagSetXml } from '../tag-params.ts';

/** A VPC as DescribeVpcs answers it: its first block, and all of them with their associations. */
export function vpcXml(call: Ec2Call, vpc: Vpc): XmlObject {
  const blocks = blocksOf(vpc).map((block, index) => ({ ...block, suffix: suffixOf(vpc, index) }));
  const ipv6 = blocks.filter(({ cidr }) => isIpv6(cidr));
  return {
    vpcId: vpc.vpcId,
    ownerId: call.accountId,
    state: 'available',
    cidrBlock: vpc.cidr,
    cidrBlockAssociationSet: blocks
      .filter(({ cidr }) => !isIpv6(cidr))
      .map(({ cidr, state, suffix }) => ({
        associationId: `vpc-cidr-assoc-${suffix}`,
        cidrBlock: cidr,
        cidrBlockState: { state },
      })),
    ...(ipv6.length === 0
      ? {}
      : {
          ipv6CidrBlockAssociationSet: ipv6.map(({ cidr, state, suffix }) => ({
            associationId: `vpc-cidr-assoc-${suffix}`,
            ipv6CidrBlock: cidr,
            ipv6CidrBlockState: { state },
            ipv6Pool: 'Amazon',
            networkBorderGroup: call.region,
          })),
        }),
    instanceTenancy: 'default',
    isDefault: vpc.isDefault,
    tagSet: tagSetXml(vpc.tags),
  };
}

/** All blocks of a VPC, its first one first. */
export function blocksOf(vpc: Vpc): readonly FurtherBlock[] {
  return [{ cidr: vpc.cidr, state: 'associated' }, ...vpc.furtherBlocks];
}

export function isIpv6(cidr: string): boolean {
  return canonicalCidr(cidr)?.family === 'ipv6';
}

function suffixOf({ vpcId }: Vpc, index: number): string {
  const suffix = vpcId.slice('vpc-'.length);
  return index === 0 ? suffix : `${suffix}-${index}`;
}
