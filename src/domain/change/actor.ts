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
}
