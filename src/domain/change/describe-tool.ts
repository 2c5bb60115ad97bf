import type { CallerTool } from './caller-tool.ts';

/** What a change was made with, and where the code is to be changed so that it does not come back. For people;
 * the names in it are text from outside. `managedBy`: the stack or service that is known to run the group. Pure. */
export function describeTool(tool: CallerTool, managedBy: string | null = null): string {
  switch (tool.kind) {
    case 'console':
      return 'by hand in the AWS console';
    case 'cli':
      return 'with the AWS CLI, by hand or by a script: a script may do it again';
    case 'sdk':
      return 'by a program with an AWS SDK: change it in the program too, which may do it again';
    case 'other':
      return 'with a tool that is not known here';
    case 'terraform':
      return 'by Terraform. Change it in Terraform: the rule will come back with the next apply';
    case 'pulumi':
      return 'by Pulumi. Change it in the Pulumi program: the rule will come back with the next up';
    case 'cdk':
      return `by AWS CDK${stackText(tool.stack, managedBy)}. Change it in the CDK app: the rule may come back with the next deploy`;
    case 'cloudFormation':
      return `by CloudFormation${stackText(tool.stack, managedBy)}. Change it in the template: the rule may come back with the next update of the stack`;
    case 'service':
      return `by an AWS service, ${tool.service}: change it there, or it may do it again`;
  }
}

const STACK = 'CloudFormation stack ';

function stackText(stack: string | null, managedBy: string | null): string {
  const name = stack ?? (managedBy?.startsWith(STACK) ? managedBy.slice(STACK.length) : null);
  return name === null ? '' : `, stack ${name}`;
}
