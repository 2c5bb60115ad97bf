import { type Html, html } from '../../slack/render/html.ts';
import { CHAPTERS, type Story } from '../../stories/story.ts';

/** The things to do, by chapter: each a button that says what it does and what should happen. Pure. */
export function renderStories(stories: readonly Story[]): Html {
  const chapters = CHAPTERS.map((chapter) => {
    const told = stories.filter((story) => story.chapter === chapter).map(renderStory);
    return html`<h4>${chapter}</h4><ul>${told}</ul>`;
  });
  return html`<details class="stories" open><summary>Things to do</summary><div class="chapters">${chapters}</div></details>`;
}

function renderStory({ id, label, expectation }: Story): Html {
  return html`<li><button type="button" data-story="${id}" aria-describedby="expect-${id}">${label}</button><span id="expect-${id}">${expectation}</span></li>`;
}
