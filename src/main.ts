#!/usr/bin/env node
import { enableCompileCache } from 'node:module';
import { fileURLToPath } from 'node:url';

// What Node has compiled is kept beside the packages, where only those who may change the code can
// write, and not in a folder of everybody's. In the environment, so that threads find it too. Where
// it cannot be written, nothing is kept.
process.env.NODE_COMPILE_CACHE ??= fileURLToPath(
  new URL('../node_modules/.cache/portcullis', import.meta.url),
);
enableCompileCache();

// Not by a static import, which would be compiled before.
const { portcullis } = await import('./cli/portcullis.ts');
await portcullis().parseAsync();
