// Several images at once: select some, and give them one label.
import { html, nothing, repeat } from '../../lib/html.js';
import { badge, labelChip } from '../../lib/ui.js';
import { count, percent } from '../../lib/format.js';
import { address } from './images.js';
import { classButtons } from './classes.js';
import { accept, others } from './one.js';
import { preselected, question, why } from './words.js';

const id = (card) => card.image.imageId;

/** Which cards are selected, and from which one on a range is. */
export class Selection {
  chosen = new Set();
  #anchor;

  /** Selects or deselects a card; with `isRange`, all from the last one to it. */
  toggle(cards, name, isRange) {
    const names = cards.map(id);
    const from = names.indexOf(this.#anchor);
    const to = names.indexOf(name);
    if (isRange && from >= 0 && to >= 0) {
      names.slice(Math.min(from, to), Math.max(from, to) + 1).forEach((one) => this.chosen.add(one));
    } else if (!this.chosen.delete(name)) {
      this.chosen.add(name);
    }
    this.#anchor = name;
  }

  all(cards) {
    cards.forEach((card) => this.chosen.add(id(card)));
  }

  clear() {
    this.chosen.clear();
    this.#anchor = undefined;
  }

  /** The selected cards among those in hand. */
  of(cards) {
    return cards.filter((card) => this.chosen.has(id(card)));
  }
}

export function grid(desk, { actions, selection, onToggle, onAll, onNone }) {
  const chosen = selection.of(desk.cards);
  return html`<div class="label-many">
    <section aria-label="Images">
      <div class="label-select">
        <p role="status">
          ${chosen.length === 0
            ? 'Select images that show the same.'
            : html`<strong>${count(chosen.length, 'image')}</strong> selected`}
        </p>
        <button type="button" @click=${onAll}>Select all</button>
        <button type="button" ?disabled=${chosen.length === 0} @click=${onNone}>Select none</button>
      </div>
      <ul class="label-tiles">
        ${repeat(desk.cards, id, (card) => tile(card, selection, onToggle))}
      </ul>
    </section>
    <section class="label-answers" aria-label="What do they show?">
      ${accept(chosen.length === 0 ? undefined : (sameGuess(chosen) ?? 'Each guess'), 'is right', actions, 'Select images first')}
      ${classButtons(desk.classes, { marks: new Map([[sameGuess(chosen), 'guess']]), onPick: actions.label })}
      ${others(actions, desk)}
    </section>
  </div>`;
}

/** The guess of all of them, if it is the same. */
function sameGuess(cards) {
  const guesses = new Set(cards.map(preselected));
  return guesses.size === 1 ? [...guesses][0] : undefined;
}

function tile(card, selection, onToggle) {
  const source = address(card, 'thumb');
  const [short, tone] = why(card.why);
  const isChosen = selection.chosen.has(id(card));
  return html`<li>
    <button
      type="button"
      class="label-tile ${card.error ? 'is-bad' : ''}"
      aria-pressed=${isChosen ? 'true' : 'false'}
      title=${card.error ?? `${id(card)}: ${question(card)}`}
      data-image=${id(card)}
      @click=${(event) => onToggle(id(card), event.shiftKey)}
    >
      ${source ? html`<img src=${source} alt="Image ${id(card)}" />` : html`<span class="muted">no image</span>`}
      <span class="label-tile-text">
        ${card.guess ? html`${labelChip(card.guess.label)} <small>${percent(card.guess.confidence, 0)}</small>` : nothing}
      </span>
      <span class="label-tile-why">${badge(card.elsewhere ? 'answered' : card.error ? 'not saved' : short, card.error ? 'bad' : tone)}</span>
    </button>
  </li>`;
}

/** Moves the focus among tiles by an arrow key; whether it did. */
export function moveAmongTiles(event, root) {
  const tiles = [...root.querySelectorAll('.label-tile')];
  const at = tiles.indexOf(document.activeElement);
  if (tiles.length === 0 || (at < 0 && !event.key.startsWith('Arrow'))) {
    return false;
  }
  const columns = tiles.filter((tile) => tile.offsetTop === tiles[0].offsetTop).length;
  const step = { ArrowLeft: -1, ArrowRight: 1, ArrowUp: -columns, ArrowDown: columns }[event.key];
  const next = at < 0 ? tiles[0] : tiles[at + step];
  next?.focus();
  return Boolean(next);
}
