import { Command } from 'commander';
import type { Log } from '../app/ports.ts';
import type { Service } from '../compose.ts';
import { describeDatabase } from '../config/database.ts';
import { readEnv } from '../config/env.ts';
import { problemText } from '../config/policy-problem.ts';
import { messageOf } from '../domain/outside-error.ts';

const HELP = `
Everything it needs is read from the environment; docs/operations.md lists the variables.

Exit codes: 0 stopped when asked to, 1 it could not start or broke, 2 the environment or the policy
is not right.

Example:
  $ SLACK_BOT_TOKEN=xoxb-… SLACK_APP_TOKEN=xapp-… AWS_REGION=eu-central-1 \\
    PORTCULLIS_QUEUE_URL=https://sqs.eu-central-1.amazonaws.com/111122223333/portcullis \\
    portcullis serve
`;

const EXIT_FAILED = 1;
const EXIT_PROBLEMS = 2;

/** `portcullis serve`: the service, until SIGTERM or SIGINT. */
export function serveCommand(): Command {
  return new Command('serve')
    .description('Runs the service: hears the queue, alerts in Slack, reverts what is approved')
    .addHelpText('after', HELP)
    .action(serve);
}

async function serve(): Promise<void> {
  const env = readEnv(process.env);
  if (env.kind === 'problems') return fail(env.problems, EXIT_PROBLEMS);
  const { readPolicyFile } = await import('../config/read-policy-file.ts');
  const loaded = await readPolicyFile(env.config.policyPath);
  if (loaded.kind === 'problems') return fail(loaded.problems.map(problemText), EXIT_PROBLEMS);
  const { pinoLog } = await import('../adapters/system/pino-log.ts');
  const log = pinoLog(env.config.logLevel);
  try {
    const { compose } = await import('../compose.ts');
    const service = await compose(env.config, loaded.policy, log);
    const database = describeDatabase(env.config.database);
    log.info({ healthUrl: service.healthUrl, pid: process.pid, database }, 'ready');
    stopOnSignal(service, log);
  } catch (error) {
    fail([`Could not start: ${messageOf(error)}`], EXIT_FAILED);
    // Connections that were opened before the failure would keep the process.
    process.exit();
  }
}

function fail(problems: readonly string[], exitCode: number): void {
  process.stderr.write(`${problems.join('\n')}\n`);
  process.exitCode = exitCode;
}

function stopOnSignal(service: Service, log: Log): void {
  let isStopping = false;
  const stop = (signal: NodeJS.Signals): void => {
    if (isStopping) return;
    isStopping = true;
    log.info({ signal }, 'stopping');
    service.stop().then(
      () => {
        log.info({}, 'stopped');
        process.exit(0);
      },
      (error: unknown) => {
        log.error({ error }, 'could not stop cleanly');
        process.exit(EXIT_FAILED);
      },
    );
  };
  process.on('SIGTERM', stop);
  process.on('SIGINT', stop);
}
