import { readFile } from 'node:fs/promises';
import { type LoadedPolicy, loadPolicy } from './policy-file.ts';

/** Why a file cannot be read, by the code of the system's error, and what to do about it. */
const FILE_PROBLEMS = new Map([
  ['ENOENT', 'No such file: name another one, or start from a copy of portcullis.example.yml'],
  ['EISDIR', 'A folder: name the policy file in it'],
  ['EACCES', 'Not readable for this user: check its permissions'],
]);

/** The policy in the file at `path`. A file that cannot be read is a problem like any other. */
export async function readPolicyFile(path: string): Promise<LoadedPolicy> {
  let text: string;
  try {
    text = await readFile(path, 'utf8');
  } catch (error) {
    if (!(error instanceof Error)) throw error;
    const code = 'code' in error ? String(error.code) : '';
    const message = FILE_PROBLEMS.get(code) ?? `Cannot be read: ${error.message}`;
    return { kind: 'problems', problems: [{ fileName: path, line: 0, message }] };
  }
  return loadPolicy(text, path);
}
