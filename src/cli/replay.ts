import { Command } from 'commander';

/** `portcullis replay`: says what stored CloudTrail records would have been alerts. */
export function replayCommand(): Command {
  return new Command('replay');
}
