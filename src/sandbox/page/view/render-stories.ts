import { attributes, type Html, html } from '../../slack/render/html.ts';
import { CHAPTERS, type Story } from '../../stories/story.ts';

/** The things to do, a chapter at a time: each a button that says what it does and what should happen.
 * Pure. */
export function renderStories(stories: readonly Story[]): Html {
  const [first] = CHAPTERS;
  const tabs = CHAPTERS.map(
    (chapter) =>
      html`<button type="button" data-show-chapter="${chapter}" aria-pressed="${String(chapter === first)}">${chapter}</button>`,
  );
  const chapters = CHAPTERS.map((chapter) => {
    const told = stories.filter((story) => story.chapter === chapter).map(renderStory);
    const hidden = attributes({ hidden: chapter === first ? undefined : true });
    return html`<section data-chapter="${chapter}" aria-label="${chapter}"${hidden}><ul>${told}</ul></section>`;
  });
  return html`<details class="stories" open><summary>Things to do</summary><nav class="chapter-tabs" aria-label="Chapters">${tabs}</nav><div class="chapters">${chapters}</div></details>`;
}

function renderStory({ id, label, expectation }: Story): Html {
  return html`<li><button type="button" data-story="${id}" aria-describedby="expect-${id}">${label}</button><span id="expect-${id}">${expectation}</span></li>`;
}
