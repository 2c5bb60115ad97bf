import { plainText } from '../plain-text.ts';

/** Markup that is safe to write to a page. Only {@link html} makes it out of text. */
export interface Html {
  readonly markup: string;
}

type Part = string | number | Html | readonly Html[];

/** Markup with texts in between, all of which are escaped, as content and as attribute values in
 * double quotes alike; characters that turn text around are taken out. */
export function html(strings: TemplateStringsArray, ...parts: readonly Part[]): Html {
  const rest = parts.map((part, i) => `${markupOf(part)}${strings[i + 1]}`);
  return { markup: `${strings[0]}${rest.join('')}` };
}

function markupOf(part: Part): string {
  if (typeof part === 'string' || typeof part === 'number') return escaped(plainText(`${part}`));
  return 'markup' in part ? part.markup : part.map(({ markup }) => markup).join('\n');
}

const ENTITIES: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&#39;',
};

function escaped(text: string): string {
  return text.replace(/[&<>"']/g, (character) => ENTITIES[character] ?? '');
}
