// The parts that all pages are made of. Each returns a template; what is passed in is shown as
// text.
import { html, svg, render, nothing } from './html.js';
import { icon } from './icons.js';
import { exact, percent, relative } from './format.js';
import { ApiError } from './api.js';
import './labels.js';

export { icon } from './icons.js';

/** A page's title, one sentence about it, and what can be done on it. */
export function pageHeader(title, about = nothing, actions = nothing) {
  return html`<header class="page-header">
    <div>
      <h1 tabindex="-1">${title}</h1>
      ${about === nothing ? nothing : html`<p class="muted">${about}</p>`}
    </div>
    ${actions === nothing ? nothing : html`<div class="actions">${actions}</div>`}
  </header>`;
}

/** Where there is nothing to show: what that means, and what to do next. */
export function emptyState({ title, text = nothing, action = nothing, image = 'image' }) {
  return html`<section class="empty">
    <span class="empty-icon">${icon(image)}</span>
    <h2>${title}</h2>
    ${text === nothing ? nothing : html`<p>${text}</p>`} ${action}
  </section>`;
}

/** A command to type, as in an empty state. */
export function command(text) {
  return html`<code class="command">${text}</code>`;
}

/** Where something could not be read, with a button that tries again. */
export function errorState(fault, retry) {
  const text = fault instanceof ApiError ? fault.message : `The page failed: ${fault.message}`;
  return html`<section class="empty" role="alert">
    <span class="empty-icon bad">${icon('refused')}</span>
    <h2>This could not be shown</h2>
    <p>${text}</p>
    ${retry ? html`<button type="button" @click=${retry}>Try again</button>` : nothing}
  </section>`;
}

/** Above what was read before: why it could not be read anew, if so. */
export function stale(fault) {
  return fault
    ? html`<p class="notice" role="status">${badge('stale', 'warn')} ${fault.message}</p>`
    : nothing;
}

/** Grey shapes in place of what is being read: `lines`, `cards`, `figures` or `chart`. */
export function skeleton(kind = 'lines', amount = 4) {
  return html`<div class="skeleton skeleton-${kind}" role="status">
    <span class="visually-hidden">Reading…</span>
    ${Array.from({ length: amount }, () => html`<span class="bone"></span>`)}
  </div>`;
}

/** A short state. The tone is `good`, `warn`, `bad`, `accent` or none. */
export function badge(text, tone = 'plain') {
  return html`<span class="badge badge-${tone}">${text}</span>`;
}

/** A label's name, with its mark. */
export function labelChip(label) {
  return html`<span class="chip" title=${label}>
    <label-dot label=${label}></label-dot><span class="chip-text">${label}</span>
  </span>`;
}

/** A probability as a bar and a figure. */
export function confidenceBar(value, name = 'Confidence') {
  const share = Math.max(0, Math.min(1, value ?? 0));
  return html`<span class="confidence">
    <svg viewBox="0 0 100 4" preserveAspectRatio="none" aria-hidden="true" focusable="false">
      <rect class="bar-back" width="100" height="4" />
      <rect class="bar-front" width=${share * 100} height="4" />
    </svg>
    <span class="visually-hidden">${name}</span>
    <span class="figure">${percent(value)}</span>
  </span>`;
}

/** How far something is, from 0 to 1, with its name for screen readers. */
export function progressBar(share, name) {
  return html`<progress max="1" .value=${Math.max(0, Math.min(1, share))} aria-label=${name}>
    ${percent(share, 0)}
  </progress>`;
}

/** A large figure with its name, a unit and a note below. */
export function figure(name, value, { unit = nothing, note = nothing } = {}) {
  return html`<div class="stat">
    <dt>${name}</dt>
    <dd>
      <span class="stat-value">${value}</span>
      ${unit === nothing ? nothing : html`<span class="stat-unit">${unit}</span>`}
      ${note === nothing ? nothing : html`<span class="stat-note">${note}</span>`}
    </dd>
  </div>`;
}

/** Several figures in a row. */
export function figures(...all) {
  return html`<dl class="stats">${all}</dl>`;
}

/** How long ago an instant was; the exact time on hover. It stays right by itself. */
export function when(instant) {
  return instant ? html`<time-ago at=${instant}></time-ago>` : html`<span>–</span>`;
}

class TimeAgo extends HTMLElement {
  static observedAttributes = ['at'];
  static all = new Set();

  connectedCallback() {
    TimeAgo.all.add(this);
    this.update();
  }

  disconnectedCallback() {
    TimeAgo.all.delete(this);
  }

  attributeChangedCallback() {
    this.update();
  }

  update() {
    const at = this.getAttribute('at');
    const text = relative(at);
    if (this.textContent !== text) {
      this.textContent = text;
    }
    this.title = exact(at);
  }
}

customElements.define('time-ago', TimeAgo);
setInterval(() => TimeAgo.all.forEach((element) => element.update()), 1000);

/**
 * Tabs that are links, so that each has an address.
 *
 * @param all `{ name, text, href, count }` each
 */
export function tabs(all, selected, name) {
  return html`<nav class="tabs" aria-label=${name}>
    ${all.map(
      (tab) =>
        html`<a href=${tab.href} aria-current=${tab.name === selected ? 'page' : nothing}
          >${tab.text}${tab.count === undefined
            ? nothing
            : html` <span class="tab-count">${tab.count}</span>`}</a
        >`,
    )}
  </nav>`;
}

