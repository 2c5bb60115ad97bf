import { OutsideError } from '../../domain/outside-error.ts';
import { inReadTime } from '../doors/look.ts';
import type { Clock, Hosts, Looked, Place } from '../ports.ts';

/** A VPC: account, Region, id. */
export type VpcAddress = Place & { readonly vpcId: string };

/** Reads the CIDR blocks of a VPC, in time. One of another account or Region is not there, which is another
 * answer than that it could not be looked at.
 * @throws OutsideError, retryable, when EC2 cannot be asked now: whoever waits is told so, whoever does not
 * tries again. */
export async function readVpc(
  vpc: VpcAddress,
  { hosts, clock }: { readonly hosts: Pick<Hosts, 'vpcBlocks'>; readonly clock: Clock },
): Promise<Looked<readonly string[]>> {
  try {
    return await inReadTime(hosts.vpcBlocks(vpc), clock);
  } catch (error) {
    if (!(error instanceof OutsideError) || error.isRetryable) throw error;
    return { kind: 'couldNotLook', reason: error.message };
  }
}

/** Why the blocks of a VPC are not known, in words. Pure. */
export function vpcNotRead(
  { vpcId, region }: Omit<VpcAddress, 'accountId'>,
  looked: Exclude<Looked<unknown>, { readonly kind: 'found' }>,
): string {
  const why = looked.kind === 'notThere' ? `EC2 does not know it in ${region}` : looked.reason;
  return `the blocks of ${vpcId}: ${why}`;
}
