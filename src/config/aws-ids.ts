// The forms of AWS ids that a person writes into configuration. Ids have 8 hex digits, or 17 since
// 2018. Source: Amazon EC2 User Guide, resource IDs.

export const GROUP_ID_REGEXP = /^sg-(?:[0-9a-f]{8}|[0-9a-f]{17})$/;
export const PREFIX_LIST_ID_REGEXP = /^pl-(?:[0-9a-f]{8}|[0-9a-f]{17})$/;
export const VPC_ID_REGEXP = /^vpc-(?:[0-9a-f]{8}|[0-9a-f]{17})$/;
export const ACCOUNT_ID_REGEXP = /^\d{12}$/;
/** A role, whatever its path. Source: IAM User Guide, IAM identifiers; IAM and STS quotas (path 512, name 64
 * characters). */
export const ROLE_ARN_REGEXP =
  /^arn:aws[a-z-]*:iam::\d{12}:role\/(?:[\x21-\x2e\x30-\x7e]+\/){0,32}[\w+=,.@-]{1,64}$/;
/** Source: STS API, AssumeRole, `ExternalId`. */
export const EXTERNAL_ID_REGEXP = /^[\w+=,.@:/-]{2,1224}$/;
/** `eu-central-1`, `us-gov-west-1`, `eusc-de-east-1`. */
export const REGION_REGEXP = /^[a-z]{2,4}(?:-[a-z]+){1,3}-\d{1,2}$/;

/** An id of Directory Service, or `*` for any. Source: Directory Service API, `DirectoryId`. */
export const DIRECTORY_ID_REGEXP = /^(\*|d-[0-9a-f]{10})$/;
