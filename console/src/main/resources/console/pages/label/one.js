// One image at a time, as large as it fits.
import { html, keyed, nothing } from '../../lib/html.js';
import { badge, confidenceBar, icon, labelChip } from '../../lib/ui.js';
import { percent } from '../../lib/format.js';
import { imagePage } from '../../lib/images.js';
import { address } from './images.js';
import { classButtons } from './classes.js';
import { marks, preselected, question, why } from './words.js';

/** Classes from which on there is a field to find one. */
const MANY = 12;

/**
 * @param actions `label(label)`, `accept()`, `putAside(reason)`, `skip()`, `newClass()`, `undo()`
 */
export function one(card, desk, { actions, images, filter, onFilter }) {
  const [short, tone] = why(card.why);
  return html`<div class="label-one">
    <section class="label-stage" aria-label="Image">
      <div class="label-ask">
        ${badge(short, tone)}
        <p>${question(card)}</p>
      </div>
      ${keyed(card.image.imageId, picture(card, images))}
      ${guess(card)}
    </section>
    <section class="label-answers" aria-label="What does it show?">
      ${accept(preselected(card), card.why === 'suspect' ? 'is right' : '', actions)}
      ${desk.classes.length > MANY
        ? html`<input
            type="search"
            class="label-filter"
            placeholder="Find a class"
            aria-label="Find a class"
            .value=${filter}
            @input=${(event) => onFilter(event.target.value)}
          />`
        : nothing}
      ${classButtons(desk.classes, { marks: marks(card), onPick: actions.label, filter })}
      ${others(actions, desk)}
    </section>
    ${ahead(desk.cards)}
  </div>`;
}

/** The one button that is always at the same place: what Enter does. */
export function accept(guess, text, actions, otherwise = 'No guess: choose a class') {
  return html`<button type="button" class="primary label-accept" ?disabled=${guess === undefined} @click=${actions.accept}>
    <kbd aria-hidden="true">Enter</kbd>
    <span>${guess === undefined ? otherwise : `${guess} ${text}`}</span>
  </button>`;
}

/** What is done besides giving a class. */
export function others(actions, desk) {
  return html`<div class="label-others">
    ${button('N', 'New class…', actions.newClass)} ${button('0', 'None of these', () => actions.putAside('none-of-these'))}
    ${button('B', 'Bad image', () => actions.putAside('bad-image'))} ${button('S', 'Skip', actions.skip)}
    <button type="button" ?disabled=${desk.history.length === 0} @click=${actions.undo}>
      <kbd aria-hidden="true">U</kbd> Undo
    </button>
  </div>`;
}

function button(key, text, onClick) {
  return html`<button type="button" @click=${onClick}><kbd aria-hidden="true">${key}</kbd> ${text}</button>`;
}

function notes(card) {
  if (card.error) {
    return html`<p class="label-note label-note-bad" role="alert">${icon('refused')} ${card.error}</p>`;
  }
  if (card.elsewhere) {
    const { by, label } = card.elsewhere;
    return html`<p class="label-note" role="status">
      ${by ?? 'Somebody'} answered it meanwhile: ${label ?? 'no label'}. Your label would replace that; skip it otherwise.
    </p>`;
  }
  return nothing;
}

function picture(card, images) {
  const name = card.image.imageId;
  const source = address(card, 'full');
  return html`<figure class="label-image" aria-busy=${images.has(card) ? 'false' : 'true'}>
    ${source
      ? html`<img src=${source} alt="Image ${name}" decoding="sync" />`
      : html`<p class="muted">Where this image lies is not known here.</p>`}
    ${notes(card)}
    <figcaption><a class="mono" href=${imagePage(name)} title=${name}>${name}</a></figcaption>
  </figure>`;
}

function guess(card) {
  if (!card.guess) {
    return html`<p class="label-guess muted">What a model said of it is not known here.</p>`;
  }
  const { label, confidence, scores, modelVersion } = card.guess;
  const rest = scores.filter((score) => score.label !== label).slice(0, 2);
  return html`<div class="label-guess">
    <span class="muted">${modelVersion} says</span> ${labelChip(label)} ${confidenceBar(confidence)}
    <span class="muted label-rest">
      ${rest.map((score) => html`<span>${score.label} ${percent(score.probability)}</span>`)}
    </span>
  </div>`;
}

/** The next images, small, so that one sees what comes; they are loaded already. */
function ahead(cards) {
  return html`<ol class="label-ahead" aria-label="Next images">
    ${cards.slice(1, 6).map((card) => {
      const source = address(card, 'thumb');
      return html`<li class=${card.error ? 'is-bad' : ''}>
        ${source ? html`<img src=${source} alt="Image ${card.image.imageId}" loading="lazy" />` : nothing}
      </li>`;
    })}
  </ol>`;
}
