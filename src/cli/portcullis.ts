import { Command } from 'commander';
import { auditCommand } from './audit.ts';
import { checkCommand } from './check.ts';
import { exportCommand } from './export.ts';
import { replayCommand } from './replay.ts';
import { scopeCommand } from './scope.ts';
import { serveCommand } from './serve.ts';
import { verifyLogCommand } from './verify-log.ts';

/** The command line. A command loads what it does its work with, such as the SDKs, only when it
 * runs: none waits for what another one needs. */
export function portcullis(): Command {
  return new Command()
    .name('portcullis')
    .description('Guards RDP and Active Directory on AWS, from Slack')
    .addCommand(auditCommand())
    .addCommand(checkCommand())
    .addCommand(exportCommand())
    .addCommand(replayCommand())
    .addCommand(scopeCommand())
    .addCommand(serveCommand())
    .addCommand(verifyLogCommand());
}
