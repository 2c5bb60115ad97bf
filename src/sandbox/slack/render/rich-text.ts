import { type JsonRecord, recordOf, recordsOf } from '../json.ts';
import { attributes, type Html, html } from './html.ts';
import type { Names } from './names.ts';
import { attribute, plain } from './text.ts';
import { unsupported } from './unsupported.ts';

/** A part of a `rich_text` block: paragraph, list, quotation or preformatted text. */
export function renderRichTextPart(part: JsonRecord, names: Names): Html {
  const elements = recordsOf(part.elements);
  const inline = elements.map((element) => renderInline(element, names));
  switch (part.type) {
    case 'rich_text_section':
      return html`<p class="slack-rich">${inline}</p>`;
    case 'rich_text_quote':
      return html`<blockquote class="slack-rich">${inline}</blockquote>`;
    case 'rich_text_preformatted':
      return html`<pre class="slack-rich">${inline}</pre>`;
    case 'rich_text_list':
      return renderList(part, elements, names);
    default:
      return unsupported('rich text', part.type);
  }
}

function renderList(part: JsonRecord, sections: readonly JsonRecord[], names: Names): Html {
  const items = sections.map((section) => {
    const inline = recordsOf(section.elements).map((element) => renderInline(element, names));
    return html`<li>${inline}</li>`;
  });
  const indent = attributes({ 'data-indent': String(part.indent ?? 0) });
  return part.style === 'ordered'
    ? html`<ol class="slack-rich"${indent}>${items}</ol>`
    : html`<ul class="slack-rich"${indent}>${items}</ul>`;
}

function renderInline(element: JsonRecord, names: Names): Html {
  return styled(words(element, names), recordOf(element.style));
}

function words(element: JsonRecord, names: Names): Html {
  const field = (name: string) => attribute(element, name) ?? '';
  switch (element.type) {
    case 'text':
      return html`${field('text')}`;
    case 'link':
      return link(field('url'), field('text'));
    case 'emoji':
      return plain(`:${field('name')}:`);
    case 'user':
      return html`<span class="user-mention">@${names.users[field('user_id')] ?? field('user_id')}</span>`;
    case 'usergroup':
      return html`<span class="user-mention">${names.usergroups[field('usergroup_id')] ?? field('usergroup_id')}</span>`;
    case 'channel':
      return html`<span class="user-mention">#${names.channels[field('channel_id')] ?? field('channel_id')}</span>`;
    case 'broadcast':
      return html`<span class="user-mention">@${field('range')}</span>`;
    default:
      return unsupported('rich text', element.type);
  }
}

/** Only web and mail addresses become links: a `javascript:` one stays text. */
function link(url: string, text: string): Html {
  if (!/^(https?|mailto):/i.test(url)) return html`${text || url}`;
  return html`<a href="${url}" target="_blank" rel="noopener noreferrer">${text || url}</a>`;
}

function styled(inner: Html, style: JsonRecord): Html {
  const code = style.code === true ? html`<code>${inner}</code>` : inner;
  const bold = style.bold === true ? html`<strong>${code}</strong>` : code;
  const italic = style.italic === true ? html`<em>${bold}</em>` : bold;
  return style.strike === true ? html`<s>${italic}</s>` : italic;
}
