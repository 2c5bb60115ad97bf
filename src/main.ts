#!/usr/bin/env node
import { Command } from 'commander';
import { checkCommand } from './cli/check.ts';
import { replayCommand } from './cli/replay.ts';

const program = new Command('portcullis')
  .description('Guards RDP and Active Directory on AWS, from Slack')
  .addCommand(checkCommand())
  .addCommand(replayCommand());

await program.parseAsync();
