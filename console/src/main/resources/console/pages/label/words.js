// Why an image is asked for, and what the keys do, in words.
import { html } from '../../lib/html.js';
import { openDialog } from '../../lib/ui.js';

const WHY = {
  uncertain: ['Uncertain', 'accent', 'Two classes are about as likely: this label teaches most.'],
  new: ['New', 'warn', 'Unlike what the version has learned.'],
  audit: ['Audit', 'good', 'Drawn at random, to measure how often answers are right: answer hard ones too.'],
  disagreement: ['Disagreement', 'warn', 'People gave it different labels.'],
  suspect: ['Suspect', 'warn', 'Its label looked wrong to the last run.'],
  recent: ['Recent', 'plain', 'Drawn at random from recent images.'],
};

/** `[short, tone, sentence]` of a reason. */
export function why(reason) {
  return WHY[reason] ?? [reason, 'plain', ''];
}

/** What a card is asked for, in one line. */
export function question(card) {
  const said = card.said.map(({ by, label }) => (by ? `${by} says ${label}` : `labelled ${label}`));
  if (card.why === 'suspect' && card.likely) {
    return `Labelled ${card.said[0]?.label}; a model that has not learned it says ${card.likely}.`;
  }
  if (said.length > 0) {
    return `${said.join(', ')}.`;
  }
  return why(card.why)[2];
}

/** The label that Enter gives: what the image has, or what the model said. */
export function preselected(card) {
  if (card.why === 'suspect') {
    return card.said[0]?.label;
  }
  return card.why === 'disagreement' ? undefined : card.guess?.label;
}

/** What to say of a card's classes, by label. */
export function marks(card) {
  if (card.why === 'suspect') {
    return new Map([
      [card.likely, 'likely'],
      [preselected(card), 'label'],
    ]);
  }
  return new Map([[preselected(card), 'guess']]);
}

const KEYS = [
  ['1–9, then letters', 'the class with this key'],
  ['Enter', 'the guess is right'],
  ['0', 'none of these classes'],
  ['B', 'bad image: nobody should learn from it'],
  ['N', 'a new class'],
  ['S', 'skip: not now, not me'],
  ['U or Ctrl Z', 'undo'],
  ['G', 'several at once, or one by one'],
  ['Arrows, Space', 'several at once: move, select'],
  ['Ctrl A, Esc', 'several at once: select all, select none'],
  ['?', 'these keys'],
];

const STORED = 'afterimage.keys';

/** Whether single keys do something: some people speak to their computer, and letters get in the way. */
export function keysAreOn() {
  try {
    return localStorage.getItem(STORED) !== 'off';
  } catch {
    return true;
  }
}

/** Shows the keys. */
export function showKeys() {
  return openDialog(
    'Keys',
    (close) =>
      html`<dl class="facts label-keys">
          ${KEYS.map(
            ([key, text]) =>
              html`<dt><kbd>${key}</kbd></dt>
                <dd>${text}</dd>`,
          )}
        </dl>
        <label class="row label-keys-switch">
          <input type="checkbox" .checked=${keysAreOn()} @change=${(event) => store(event.target.checked)} />
          <span>Single keys work on this page</span>
        </label>
        <div class="dialog-actions">
          <button type="button" class="primary" autofocus @click=${() => close(undefined)}>Close</button>
        </div>`,
  );
}

function store(isOn) {
  try {
    localStorage.setItem(STORED, isOn ? 'on' : 'off');
  } catch {
    // The choice then lasts as long as the page.
  }
}
