import { expect, it } from 'vitest';
import { toOutsideError } from '../../../src/adapters/aws/aws-errors.ts';

function failed(name: string, message: string): Error {
  return Object.assign(new Error(message), { name });
}

it.each([
  [
    failed('CredentialsProviderError', 'Could not load credentials from any providers'),
    'No AWS credentials that work for sts:GetCallerIdentity (CredentialsProviderError: Could not load credentials from any providers): give Portcullis those of its role',
  ],
  [
    failed('ExpiredToken', 'The security token included in the request is expired'),
    'No AWS credentials that work for sts:GetCallerIdentity (ExpiredToken: The security token included in the request is expired): give Portcullis those of its role',
  ],
  [
    failed('AccessDenied', 'not authorized'),
    'AWS refused sts:GetCallerIdentity (AccessDenied: not authorized): allow it to the role that Portcullis runs as',
  ],
])('%s: says whether credentials or a permission are missing', (error, message) => {
  expect(toOutsideError(error, 'sts:GetCallerIdentity')).toMatchObject({
    message,
    code: 'aws_denied',
    isRetryable: false,
  });
});
