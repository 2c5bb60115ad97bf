import { epochSeconds } from '../wire/json-service.ts';
import type { Agent, Instance, WorldState } from '../world/model.ts';
import { attachedInterfaces } from '../world/seed-hosts.ts';

/** An instance that Systems Manager manages. */
export interface ManagedInstance extends Instance {
  readonly agent: Agent;
}

/** The instances whose agent has ever reported and that are still there. */
export function managedInstances({ instances }: WorldState): readonly ManagedInstance[] {
  return [...instances.values()].flatMap((instance) => {
    const { agent, state } = instance;
    return agent === undefined || state === 'terminated' ? [] : [{ ...instance, agent }];
  });
}

export function platformType({ platform }: Instance): string {
  return platform === 'windows' ? 'Windows' : 'Linux';
}

const SYSTEMS = {
  windows: {
    PlatformName: 'Microsoft Windows Server 2022 Datacenter',
    PlatformVersion: '10.0.20348',
  },
  linux: { PlatformName: 'Amazon Linux', PlatformVersion: '2023' },
} as const;

/** An instance as DescribeInstanceInformation answers it, without what associations say. */
export function instanceInformation(state: WorldState, instance: ManagedInstance): object {
  const { instanceId, agent, platform } = instance;
  const [primary] = attachedInterfaces(state, instanceId);
  return {
    InstanceId: instanceId,
    PingStatus: agent.pingStatus,
    LastPingDateTime: epochSeconds(agent.lastPingAt),
    AgentVersion: '3.3.1611.0',
    IsLatestVersion: true,
    PlatformType: platformType(instance),
    ...SYSTEMS[platform],
    ResourceType: 'EC2Instance',
    ...(primary === undefined ? {} : { IPAddress: primary.privateIp }),
    ComputerName: `${instanceId}.WORKGROUP`,
  };
}
