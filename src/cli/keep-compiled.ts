import { enableCompileCache } from 'node:module';
import { fileURLToPath } from 'node:url';

/** Keeps what Node has compiled beside the packages, where only those who may change the code can write,
 * and not in a folder of everybody's. In the environment, so that threads find it too. Where it cannot
 * be written, nothing is kept. */
export function keepCompiled(): void {
  process.env.NODE_COMPILE_CACHE ??= fileURLToPath(
    new URL('../../node_modules/.cache/portcullis', import.meta.url),
  );
  enableCompileCache();
}
