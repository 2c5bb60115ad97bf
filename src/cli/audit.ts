import { existsSync } from 'node:fs';
import { Command, InvalidArgumentError, Option } from 'commander';
import { REGION_REGEXP } from '../config/aws-ids.ts';
import { DEFAULT_POLICY_PATH } from '../config/variables.ts';
import { readAuditQuery } from '../domain/audit/audit-query.ts';
import { PORT_TABLE_NAMES, type PortTableName } from '../domain/scenario/port-table.ts';
import { AUDIT_EXIT_CODES } from './audit/audit-exit-codes.ts';
import { AUDIT_FORMATS, type AuditFormat } from './audit/print-audit.ts';
import type { AuditAsked } from './audit/run-audit.ts';
import { networkSources } from './audit/tried-choice.ts';
import { createConsole } from './replay/console.ts';

const HELP = `
Holds the live rules of security groups against the scenario that policy chose for them, else
against what policy approves. It only reads: no Slack token is needed, and nothing is changed.
Without a target it audits every guarded group, and every directory's, of the account and Region.

Networks are CIDR blocks, pl-…, sg-… or vpc-… ids, with commas in between, or anywhere.
With --scenario no policy is needed: directories are held against that scenario, as if policy had
chosen it; what a policy approves besides stays approved.

Examples:
  $ portcullis audit --policy portcullis.yml --region eu-central-1
  $ portcullis audit d-926714e2b0 --report audit.html
  $ portcullis audit d-926714e2b0 --scenario nativeWorkloadsWithTrust \\
      --on-premises 192.168.0.0/16 --clients 10.0.0.0/16,vpc-0123456789abcdef0
  $ portcullis audit sg-0123456789abcdef0 --format ndjson | jq '.beyond'

Exit codes: 0 everything is as it should be; 1 something is open beyond that, or required and
missing; 2 wrong options, policy or target, or the report cannot be written; 3 a part could not be
looked at. 2 and 3 win over 1, and 2 over 3: who could not look cannot say that nothing is open.`;

/** The options as commander hands them over. */
interface AuditFlags {
  readonly policy: string;
  readonly region?: string;
  readonly scenario?: PortTableName;
  readonly onPremises?: readonly string[];
  readonly clients?: readonly string[];
  readonly certificateAuthority?: readonly string[];
  readonly ldaps: boolean;
  readonly trustCreated: boolean;
  readonly format: AuditFormat;
  readonly report?: string;
}

/** `portcullis audit`: holds live rules against scenario or policy, without Slack. */
export function auditCommand(): Command {
  return new Command('audit')
    .description('Hold the live rules of groups against the chosen scenario or policy')
    .argument('[target]', 'a directory (d-…) or a security group (sg-…)', target)
    .addOption(
      new Option('--policy <file>', 'what is guarded, and who is approved there')
        .env('PORTCULLIS_POLICY')
        .default(DEFAULT_POLICY_PATH),
    )
    .addOption(new Option('--region <region>', 'where').env('AWS_REGION').argParser(region))
    .addOption(
      new Option('--scenario <name>', 'hold directories against this one').choices(
        PORT_TABLE_NAMES,
      ),
    )
    .option('--on-premises <networks>', 'with --scenario: who is on-premises', networks)
    .option('--clients <networks>', 'with --scenario: who the clients are', networks)
    .option('--certificate-authority <networks>', 'with --scenario: the Enterprise CA', networks)
    .option('--no-ldaps', 'with --scenario: LDAP over SSL is not used')
    .option('--trust-created', 'with --scenario: every trust is made', false)
    .addOption(
      new Option('--format <format>', 'how to print').choices(AUDIT_FORMATS).default('table'),
    )
    .option('--report <file>', 'write a page with the ports against the networks, one HTML file')
    .addHelpText('after', HELP)
    .exitOverride(({ exitCode }) =>
      process.exit(exitCode === 0 ? AUDIT_EXIT_CODES.right : AUDIT_EXIT_CODES.badInput),
    )
    .action(audit);
}

async function audit(
  query: AuditAsked['query'] | undefined,
  flags: AuditFlags,
  command: Command,
): Promise<void> {
  const console = createConsole(process.stdout, process.stderr);
  const { region: where } = flags;
  if (where === undefined) {
    return command.error(
      'error: nothing says which Region: add --region eu-central-1, or set AWS_REGION',
    );
  }
  endQuietlyWithReader();
  const { runAudit } = await import('./audit/run-audit.ts');
  const asked = {
    ...askedOf(flags, command),
    query: query ?? { kind: 'account' },
    region: where,
  } as const;
  const decide = (exitCode: number): void => {
    process.exitCode = exitCode;
  };
  await runAudit(asked, { console, env: process.env, now: () => new Date(), decide });
}

function askedOf(flags: AuditFlags, command: Command): Omit<AuditAsked, 'query' | 'region'> {
  const { policy, scenario, onPremises, clients, certificateAuthority } = flags;
  const { ldaps, trustCreated, format, report } = flags;
  // Whoever tries a scenario needs no policy; one that was named has to be there.
  const isNamed = command.getOptionValueSource('policy') !== 'default';
  const isLeftOut = scenario !== undefined && !isNamed && !existsSync(policy);
  return {
    policyPath: isLeftOut ? null : policy,
    scenario: scenario ?? null,
    networks: {
      ...(onPremises === undefined ? {} : { onPremises }),
      ...(clients === undefined ? {} : { clients }),
      ...(certificateAuthority === undefined ? {} : { certificateAuthority }),
    },
    isLdapsUsed: ldaps,
    isTrustCreated: trustCreated,
    format,
    reportPath: report ?? null,
  };
}

function target(text: string): AuditAsked['query'] {
  const query = readAuditQuery(text);
  if (query !== null) return query;
  throw new InvalidArgumentError(
    'Expected a directory such as d-926714e2b0, or a security group such as sg-0123456789abcdef0.',
  );
}

function region(text: string): string {
  if (REGION_REGEXP.test(text)) return text;
  throw new InvalidArgumentError('Expected an AWS Region such as eu-central-1.');
}

function networks(text: string, earlier: readonly string[] = []): readonly string[] {
  const entries = text.split(',').map((entry) => entry.trim());
  for (const entry of entries) {
    const sources = networkSources(entry);
    if (sources.kind === 'problem') throw new InvalidArgumentError(`${sources.message}.`);
  }
  return [...earlier, ...entries];
}

/** `portcullis audit … | head` closes the pipe when it has seen enough: that changes no verdict. */
function endQuietlyWithReader(): void {
  process.stdout.on('error', (error: NodeJS.ErrnoException) => {
    if (error.code !== 'EPIPE') throw error;
    process.exit();
  });
}
