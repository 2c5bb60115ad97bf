import type { BehindDirectory, BehindThing, EstatePart } from '../guard/behind.ts';
import { DIRECTORY_TITLES, ESTATE_SERVICE_TITLES, type EstateService } from '../guard/estate.ts';

/** A thing in words: `directory d-… (corp.example, Managed Microsoft AD)`, `Windows instance i-… (dc-1)`,
 * `Amazon FSx fs-…`. Text from outside is in it. Pure. */
export function describeThing(thing: BehindThing): string {
  switch (thing.kind) {
    case 'directory':
      return describeDirectory(thing);
    case 'host': {
      const name = thing.name === null ? '' : ` (${thing.name})`;
      return `${thing.platform === 'windows' ? 'Windows instance' : 'instance'} ${thing.instanceId}${name}`;
    }
    case 'service':
      return `${ESTATE_SERVICE_TITLES[thing.service]} ${thing.resourceId ?? thing.interfaceId}${UNTOLD[thing.service]}`;
  }
}

/** What an interface does not tell of the service that keeps it (see `EstateService`). */
const UNTOLD = {
  fsx: ' (a file system for Windows or another, which is not known)',
  rds: ' (SQL Server or another engine, which is not known)',
  workSpaces: '',
} as const satisfies Record<EstateService, string>;

function describeDirectory({ directoryId, name, type, role }: BehindDirectory): string {
  const directory = `directory ${directoryId} (${name}, ${DIRECTORY_TITLES[type]})`;
  return role === 'controllers' ? directory : `the WorkSpaces of ${directory}`;
}

/** A part of discovery in words: `directories`, `instances with the tag Role = dc`. Pure. */
export function describePart(part: EstatePart): string {
  switch (part.kind) {
    case 'directories':
      return 'directories';
    case 'windows':
      return 'Windows instances';
    case 'hostTag':
      return part.value === '*'
        ? `instances with a tag ${part.key}`
        : `instances with the tag ${part.key} = ${part.value}`;
    case 'service':
      return `interfaces of ${ESTATE_SERVICE_TITLES[part.service]}`;
  }
}
