import { Command } from 'commander';

/** `portcullis check`: says whether a policy file is right, and what it means. */
export function checkCommand(): Command {
  return new Command('check');
}
