import { eventTime } from '../cloudtrail/event-time.ts';
import type { NewId } from '../ids.ts';
import type { Identity } from './identity.ts';

/** An identity as AWS knows it. */
export interface Principal {
  readonly accessKeyId: string;
  readonly accountId: string;
  readonly arn: string;
  /** STS's `UserId`: the principal id, with the session name for roles. */
  readonly userId: string;
  /** The record's `userIdentity`. */
  readonly userIdentity: object;
  readonly sourceIpAddress: string;
  readonly userAgent?: string;
  readonly fromConsole: boolean;
  /** The name of the AWS service that calls for itself (`rds`), without `.amazonaws.com`. */
  readonly service?: string;
  /** The call was made by an AWS service, for itself or for this principal. */
  readonly isThroughService: boolean;
}

interface Parts {
  readonly arn: string;
  readonly userId: string;
  readonly userIdentity: object;
}

interface Setting {
  readonly accountId: string;
  readonly newId: NewId;
  readonly sessionStart: Date;
}

const DEFAULT_SOURCE_IP = '198.51.100.7';
const ACCESS_KEY_LENGTH = 20;
const UNIQUE_ID_LENGTH = 21;
const SSO_SUFFIX_LENGTH = 16;

/** `identity` with the ids that AWS would have given it. `sessionStart` becomes the session's
 * `creationDate`. */
export function principalOf(identity: Identity, setting: Setting): Principal {
  const accountId = identity.accountId ?? setting.accountId;
  const accessKeyId =
    identity.accessKeyId ??
    uniqueId(isSession(identity) ? 'ASIA' : 'AKIA', ACCESS_KEY_LENGTH, setting.newId);
  const { arn, userId, userIdentity } = partsOf(identity, accessKeyId, { ...setting, accountId });
  const through = serviceBehind(identity);
  const userAgent = identity.userAgent ?? through;
  return {
    accessKeyId,
    accountId,
    arn,
    userId,
    userIdentity: through === undefined ? userIdentity : { ...userIdentity, invokedBy: through },
    sourceIpAddress: identity.sourceIpAddress ?? through ?? DEFAULT_SOURCE_IP,
    ...(userAgent === undefined ? {} : { userAgent }),
    fromConsole: identity.fromConsole ?? false,
    isThroughService: through !== undefined,
    ...(identity.kind === 'aws-service' ? { service: shortName(identity.service) } : {}),
  };
}

function serviceBehind(identity: Identity): string | undefined {
  return identity.kind === 'aws-service' ? identity.service : identity.invokedBy;
}

function shortName(service: string): string {
  return service.replace('.amazonaws.com', '');
}

/** Whether the identity works with temporary credentials. */
export function isSession(identity: Identity): boolean {
  const isRole = identity.kind === 'assumed-role' || identity.kind === 'identity-center';
  return isRole || identity.fromConsole === true;
}

function partsOf(identity: Identity, accessKeyId: string, setting: Setting): Parts {
  switch (identity.kind) {
    case 'iam-user':
      return userParts(identity, identity.userName, accessKeyId, setting);
    case 'root':
      return rootParts(identity, accessKeyId, setting);
    case 'assumed-role':
      return roleParts(identity, accessKeyId, setting, {
        roleName: identity.roleName,
        path: identity.path ?? '',
        sessionName: identity.sessionName,
      });
    case 'aws-service':
      return serviceParts(identity, setting);
    case 'identity-center':
      return roleParts(identity, accessKeyId, setting, {
        roleName: reservedRoleName(identity.permissionSet, setting.newId),
        path: 'aws-reserved/sso.amazonaws.com/',
        sessionName: identity.userName,
      });
  }
}

function userParts(
  identity: Identity,
  userName: string,
  accessKeyId: string,
  setting: Setting,
): Parts {
  const { accountId, newId } = setting;
  const userId = uniqueId('AIDA', UNIQUE_ID_LENGTH, newId);
  const arn = `arn:aws:iam::${accountId}:user/${userName}`;
  const common = { type: 'IAMUser', principalId: userId, arn, accountId, accessKeyId, userName };
  return { arn, userId, userIdentity: { ...common, ...consoleSession(identity, setting) } };
}

function rootParts(identity: Identity, accessKeyId: string, setting: Setting): Parts {
  const { accountId } = setting;
  const arn = `arn:aws:iam::${accountId}:root`;
  const common = { type: 'Root', principalId: accountId, arn, accountId, accessKeyId };
  const userIdentity = { ...common, ...consoleSession(identity, setting) };
  return { arn, userId: accountId, userIdentity };
}

function serviceParts(
  identity: Extract<Identity, { kind: 'aws-service' }>,
  setting: Setting,
): Parts {
  const { service, serviceLinkedRole } = identity;
  if (serviceLinkedRole === undefined) {
    return { arn: service, userId: service, userIdentity: { type: 'AWSService' } };
  }
  const role = {
    roleName: serviceLinkedRole,
    path: `aws-service-role/${service}/`,
    sessionName: 'SLRManagement',
  };
  return roleParts(identity, undefined, setting, role);
}

interface Role {
  readonly roleName: string;
  readonly path: string;
  readonly sessionName: string;
}

/** Without `accessKeyId` the record names none, as for service-linked roles. */
function roleParts(
  identity: Identity,
  accessKeyId: string | undefined,
  setting: Setting,
  role: Role,
): Parts {
  const { accountId } = setting;
  const roleId = uniqueId('AROA', UNIQUE_ID_LENGTH, setting.newId);
  const userId = `${roleId}:${role.sessionName}`;
  const arn = `arn:aws:sts::${accountId}:assumed-role/${role.roleName}/${role.sessionName}`;
  const sessionIssuer = {
    type: 'Role',
    principalId: roleId,
    arn: `arn:aws:iam::${accountId}:role/${role.path}${role.roleName}`,
    accountId,
    userName: role.roleName,
  };
  const sourceIdentity = identity.kind === 'assumed-role' ? identity.sourceIdentity : undefined;
  const sessionContext = {
    sessionIssuer,
    attributes: sessionAttributes(identity, setting),
    ...(sourceIdentity === undefined ? {} : { sourceIdentity }),
  };
  const key = accessKeyId === undefined ? {} : { accessKeyId };
  const common = { type: 'AssumedRole', principalId: userId, arn, accountId, ...key };
  return { arn, userId, userIdentity: { ...common, sessionContext } };
}

function consoleSession(identity: Identity, setting: Setting): object {
  if (!identity.fromConsole) return {};
  return { sessionContext: { attributes: sessionAttributes(identity, setting) } };
}

/** `mfaAuthenticated` is a string in every real record. */
function sessionAttributes(identity: Identity, setting: Setting): object {
  return {
    creationDate: eventTime(setting.sessionStart),
    mfaAuthenticated: String(identity.mfaAuthenticated ?? false),
  };
}

function reservedRoleName(permissionSet: string, newId: NewId): string {
  const suffix = hexOf(newId).slice(0, SSO_SUFFIX_LENGTH);
  return `AWSReservedSSO_${permissionSet}_${suffix}`;
}

function uniqueId(prefix: string, length: number, newId: NewId): string {
  return (prefix + hexOf(newId)).slice(0, length).toUpperCase();
}

/** The random end of a UUID first, so that counted ids differ where they are cut. */
function hexOf(newId: NewId): string {
  return [...newId('').replaceAll('-', '')].toReversed().join('');
}
