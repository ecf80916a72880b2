// Classes: their keys, and how a new one is named.
import { html, ref, render, repeat } from '../../lib/html.js';
import { get } from '../../lib/api.js';
import { labelChip, openDialog } from '../../lib/ui.js';

/** In the order of classes; the letters left out have a meaning of their own. */
const KEYS = [...'123456789acdefhijklmopqrtvwxyz'];

/** The key of the class at a place; undefined where there are more classes than keys. */
export function keyAt(place) {
  return KEYS[place];
}

/** The class of a key. */
export function classOf(key, classes) {
  const place = KEYS.indexOf(key);
  return place < 0 ? undefined : classes[place]?.label;
}

/**
 * A button for each class, with its key.
 *
 * @param marks what to say of some classes, by label: that it is the guess
 */
export function classButtons(classes, { marks = new Map(), onPick, filter = '' }) {
  const wanted = filter.trim().toLocaleLowerCase();
  return html`<div class="label-classes">
    ${repeat(
      classes.map((known, place) => ({ ...known, place })).filter(
        (known) => !wanted || known.label.toLocaleLowerCase().includes(wanted),
      ),
      (known) => known.label,
      (known) =>
        html`<button
          type="button"
          class="label-class ${marks.has(known.label) ? 'is-guess' : ''}"
          @click=${(event) => onPick(known.label, event)}
        >
          <kbd aria-hidden="true">${keyAt(known.place) ?? ''}</kbd>
          ${labelChip(known.label)}
          ${marks.has(known.label) ? html`<span class="label-mark">${marks.get(known.label)}</span>` : ''}
          ${known.learned ? '' : html`<span class="badge">new</span>`}
        </button>`,
    )}
  </div>`;
}

/**
 * Asks for the name of a new class; warns where it looks like one that there is.
 *
 * @returns a promise of `{ label, isNew }`, or undefined
 */
export function askNewClass() {
  return openDialog('New class', (close) => {
    let box;
    let fault = '';
    let alike;
    const submit = async (event) => {
      event.preventDefault();
      try {
        const named = await get('/api/label/class', { name: new FormData(event.target).get('name') });
        if (named.known || named.alike.length === 0) {
          close({ label: named.label, isNew: !named.known });
          return;
        }
        alike = named;
        fault = '';
      } catch (problem) {
        fault = problem.message;
      }
      draw();
    };
    const draw = () => render(alike ? question() : form(), box);
    const form = () =>
      html`<form class="form" @submit=${submit}>
        <label class="field">
          <span>Name</span>
          <input name="name" required maxlength="200" autocomplete="off" autofocus aria-describedby="new-class-note" />
          <small id="new-class-note" class="muted"
            >The model knows it once it has learned from some labelled images.</small
          >
        </label>
        <p class="bad" role="alert">${fault}</p>
        <div class="dialog-actions">
          <button type="button" @click=${() => close(undefined)}>Cancel</button>
          <button type="submit" class="primary">Give this label</button>
        </div>
      </form>`;
    const question = () =>
      html`<div class="form" role="alert">
        <p>“${alike.label}” looks like a class that there is. Two names for one thing make the model worse.</p>
        <div class="dialog-actions">
          ${alike.alike.map(
            (label) =>
              html`<button type="button" class="primary" @click=${() => close({ label, isNew: false })}>
                Use ${label}
              </button>`,
          )}
          <button type="button" @click=${() => close({ label: alike.label, isNew: true })}>
            “${alike.label}” is another class
          </button>
          <button type="button" @click=${() => close(undefined)}>Cancel</button>
        </div>
      </div>`;
    return html`<div
      ${ref((element) => {
        if (element && !box) {
          box = element;
          draw();
        }
      })}
    ></div>`;
  });
}

/** Asks which class; a promise of `{ label, isNew }`, or undefined. */
export async function askClass(classes, title) {
  const picked = await openDialog(
    title,
    (close) =>
      html`${classButtons(classes, { onPick: (label) => close({ label, isNew: false }) })}
        <div class="dialog-actions">
          <button type="button" @click=${() => close(undefined)}>Cancel</button>
          <button type="button" @click=${() => close({ wantsNew: true })}>New class…</button>
        </div>`,
  );
  return picked?.wantsNew ? askNewClass() : picked;
}
