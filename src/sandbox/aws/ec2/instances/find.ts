import { AwsError } from '../../wire/aws-error.ts';
import type { Instance, WorldState } from '../../world/model.ts';

/** Throws `InvalidInstanceID.NotFound`. */
export function instanceById(state: WorldState, instanceId: string): Instance {
  const instance = state.instances.get(instanceId);
  if (instance) return instance;
  throw new AwsError(
    'InvalidInstanceID.NotFound',
    `The instance ID '${instanceId}' does not exist`,
  );
}
