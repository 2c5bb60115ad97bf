import { readFile } from 'node:fs/promises';
import type { Route } from '../route.ts';

const CSS = 'text/css; charset=utf-8';
const SCRIPT = 'text/javascript; charset=utf-8';

const TYPES = {
  'page.css': CSS,
  'slack.css': CSS,
  'aws.css': CSS,
  'narrow.css': CSS,
  'page.js': SCRIPT,
  'morph.js': SCRIPT,
  'filled-in.js': SCRIPT,
  'icon.svg': 'image/svg+xml',
} as const;

/** The files that the page loads: a closed list, so that no path is ever made from a request. */
export const STATIC_FILES: readonly Route[] = Object.entries(TYPES).map(([name, type]) => ({
  method: 'GET',
  path: `/static/${name}`,
  answer: async () => {
    const body = await readFile(new URL(`../static/${name}`, import.meta.url), 'utf8');
    return { kind: 'text', status: 200, type, body };
  },
}));
