import { describe, expect, test } from 'vitest';
import { parseDocuments } from '../../src/cli/replay/parse-documents.ts';

/** `line: value` for a document, `line: !` for what is malformed. */
function parsed(text: string): readonly string[] {
  return [...parseDocuments(text)].map((found) =>
    found.kind === 'document'
      ? `${found.line}: ${JSON.stringify(found.value)}`
      : `${found.line}: !`,
  );
}

describe('parseDocuments', () => {
  test.each([
    ['nothing', '', []],
    ['blank lines', ' \n\n', []],
    ['one document', '{"a":1}', ['1: {"a":1}']],
    ['a byte order mark', '\uFEFF{"a":1}', ['1: {"a":1}']],
    ['a document over lines', '{\n  "a": [\n    1\n  ]\n}\n', ['1: {"a":[1]}']],
    ['JSON Lines', '{"a":1}\n{"a":2}\n', ['1: {"a":1}', '2: {"a":2}']],
    ['JSON Lines of Windows, with gaps', '{"a":1}\r\n\r\n{"a":2}', ['1: {"a":1}', '3: {"a":2}']],
    ['documents end to end', '{"a":1}{"a":2}[3]', ['1: {"a":1}', '1: {"a":2}', '1: [3]']],
    ['documents over lines', '{\n"a":1\n}\n{\n"a":"}\\"{"\n}', ['1: {"a":1}', '4: {"a":"}\\"{"}']],
    ['a broken line among lines', '{"a":1}\n{"a":\n{"a":3}', ['1: {"a":1}', '2: !', '3: {"a":3}']],
    ['a broken first line', '{"a":\n{"a":2}\n{"a":3}', ['1: !', '2: {"a":2}', '3: {"a":3}']],
    [
      'two documents on one line of many',
      '{"a":1}\n{"a":2}{"a":3}',
      ['1: {"a":1}', '2: {"a":2}', '2: {"a":3}'],
    ],
    [
      'a broken document among documents over lines',
      '{\n"a":1\n}\n{\n"a":tru\n}\n{\n"a":3\n}',
      ['1: {"a":1}', '4: !', '7: {"a":3}'],
    ],
    ['words before a document', 'oops, see:\n{\n"a":1\n}', ['1: !', '2: {"a":1}']],
    ['a text that ends too early', '{\n"a": [1,\n', ['1: !']],
    ['a string that does not end', '{"a":1} {"a":"x', ['1: {"a":1}', '1: !']],
  ])('reads %s', (_, text, expected) => {
    expect(parsed(text)).toEqual(expected);
  });

  test('says what is malformed in words that name the place', () => {
    const [found] = parseDocuments('{"a" 1}');
    expect(found).toMatchObject({
      kind: 'problem',
      message: expect.stringMatching(/^malformed JSON: /),
    });
  });

  test('a string of 50 MB is no trouble, well formed or not', () => {
    const long = 'x'.repeat(50 * 1024 * 1024);
    expect([...parseDocuments(`{"a":"${long}"}`)].map(({ kind }) => kind)).toEqual(['document']);
    expect([...parseDocuments(`{"a":"${long}\n`)].map(({ kind }) => kind)).toEqual(['problem']);
  });
});
