import { AwsError } from '../../wire/aws-error.ts';
import { withChange } from '../../world/prefix-list.ts';
import type { Ec2Action } from '../action.ts';
import { associationsOf } from './associations.ts';
import { settledOwnPrefixList } from './find.ts';
import { prefixListXml } from './prefix-list-xml.ts';

/** Deletes a list that no rule refers to, in any account. */
export const deleteManagedPrefixList: Ec2Action = {
  name: 'DeleteManagedPrefixList',
  trail: { kind: 'wrapper' },
  prepare: (params) => {
    const prefixListId = params.requiredText('PrefixListId');
    return (call) => {
      const list = settledOwnPrefixList(call, prefixListId);
      if (associationsOf(call.state, list).length > 0) {
        throw new AwsError(
          'DependencyViolation',
          `resource ${prefixListId} has a dependent object`,
        );
      }
      const readsLeft = call.behaviour.prefixListReads;
      const doomed = {
        ...list,
        state: 'delete-in-progress',
        pending: { readsLeft, outcome: undefined },
      } as const;
      return {
        body: { prefixList: prefixListXml(call, doomed) },
        next: { ...call.state, prefixLists: withChange(call.state.prefixLists, doomed) },
      };
    };
  },
};
