import type { AwsEmulator } from '../aws/emulator.ts';
import type { Credentials, Identity } from '../aws/identity/identity.ts';

/** Somebody whom the page can be on AWS. */
export interface AwsPerson {
  readonly id: string;
  /** Who it is, for the page's switcher. */
  readonly label: string;
  readonly credentials: Credentials;
}

/** Who has access keys in the sandbox. */
export interface AwsCast {
  readonly people: readonly AwsPerson[];
  /** The role that Portcullis runs with. */
  readonly product: Credentials;
}

/** A browser, as CloudTrail writes the user agent of calls made by the console. */
const CONSOLE_AGENT =
  'Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/140.0.0.0 Safari/537.36';
const TERRAFORM_AGENT =
  'APN/1.0 HashiCorp/1.0 Terraform/1.13.3 (+https://www.terraform.io) terraform-provider-aws/6.14.0';

const PEOPLE: readonly { readonly id: string; readonly label: string; readonly is: Identity }[] = [
  {
    id: 'dana',
    label: 'Dana, in the console (Identity Center)',
    is: {
      kind: 'identity-center',
      permissionSet: 'AdministratorAccess',
      userName: 'dana@example.com',
      userAgent: CONSOLE_AGENT,
      fromConsole: true,
      mfaAuthenticated: true,
    },
  },
  {
    id: 'terraform',
    label: 'terraform-ci (IAM user)',
    is: {
      kind: 'iam-user',
      userName: 'terraform-ci',
      userAgent: TERRAFORM_AGENT,
      sourceIpAddress: '203.0.113.20',
    },
  },
  {
    id: 'break-glass',
    label: 'BreakGlass role, session “erin”',
    is: {
      kind: 'assumed-role',
      roleName: 'BreakGlass',
      sessionName: 'erin',
      sourceIpAddress: '192.0.2.44',
    },
  },
];

/** Gives everybody their access keys. */
export function castAws(aws: AwsEmulator): AwsCast {
  return {
    people: PEOPLE.map(({ id, label, is }) => ({ id, label, credentials: aws.addIdentity(is) })),
    product: aws.addIdentity({
      kind: 'assumed-role',
      roleName: 'portcullis',
      sessionName: 'portcullis-sandbox',
    }),
  };
}
