import type { Identity } from './identity.ts';

/** `identity` as its calls look when a CloudFormation stack makes them (records since 2022). */
export function throughCloudFormation(identity: Identity): Identity {
  const unseen = 'AWS Internal';
  const invokedBy = 'cloudformation.amazonaws.com';
  return { ...identity, invokedBy, sourceIpAddress: unseen, userAgent: unseen };
}

/** `identity` as its calls look when Terraform makes them: only the user agent tells. */
export function throughTerraform(identity: Identity): Identity {
  const userAgent =
    'APN/1.0 HashiCorp/1.0 Terraform/1.12.2 (+https://www.terraform.io) terraform-provider-aws/6.2.0 (+https://registry.terraform.io/providers/hashicorp/aws) aws-sdk-go-v2/1.36.5';
  return { ...identity, userAgent };
}
