// What the same person said, newest first, with what it takes to change it.
import { html, repeat } from '../../lib/html.js';
import { get, post } from '../../lib/api.js';
import { imagePage } from '../../lib/images.js';
import { badge, emptyState, errorState, labelChip, skeleton, toast, toastFault, when } from '../../lib/ui.js';
import { address } from './images.js';
import { askClass } from './classes.js';

const ASIDE = { 'bad-image': 'bad image', 'none-of-these': 'none of these' };
const id = (own) => own.card.image.imageId;

export class Mine {
  #all;
  #fault;
  #busy = new Set();
  #onChange;

  constructor(onChange) {
    this.#onChange = onChange;
  }

  async refresh() {
    try {
      this.#all = await get('/api/label/mine', { count: 200 });
      this.#fault = undefined;
    } catch (fault) {
      this.#fault = fault;
    }
    this.#onChange();
  }

  /** @param desk whose name and classes are used */
  view(desk) {
    if (this.#fault) {
      return errorState(this.#fault, () => this.refresh());
    }
    if (!this.#all) {
      return skeleton('cards', 8);
    }
    if (this.#all.length === 0) {
      return emptyState({
        title: 'You have labelled nothing yet',
        text: 'What you label is listed here, and can be changed or taken back.',
        action: html`<a class="button primary" href="/label">To the queue</a>`,
        image: 'label',
      });
    }
    return html`<ul class="label-mine">
      ${repeat(this.#all, id, (own) => this.#entry(own, desk))}
    </ul>`;
  }

  #entry(own, desk) {
    const source = address(own.card, 'thumb');
    const isBusy = this.#busy.has(id(own));
    return html`<li class="card">
      ${source ? html`<img src=${source} alt="Image ${id(own)}" loading="lazy" />` : html`<span></span>`}
      <div>
        <p>${own.label ? labelChip(own.label) : badge(ASIDE[own.aside] ?? own.aside ?? 'undo is not finished', 'warn')}</p>
        <p class="muted"><a class="mono" href=${imagePage(id(own))}>${id(own)}</a></p>
        <p class="muted">${when(own.card.at)}</p>
      </div>
      <div class="row">
        <button type="button" ?disabled=${isBusy} aria-label="Change ${id(own)}" @click=${() => this.#change(own, desk)}>
          Change…
        </button>
        <button type="button" ?disabled=${isBusy} aria-label="Undo ${id(own)}" @click=${() => this.#undo(own, desk)}>
          Undo
        </button>
      </div>
    </li>`;
  }

  async #change(own, desk) {
    const picked = await askClass(desk.classes, `What does ${id(own)} show?`);
    if (!picked) {
      return;
    }
    await this.#send(own, `${id(own)} is ${picked.label} now`, () =>
      post('/api/label/labels', {
        desk: desk.name,
        labels: [{ image: own.card.image, label: picked.label }],
        newClasses: picked.isNew ? [picked.label] : [],
      }),
    );
  }

  #undo(own, desk) {
    return this.#send(own, `${id(own)} is as it was before`, () =>
      post('/api/label/undo', { desk: desk.name, images: [id(own)] }),
    );
  }

  async #send(own, done, send) {
    this.#busy.add(id(own));
    this.#onChange();
    try {
      const { results } = await send();
      const refused = results.find((result) => result.error);
      if (refused) {
        throw new Error(refused.error);
      }
      toast(done, { tone: 'good' });
    } catch (fault) {
      toastFault(fault);
    } finally {
      this.#busy.delete(id(own));
      await this.refresh();
    }
  }
}
