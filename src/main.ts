#!/usr/bin/env node
import { keepCompiled } from './cli/keep-compiled.ts';

keepCompiled();

// Not by a static import, which would be compiled before.
const { portcullis } = await import('./cli/portcullis.ts');
await portcullis().parseAsync();
