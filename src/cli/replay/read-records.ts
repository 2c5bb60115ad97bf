import { type Unwrapped, unwrap } from '../../adapters/cloudtrail/unwrap.ts';
import type { Input } from './find-inputs.ts';
import { parseDocuments } from './parse-documents.ts';
import { type ReadText, readText, readTextFile } from './read-text.ts';

/** The records of an input, in order, and in between what of it could not be read, told with the
 * place. Never throws. */
export async function readRecords(
  input: Input,
  stdin: AsyncIterable<Uint8Array>,
): Promise<Iterable<Unwrapped>> {
  const name = inputName(input);
  const content = await readInput(input, stdin);
  return content.kind === 'text'
    ? recordsOf(name, content.text)
    : [{ kind: 'problem', message: `${name}: ${content.message}` }];
}

function* recordsOf(name: string, text: string): Generator<Unwrapped> {
  for (const document of parseDocuments(text)) {
    if (document.kind === 'problem') yield located(name, document.line, document.message);
    else yield* unwrapAt(name, document.line, document.value);
  }
}

/** The records of one JSON document of an input. */
export function* unwrapAt(name: string, line: number, document: unknown): Generator<Unwrapped> {
  for (const found of unwrap(document)) {
    yield found.kind === 'problem' ? located(name, line, found.message) : found;
  }
}

function located(name: string, line: number, message: string): Unwrapped {
  return { kind: 'problem', message: `${name}:${line}: ${message}` };
}

/** How an input is called in messages. */
export function inputName(input: Input): string {
  return input.kind === 'standardInput' ? 'standard input' : input.path;
}

async function readInput(input: Input, stdin: AsyncIterable<Uint8Array>): Promise<ReadText> {
  switch (input.kind) {
    case 'file':
      return readTextFile(input.path);
    case 'standardInput':
      return readText(stdin);
    case 'problem':
      return input;
  }
}
