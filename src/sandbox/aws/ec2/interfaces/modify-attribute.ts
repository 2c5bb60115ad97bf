import { flatInterfaceGroupsRequest } from '../../cloudtrail/flat-host-request.ts';
import { AwsError } from '../../wire/aws-error.ts';
import { withInterface } from '../../world/model.ts';
import type { Ec2Action } from '../action.ts';
import { attachableGroups } from './attachable-groups.ts';
import { changeableInterface } from './find.ts';

/** Replaces the whole set of an interface's groups, which cannot become empty. */
export const modifyNetworkInterfaceAttribute: Ec2Action = {
  name: 'ModifyNetworkInterfaceAttribute',
  trail: { kind: 'flat', request: flatInterfaceGroupsRequest },
  prepare: (params) => {
    const networkInterfaceId = params.requiredText('NetworkInterfaceId');
    const wanted = params.texts('SecurityGroupId');
    if (wanted.length === 0) {
      throw new AwsError('InvalidParameterCombination', 'No attributes specified.');
    }
    return (call) => {
      const found = changeableInterface(call.state, networkInterfaceId);
      const groupIds = attachableGroups(call.state, found.vpcId, wanted);
      return { body: { return: true }, next: withInterface(call.state, { ...found, groupIds }) };
    };
  },
};
