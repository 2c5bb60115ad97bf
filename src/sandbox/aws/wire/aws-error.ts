/** A refusal that AWS itself would give, with its code as the API documents it (no `Client.` prefix:
 * only CloudTrail writes that). `status` is the HTTP status. */
export class AwsError extends Error {
  readonly code: string;
  readonly status: number;

  constructor(code: string, message: string, status = 400) {
    super(message);
    this.name = 'AwsError';
    this.code = code;
    this.status = status;
  }
}

/** The emulator does not know what was asked, though AWS may: never a CloudTrail record, and never to be
 * mistaken for an AWS refusal. Its message names the thing and says where the supported list is. */
export class UnsupportedInSandbox extends AwsError {
  constructor(what: string) {
    super(
      'UnsupportedSandboxParameter',
      `The sandbox's AWS emulator does not support ${what}; src/sandbox/aws/coverage.ts lists what it does`,
    );
    this.name = 'UnsupportedInSandbox';
  }
}

/** EC2's most common refusal. */
export function invalidParameterValue(message: string): AwsError {
  return new AwsError('InvalidParameterValue', message);
}

/** EC2's answer to a request that lacks `name`. */
export function missingParameter(name: string): AwsError {
  return new AwsError('MissingParameter', `The request must contain the parameter ${name}`);
}
