#!/usr/bin/env node
import { Command } from 'commander';
import { checkCommand } from './cli/check.ts';
import { replayCommand } from './cli/replay.ts';
import { serveCommand } from './cli/serve.ts';
import { verifyLogCommand } from './cli/verify-log.ts';

const program = new Command('portcullis')
  .description('Guards RDP and Active Directory on AWS, from Slack')
  .addCommand(checkCommand())
  .addCommand(replayCommand())
  .addCommand(serveCommand())
  .addCommand(verifyLogCommand());

await program.parseAsync();
