import { flatInstanceGroupsRequest } from '../../cloudtrail/flat-host-request.ts';
import { AwsError } from '../../wire/aws-error.ts';
import { withInterface } from '../../world/model.ts';
import { attachedInterfaces } from '../../world/seed-hosts.ts';
import type { Ec2Action } from '../action.ts';
import { attachableGroups } from '../interfaces/attachable-groups.ts';
import { changeableInterface } from '../interfaces/find.ts';
import { instanceById } from './find.ts';

/** Replaces the groups of an instance that has a single interface; no other attribute is known. */
export const modifyInstanceAttribute: Ec2Action = {
  name: 'ModifyInstanceAttribute',
  trail: { kind: 'flat', request: flatInstanceGroupsRequest },
  prepare: (params) => {
    const instanceId = params.requiredText('InstanceId');
    const wanted = params.texts('GroupId');
    if (wanted.length === 0) {
      throw new AwsError('InvalidParameterCombination', 'No attributes specified.');
    }
    return (call) => {
      instanceById(call.state, instanceId);
      const [only, ...more] = attachedInterfaces(call.state, instanceId);
      if (only === undefined) throw wrongState(`Instance '${instanceId}' has no interface.`);
      if (more.length > 0) throw severalInterfaces(instanceId);
      const found = changeableInterface(call.state, only.networkInterfaceId);
      const groupIds = attachableGroups(call.state, found.vpcId, wanted);
      return { body: { return: true }, next: withInterface(call.state, { ...found, groupIds }) };
    };
  },
};

function wrongState(message: string): AwsError {
  return new AwsError('IncorrectInstanceState', message);
}

function severalInterfaces(instanceId: string): AwsError {
  return new AwsError(
    'InvalidInstanceID',
    `There are multiple interfaces attached to instance '${instanceId}'. Please specify an interface ID for the operation instead.`,
  );
}
