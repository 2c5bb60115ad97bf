import type { CallerTool } from './caller-tool.ts';

/** The principal that made a call, as CloudTrail names it; not a Slack user. All texts come from
 * outside. Source: CloudTrail `userIdentity`. */
export interface Actor {
  /** `Root`, `IAMUser`, `AssumedRole`, `AWSService` …; `unknown` where the record has none. */
  readonly kind: string;
  readonly arn: string | null;
  /** The name to show: user name, role session, role, or service. */
  readonly name: string;
  readonly accountId: string | null;
  /** The AWS service that made the call for someone, for example `cloudformation.amazonaws.com`. */
  readonly invokedBy: string | null;
  readonly sourceIp: string | null;
  readonly userAgent: string | null;
  /** The ARN of the role whose session this is; absent where the record tells none. */
  readonly issuerArn?: string;
  /** `sourceIdentity` of the session; absent where it has none. */
  readonly sourceIdentity?: string;
  /** What the call was made with. Absent in what was kept before it was read. */
  readonly tool?: CallerTool;
}
