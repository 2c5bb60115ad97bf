import { flatDeleteInterfaceRequest } from '../../cloudtrail/flat-host-request.ts';
import { withoutEntry } from '../../world/model.ts';
import type { Ec2Action } from '../action.ts';
import { refuseAttached } from './attach.ts';
import { changeableInterface } from './find.ts';

/** Deletes an unattached interface. */
export const deleteNetworkInterface: Ec2Action = {
  name: 'DeleteNetworkInterface',
  trail: { kind: 'flat', request: flatDeleteInterfaceRequest },
  prepare: (params) => {
    const networkInterfaceId = params.requiredText('NetworkInterfaceId');
    return (call) => {
      refuseAttached(changeableInterface(call.state, networkInterfaceId));
      const interfaces = withoutEntry(call.state.interfaces, networkInterfaceId);
      return { body: { return: true }, next: { ...call.state, interfaces } };
    };
  },
};
