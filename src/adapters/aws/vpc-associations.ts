import {
  DisassociateSecurityGroupVpcCommand,
  paginateDescribeSecurityGroupVpcAssociations,
  type SecurityGroupVpcAssociation,
  type SecurityGroupVpcAssociationState,
} from '@aws-sdk/client-ec2';
import type { GroupAddress, StepAnswer } from '../../app/ports.ts';
import type { PlaceClients } from './clients.ts';
import { type StepWords, stepFailure } from './step-failure.ts';

/** Associations per page, 5 to 1,000 (EC2 API, DescribeSecurityGroupVpcAssociations). */
const VPCS_PER_PAGE = 1_000;

/** States in which the group can be used in the VPC, or will be in a moment. One that could not be
 * taken back stands. */
const USABLE: ReadonlySet<SecurityGroupVpcAssociationState | undefined> = new Set([
  'associating',
  'associated',
  'disassociation-failed',
] as const);

const WORDS: StepWords = {
  on: 'the group and the VPC',
  advice: new Map([
    [
      'DependencyViolation',
      'The group still stands on an interface in the VPC: take it off there, and approve again',
    ],
  ]),
};

/** The further VPCs in which a group can be used; of a group that is not there, none. Rejects with the
 * SDK's errors. */
export async function readVpcs(
  { read: client }: PlaceClients,
  { groupId }: GroupAddress,
): Promise<readonly string[]> {
  const pages = paginateDescribeSecurityGroupVpcAssociations(
    { client, pageSize: VPCS_PER_PAGE },
    { Filters: [{ Name: 'group-id', Values: [groupId] }] },
  );
  const found: SecurityGroupVpcAssociation[] = [];
  for await (const page of pages) found.push(...(page.SecurityGroupVpcAssociations ?? []));
  return found.filter(({ State }) => USABLE.has(State)).map(({ VpcId = '' }) => VpcId);
}

/** Takes a group out of a further VPC, in one call that is never repeated by itself. */
export async function leaveVpc(
  { write }: PlaceClients,
  { groupId }: GroupAddress,
  vpcId: string,
): Promise<StepAnswer> {
  try {
    const answer = await write.send(
      new DisassociateSecurityGroupVpcCommand({ GroupId: groupId, VpcId: vpcId }),
    );
    return { kind: 'accepted', requestId: answer.$metadata.requestId ?? null };
  } catch (error) {
    return stepFailure(error, 'ec2:DisassociateSecurityGroupVpc', WORDS);
  }
}
