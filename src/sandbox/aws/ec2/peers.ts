import type { Peer, WorldState } from '../world/model.ts';
import type { PeeringSide } from '../world/network.ts';

/** `farVpcId` as seen from `nearVpcId`, if an active peering joins them. */
export function peerOfVpc(
  state: WorldState,
  nearVpcId: string,
  farVpcId: string,
): Peer | undefined {
  return findPeer(state, nearVpcId, ({ vpcId }) => vpcId === farVpcId);
}

/** The VPC of the account `ownerId` that is peered with `nearVpcId`: where a group of that account,
 * which no world knows, must be. */
export function peerOfOwner(
  state: WorldState,
  nearVpcId: string,
  ownerId: string,
): Peer | undefined {
  return findPeer(state, nearVpcId, (side) => side.ownerId === ownerId);
}

function findPeer(
  state: WorldState,
  nearVpcId: string,
  isWanted: (side: PeeringSide) => boolean,
): Peer | undefined {
  for (const { peeringId, requester, accepter, status } of state.peerings.values()) {
    const far = requester.vpcId === nearVpcId ? accepter : requester;
    const near = far === accepter ? requester : accepter;
    if (status !== 'active' || near.vpcId !== nearVpcId || !isWanted(far)) continue;
    return { vpcId: far.vpcId, peeringId };
  }
  return undefined;
}