/**
 * A table that scrolls in its own box where it is too wide.
 *
 * @param columns `{ text, number }` each; numbers stand right
 * @param rows arrays of cells
 */
export function table(caption, columns, rows) {
  return html`<div class="table-box" tabindex="0" role="region" aria-label=${caption}>
    <table>
      <caption class="visually-hidden">
        ${caption}
      </caption>
      <thead>
        <tr>
          ${columns.map(
            (column) =>
              html`<th scope="col" class=${column.number ? 'number' : nothing}>${column.text}</th>`,
          )}
        </tr>
      </thead>
      <tbody>
        ${rows.map(
          (cells) =>
            html`<tr>
              ${cells.map(
                (cell, at) =>
                  html`<td class=${columns[at]?.number ? 'number' : nothing}>${cell}</td>`,
              )}
            </tr>`,
        )}
      </tbody>
    </table>
  </div>`;
}

/**
 * Opens a dialog; the page behind it waits.
 *
 * @param content is called with `close(result)` and returns a template
 * @returns a promise of the result, or undefined when it was left by Escape or with the page
 */
export function openDialog(title, content) {
  return new Promise((resolve) => {
    const dialog = document.createElement('dialog');
    const id = `dialog-${Math.random().toString(36).slice(2)}`;
    let result;
    const close = (value) => {
      result = value;
      dialog.close();
    };
    dialog.setAttribute('aria-labelledby', id);
    dialog.addEventListener('close', () => {
      dialog.remove();
      resolve(result);
    });
    render(
      html`<h2 id=${id}>${title}</h2>
        ${content(close)}`,
      dialog,
    );
    document.body.append(dialog);
    dialog.showModal();
  });
}

/** Closes dialogs without a result: what they are about is no longer there. */
export function closeDialogs() {
  document.querySelectorAll('dialog[open]').forEach((dialog) => dialog.close());
}

/**
 * Asks for the reason of a change, which is recorded with the person.
 *
 * @param action what the button says, such as "Roll back"
 * @param text what will happen
 * @param isDangerous whether the button warns
 * @param fields a template of further form fields
 * @returns a promise of `{ reason, form }`, form being the dialog's FormData, or undefined when
 *     the person changed their mind
 */
export function askReason({
  title,
  text = nothing,
  action,
  isDangerous = false,
  fields = nothing,
}) {
  return openDialog(
    title,
    (close) =>
      html`<form
        method="dialog"
        class="form"
        @submit=${(event) => {
          event.preventDefault();
          const form = new FormData(event.target);
          close({ reason: form.get('reason').trim(), form });
        }}
      >
        ${text === nothing ? nothing : html`<p>${text}</p>`} ${fields}
        <label class="field">
          <span>Reason</span>
          <textarea name="reason" rows="2" maxlength="500" required autofocus></textarea>
          <small class="muted">Recorded with your name.</small>
        </label>
        <div class="dialog-actions">
          <button type="button" @click=${() => close(undefined)}>Cancel</button>
          <button type="submit" class=${isDangerous ? 'danger' : 'primary'}>${action}</button>
        </div>
      </form>`,
  );
}

/**
 * Says for some seconds what happened, longer while the pointer or the focus is there; screen
 * readers read it out.
 *
 * @param tone `good`, `bad` or none
 * @param action `{ text, run }` of a button, such as Undo
 */
export function toast(text, { tone = 'plain', action, seconds = 6 } = {}) {
  const note = document.createElement('div');
  note.className = `toast toast-${tone}`;
  let timer;
  const stay = () => clearTimeout(timer);
  const leave = () => {
    stay();
    note.remove();
  };
  const leaveSoon = () => {
    stay();
    timer = setTimeout(leave, seconds * 1000);
  };
  leaveSoon();
  note.addEventListener('pointerenter', stay);
  note.addEventListener('focusin', stay);
  note.addEventListener('pointerleave', leaveSoon);
  note.addEventListener('focusout', leaveSoon);
  render(
    html`<span>${text}</span>
      ${action
        ? html`<button
            type="button"
            @click=${() => {
              leave();
              action.run();
            }}
          >
            ${action.text}
          </button>`
        : nothing}
      <button type="button" class="quiet" aria-label="Dismiss" @click=${leave}>
        ${icon('cross')}
      </button>`,
    note,
  );
  document.getElementById(tone === 'bad' ? 'alerts' : 'notes').append(note);
  return leave;
}

/** Shows a fault of an action as a toast. */
export function toastFault(fault) {
  toast(fault.message, { tone: 'bad', seconds: 12 });
}

/** A small line through some values, without axes: `sparkline([1, 3, 2])`. */
export function sparkline(values, name) {
  const most = Math.max(...values, 1e-9);
  const points = values
    .map((value, at) => `${(at / Math.max(1, values.length - 1)) * 100},${30 - (value / most) * 28}`)
    .join(' ');
  return html`<svg class="sparkline" viewBox="0 0 100 32" preserveAspectRatio="none" role="img" aria-label=${name}>
    ${svg`<polyline points=${points} />`}
  </svg>`;
}
