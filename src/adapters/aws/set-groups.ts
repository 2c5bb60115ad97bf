import { ModifyNetworkInterfaceAttributeCommand } from '@aws-sdk/client-ec2';
import type { InterfaceAddress, StepAnswer } from '../../app/ports.ts';
import type { PlaceClients } from './clients.ts';
import { type StepWords, stepFailure } from './step-failure.ts';

const WORDS: StepWords = {
  on: 'the network interface and its groups',
  advice: new Map([
    [
      // Administrators get it too.
      'AuthFailure',
      'EC2 lets only the service that keeps the interface change its groups: change them there',
    ],
    [
      'InvalidGroup.NotFound',
      'A group that would stand on the interface is gone: look at the interface, and approve again',
    ],
    [
      'InvalidParameterCombination',
      'An interface keeps at least one group: put another on it, and approve again',
    ],
  ]),
};

/** Puts exactly these groups on an interface, in one call that is never repeated by itself. */
export async function setGroups(
  { write }: PlaceClients,
  { interfaceId }: InterfaceAddress,
  groupIds: readonly string[],
): Promise<StepAnswer> {
  try {
    const answer = await write.send(
      new ModifyNetworkInterfaceAttributeCommand({
        NetworkInterfaceId: interfaceId,
        Groups: [...groupIds],
      }),
    );
    return { kind: 'accepted', requestId: answer.$metadata.requestId ?? null };
  } catch (error) {
    return stepFailure(error, 'ec2:ModifyNetworkInterfaceAttribute', WORDS);
  }
}
