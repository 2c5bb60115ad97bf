import type { NetworkInterface } from '@aws-sdk/client-ec2';
import type { Place } from '../../app/ports.ts';
import type { Instant } from '../../domain/instant.ts';
import type { InterfaceState } from '../../domain/inventory/interface-state.ts';
import { OutsideError } from '../../domain/outside-error.ts';

/** The type of interface that anybody may make (EC2 API, `NetworkInterface.InterfaceType`). */
const PLAIN = 'interface';
/** EC2 says that a service keeps it, and not which. */
const UNNAMED_SERVICE = 'a service that EC2 does not name';

/** An interface as EC2 describes it.
 * @throws OutsideError for one that is not understood: a group that is left out here would count as
 *   one that stands nowhere. */
export function interfaceState(
  found: NetworkInterface,
  { accountId, region }: Place,
  observedAt: Instant,
): InterfaceState {
  return {
    accountId,
    region,
    interfaceId: required(found.NetworkInterfaceId),
    instanceId: found.Attachment?.InstanceId ?? null,
    vpcId: found.VpcId ?? null,
    groupIds: (found.Groups ?? []).map(({ GroupId }) => required(GroupId)),
    managedBy: serviceOf(found),
    description: found.Description ?? '',
    observedAt,
  };
}

function required(id: string | undefined): string {
  if (id !== undefined) return id;
  const message = 'EC2 described a network interface without its id or that of a group on it';
  throw new OutsideError('aws_failed', message, { isRetryable: false });
}

/** The service that keeps an interface. The type says more than who asked for it, which may be an
 * account number. */
function serviceOf(found: NetworkInterface): string | null {
  const { Operator, InterfaceType = PLAIN, RequesterManaged, RequesterId } = found;
  if (Operator?.Managed === true) return Operator.Principal ?? UNNAMED_SERVICE;
  if (InterfaceType !== PLAIN) return InterfaceType;
  if (RequesterManaged === true) return RequesterId ?? UNNAMED_SERVICE;
  return null;
}
