/** What a call was made with. A hint for people, and never a right: whoever calls can send any user agent.
 *
 * - `service`: an AWS service made it, for itself or for somebody. `service` is text from outside.
 * - `cloudFormation`, `cdk`: `stack` is null where the record does not name it.
 * - `other`: nothing that is known here. */
export type CallerTool =
  | { readonly kind: 'console' | 'cli' | 'sdk' | 'terraform' | 'pulumi' | 'other' }
  | { readonly kind: 'cloudFormation' | 'cdk'; readonly stack: string | null }
  | { readonly kind: 'service'; readonly service: string };

/** What a record tells of how the call was made. */
export interface CallFacts {
  /** `userIdentity.type`. */
  readonly kind: string;
  readonly invokedBy: string | null;
  readonly sourceIp: string | null;
  readonly userAgent: string | null;
  /** `sessionCredentialFromConsole`. */
  readonly isFromConsole: boolean;
  /** The role whose session it is. */
  readonly issuerArn: string | null;
  /** The tag `aws:cloudformation:stack-name` of what the call made. */
  readonly stack: string | null;
}

const CLOUD_FORMATION = 'cloudformation.amazonaws.com';
/** What CloudTrail writes for one of AWS's own, in place of its name. */
const AWS_INTERNAL = 'AWS Internal';
const SERVICE_REGEXP = /^[a-z0-9.-]+\.amazonaws\.com$/;
/** The console signed its calls so until about 2022. */
const CONSOLE_HOST_REGEXP = /^(?:signin|console(?:\.[a-z0-9-]+)?)\.amazonaws\.com$/;
/** The role by which CDK's own bootstrapping lets CloudFormation work. Source: AWS CDK guide, bootstrapping. */
const CDK_ROLE_REGEXP = /:role\/(?:.*\/)?cdk-[a-z0-9]+-cfn-exec-role-/;

/** User agents in the order in which they decide. Source: real records, and for Pulumi and CDK what these tools
 * say of themselves. Pulumi's provider is Terraform's inside, and names both. */
const AGENTS: readonly (readonly [RegExp, 'pulumi' | 'terraform' | 'cli' | 'sdk'])[] = [
  [/\bpulumi/i, 'pulumi'],
  [/\b(?:terraform|opentofu)\b/i, 'terraform'],
  [/\baws-cli\//i, 'cli'],
];
const CDK_AGENT_REGEXP = /\baws-cdk\b/i;
const SDK_AGENT_REGEXP = /\b(?:aws-sdk-|boto3?\/|botocore\/)/i;
/** The console's own back ends, and browsers. */
const CONSOLE_AGENT_REGEXP = /^\[?(?:Mozilla\/|[A-Za-z0-9]+ ?Console\b)/;

/** What a call was made with. What AWS itself says of the call comes before what the caller says. Pure, total. */
export function callerTool(facts: CallFacts): CallerTool {
  const service = serviceOf(facts);
  if (service === CLOUD_FORMATION) {
    const kind = CDK_ROLE_REGEXP.test(facts.issuerArn ?? '') ? 'cdk' : 'cloudFormation';
    return { kind, stack: facts.stack };
  }
  if (service !== null) return { kind: 'service', service };
  const agent = facts.userAgent ?? '';
  const named = AGENTS.find(([regexp]) => regexp.test(agent));
  if (named !== undefined) return { kind: named[1] };
  if (CDK_AGENT_REGEXP.test(agent)) return { kind: 'cdk', stack: facts.stack };
  if (isConsole(facts, agent)) return { kind: 'console' };
  return { kind: SDK_AGENT_REGEXP.test(agent) ? 'sdk' : 'other' };
}

/** The AWS service that made a call; trimmed copies tell it by address or user agent alone, where there is no
 * address of a caller who could have sent any. The old console stands there too, and is none. */
function serviceOf({ kind, invokedBy, sourceIp, userAgent, isFromConsole }: CallFacts) {
  const ofAgent = sourceIp === null || sourceIp === AWS_INTERNAL ? userAgent : null;
  const names = [invokedBy, sourceIp, ofAgent].filter((name) => name !== null);
  const named = names.find((name) => SERVICE_REGEXP.test(name) && !CONSOLE_HOST_REGEXP.test(name));
  if (named !== undefined) return named;
  const isInternal = kind === 'AWSService' || invokedBy === AWS_INTERNAL;
  return isInternal && !isFromConsole ? 'AWS' : null;
}

function isConsole({ invokedBy, isFromConsole }: CallFacts, agent: string): boolean {
  if (isFromConsole) return true;
  const isOldConsole = CONSOLE_HOST_REGEXP.test(invokedBy ?? '') || CONSOLE_HOST_REGEXP.test(agent);
  return isOldConsole || CONSOLE_AGENT_REGEXP.test(agent);
}
