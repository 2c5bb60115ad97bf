import type { AwsError } from './aws-error.ts';

/** A request as every service needs it. `accessKeyId` is '' when the request is not signed. */
export interface AwsRequest {
  readonly accessKeyId: string;
  /** The Region of the SigV4 credential scope, '' when not signed. */
  readonly region: string;
  /** The service of the SigV4 credential scope, '' when not signed. */
  readonly scope: string;
  /** `X-Amz-Target`, for the JSON protocol. */
  readonly target: string | undefined;
  readonly userAgent: string;
  readonly body: string;
  /** Aborted when the caller is gone or the emulator closes. */
  readonly signal: AbortSignal;
}

/** An answer, or none at all: the connection is cut. */
export type AwsReply =
  | {
      readonly kind: 'reply';
      readonly status: number;
      readonly headers: Readonly<Record<string, string>>;
      readonly body: string;
    }
  | { readonly kind: 'lost' };

export type Reply = Extract<AwsReply, { kind: 'reply' }>;

/** One call, read as far as its name and parameters, not yet made. */
export interface PendingCall {
  readonly action: string;
  readonly params: Readonly<Record<string, unknown>>;
  /** Makes the call. Throws `AwsError` where it is refused. */
  readonly perform: () => Reply | Promise<Reply>;
  /** A refusal in the service's own protocol. */
  readonly refuse: (error: AwsError) => Reply;
}

/** A service of the emulator. */
export interface Service {
  readonly open: (request: AwsRequest) => PendingCall;
}
