// What people are asked to label: a queue, labels that look wrong, and what the person said.
import { html, nothing, render } from '../lib/html.js';
import { allows, events, get, session } from '../lib/api.js';
import { count, number } from '../lib/format.js';
import { query, setQuery } from '../lib/router.js';
import { command, emptyState, errorState, pageHeader, progressBar, skeleton, tabs, toastFault } from '../lib/ui.js';
import { askNewClass, classOf } from './label/classes.js';
import { Desk } from './label/desk.js';
import { grid, moveAmongTiles, Selection } from './label/grid.js';
import { Preloaded } from './label/images.js';
import { Mine } from './label/mine.js';
import { one } from './label/one.js';
import { keysAreOn, preselected, showKeys, why } from './label/words.js';

export const title = 'Label';

const ONE = 8;
const MANY = 24;
const AHEAD = 6;
const RENEW_MILLIS = 60_000;

/** Labels that looked wrong to the last run, as cards. */
class SuspectDesk extends Desk {
  listing;

  async read() {
    const [listing, queue] = await Promise.all([
      get('/api/label/suspects', { desk: this.name, count: this.count }),
      get('/api/label/queue', { desk: `${this.name}-suspects`, count: 0 }),
    ]);
    this.listing = listing;
    if (listing.reading) {
      this.readAgain();
    }
    return { ...queue, cards: listing.cards, answered: [] };
  }
}

export function mount(root) {
  const announcer = document.createElement('p');
  announcer.className = 'visually-hidden';
  announcer.setAttribute('aria-live', 'polite');
  const view = document.createElement('div');
  view.className = 'label-page stack';
  root.append(view, announcer);

  const announce = (text) => (announcer.textContent = text);
  const queue = new Desk({ count: ONE, onChange: draw, announce });
  const suspects = new SuspectDesk({ count: ONE, onChange: draw, announce });
  const mine = new Mine(draw);
  const images = new Preloaded(draw);
  const selection = new Selection();
  let who;
  let filter = '';
  let isMounted = true;

  const tab = () => (['suspects', 'mine'].includes(query().get('tab')) ? query().get('tab') : 'queue');
  const isGrid = () => tab() === 'queue' && query().get('view') === 'grid';
  const desk = () => (tab() === 'suspects' ? suspects : queue);

  /** The cards that a decision is about; none while the image cannot be seen yet. */
  function chosen() {
    if (isGrid()) {
      const cards = selection.of(queue.cards);
      if (cards.length === 0) {
        announce('No image is selected.');
      }
      return cards;
    }
    const [card] = desk().cards;
    if (card && !images.has(card)) {
      announce('The image is still loading.');
      return [];
    }
    return card ? [card] : [];
  }

  /** Decides about the chosen cards, which are then no longer selected. */
  function decide(act) {
    const cards = chosen();
    if (cards.length > 0) {
      selection.clear();
      filter = '';
      act(desk(), cards);
    }
  }

  const actions = {
    label: (label, event) => {
      leaveButton(event);
      decide((at, cards) => at.label(cards, label));
    },
    accept: () => {
      if (!isGrid()) {
        decide((at, cards) => {
          const label = preselected(cards[0]);
          if (label) {
            at.label(cards, label);
          } else {
            announce('There is no guess: choose a class.');
          }
        });
        return;
      }
      decide((at, cards) => {
        const guessed = cards.filter(preselected);
        at.labelEach(guessed, preselected);
      });
    },
    putAside: (reason) => decide((at, cards) => at.putAside(cards, reason)),
    skip: () => decide((at, cards) => at.skip(cards)),
    undo: () => {
      selection.clear();
      desk().undo();
    },
    newClass: async () => {
      const cards = chosen();
      if (cards.length === 0) {
        return;
      }
      const named = await askNewClass();
      if (named && isMounted) {
        selection.clear();
        desk().label(cards, named.label, named.isNew);
      }
    },
  };

  /** After a click, Enter is for the guess again and not for that button. */
  function leaveButton(event) {
    if (event?.detail > 0) {
      document.activeElement?.blur();
    }
  }

  function switchView() {
    setQuery({ view: isGrid() ? '' : 'grid', tab: '' });
    selection.clear();
    queue.count = isGrid() ? MANY : ONE;
    queue.holdsAll = isGrid();
    draw();
    queue.refresh();
  }

  function onKey(event) {
    if (document.querySelector('dialog[open]')) {
      return;
    }
    const isField = event.target.closest?.('input, textarea, select, dialog');
    if (event.defaultPrevented || event.isComposing || event.altKey || event.metaKey || isField) {
      return;
    }
    if (tab() === 'mine' || !keysAreOn() || !allows(who, 'labeller')) {
      if (event.key === '?') {
        showKeys();
      }
      return;
    }
    if (act(event)) {
      event.preventDefault();
    }
  }

  /** What a key does; whether it did anything. */
  function act(event) {
    const key = event.key.length === 1 ? event.key.toLowerCase() : event.key;
    if (event.ctrlKey) {
      return !event.shiftKey && ctrl(key);
    }
    if (key.startsWith('Arrow')) {
      return isGrid() && moveAmongTiles(event, view);
    }
    if (event.repeat) {
      return false;
    }
    if (key === 'Enter') {
      // A button that has the focus takes Enter itself; a tile is selected by Space.
      const focused = document.activeElement?.closest('button:not(.label-tile), a, summary');
      return focused ? false : (actions.accept(), true);
    }
    if (key === 'Escape' && isGrid()) {
      selection.clear();
      draw();
      return true;
    }
    const label = classOf(key, desk().classes);
    const command = { 0: () => actions.putAside('none-of-these'), b: () => actions.putAside('bad-image'), s: actions.skip, u: actions.undo, n: actions.newClass, g: switchView, '?': showKeys }[key];
    if (command) {
      command();
    } else if (label !== undefined) {
      actions.label(label);
    }
    return Boolean(command) || label !== undefined;
  }

  function ctrl(key) {
    if (key === 'z') {
      actions.undo();
      return true;
    }
    if (key === 'a' && isGrid()) {
      selection.all(queue.cards);
      draw();
      return true;
    }
    return false;
  }

  function draw() {
    if (!isMounted) {
      return;
    }
    if (isGrid()) {
      images.want([]);
    } else {
      images.want(desk().cards.slice(0, AHEAD));
    }
    render(page(), view);
  }

  function page() {
    const selected = tab();
    return html`
      ${pageHeader(
        'Label',
        nothing,
        html`<div class="label-actions">
          ${selected === 'queue'
            ? html`<button type="button" aria-pressed=${isGrid() ? 'true' : 'false'} @click=${switchView}>
                <kbd aria-hidden="true">G</kbd> Several
              </button>`
            : nothing}
          <button type="button" class="label-show-keys" @click=${showKeys}><kbd aria-hidden="true">?</kbd> Keys</button>
        </div>`,
      )}
      ${tabs(
        [
          { name: 'queue', text: 'Queue', href: '/label' },
          { name: 'suspects', text: 'Suspects', href: '/label?tab=suspects', count: suspects.listing?.at ? suspects.listing.open : undefined },
          { name: 'mine', text: 'Mine', href: '/label?tab=mine' },
        ],
        selected,
        'Labels',
      )}
      ${who && !allows(who, 'labeller') ? notAllowed() : content(selected)}
    `;
  }

  function content(selected) {
    if (selected === 'mine') {
      return mine.view(queue);
    }
    const at = desk();
    if (at.fault && at.cards.length === 0) {
      return errorState(at.fault, () => at.refresh());
    }
    if (!at.isRead) {
      return skeleton('chart', 1);
    }
    return html`${status(at, selected)} ${at.cards.length === 0 ? empty(at, selected) : cards(at)}`;
  }

  function cards(at) {
    if (isGrid()) {
      return grid(at, {
        actions,
        selection,
        onToggle: (name, isRange) => {
          at.touch();
          selection.toggle(at.cards, name, isRange);
          draw();
        },
        onAll: () => {
          selection.all(at.cards);
          draw();
        },
        onNone: () => {
          selection.clear();
          draw();
        },
      });
    }
    return one(at.cards[0], at, {
      actions,
      images,
      filter,
      onFilter: (text) => {
        filter = text;
        draw();
      },
    });
  }

  /** How near the next run is, and what waits; its height stays. */
  function status(at, selected) {
    const { refresh, run } = at.progress;
    const step = refresh ?? run;
    const what = refresh ? 'the next refresh of the model' : 'the next run';
    return html`<div class="label-status">
      ${step
        ? html`<div class="label-progress">
            ${progressBar(step.have / step.need, `Labels until ${what}`)}
            <p>
              ${step.have < step.need
                ? html`<strong>${number(step.have)}</strong> of ${count(step.need, 'label')} until ${what}`
                : html`<strong>${count(step.have, 'label')}</strong>: enough for ${what}`}
            </p>
          </div>`
        : nothing}
      <p class="muted label-waiting">
        ${selected === 'queue' ? waiting(at.open) : count(at.listing?.open ?? 0, 'label') + ' to look at'}
        ${at.given > 0 ? html`<span>· ${count(at.given, 'label')} given here</span>` : nothing}
        <span aria-live="off">${at.saving > 0 ? '· saving…' : nothing}</span>
      </p>
    </div>`;
  }

  function waiting(open) {
    const asked = Object.entries(open).filter(([reason]) => reason !== 'recent');
    if (asked.length === 0) {
      return 'No request is open';
    }
    return asked.map(([reason, many]) => `${number(many)} ${why(reason)[0].toLowerCase()}`).join(', ');
  }

  function empty(at, selected) {
    if (at.faults.length > 0) {
      return emptyState({ title: 'Not everything could be read yet', text: at.faults.join('. '), image: 'clock' });
    }
    if (selected === 'suspects') {
      return noSuspects(at.listing);
    }
    return emptyState({
      title: at.given > 0 ? 'Everything is labelled' : 'There is nothing to label yet',
      text: 'Images appear here as soon as they are classified.',
      action: at.given > 0 ? html`<a class="button" href="/label?tab=mine">What you labelled</a>` : command('afterimage produce photos/'),
      image: 'label',
    });
  }

  function noSuspects(listing) {
    if (listing?.fault || listing?.reading) {
      return emptyState({
        title: listing.fault ? 'Suspects cannot be read' : 'Reading what the last run thought of labels…',
        text: listing.fault ?? nothing,
        image: 'clock',
      });
    }
    return emptyState({
      title: listing?.at ? 'No label looks wrong' : 'No run has looked at labels yet',
      text: listing?.at
        ? `The last run looked at ${count(listing.examined, 'label')}.${
            listing.fromFolders > 0
              ? ` ${count(listing.fromFolders, 'suspect')} came from a folder: afterimage training-set suspects lists them.`
              : ''
          }`
        : 'Runs by the schedule do, while training.suspects is report or drop.',
      image: 'check',
    });
  }

  function notAllowed() {
    return emptyState({
      title: 'You may look, but not label',
      text: 'Labels need the role labeller. Ask who runs this console for it.',
      image: 'person',
    });
  }

  function refresh() {
    if (tab() === 'mine') {
      mine.refresh();
    }
    desk().refresh();
  }

  let timer;
  const soon = () => {
    // Not anew for each event: where many come, it would never be time.
    timer ??= setTimeout(() => {
      timer = undefined;
      refresh();
    }, 400);
  };
  const onTouch = () => desk().touch();
  const onLeave = (event) => {
    if (queue.saving + suspects.saving > 0) {
      event.preventDefault();
    }
  };

  queue.count = isGrid() ? MANY : ONE;
  queue.holdsAll = isGrid();
  draw();
  const endEvents = events(['label'], soon, { onResume: soon });
  const renewing = setInterval(() => desk().refresh(), RENEW_MILLIS);
  document.addEventListener('keydown', onKey);
  view.addEventListener('pointerdown', onTouch);
  window.addEventListener('beforeunload', onLeave);
  session().then((answer) => {
    who = answer;
    draw();
    if (allows(who, 'labeller')) {
      queue.refresh();
      if (tab() !== 'queue') {
        refresh();
      }
    }
  }, toastFault);

  return () => {
    isMounted = false;
    endEvents();
    clearTimeout(timer);
    clearInterval(renewing);
    document.removeEventListener('keydown', onKey);
    view.removeEventListener('pointerdown', onTouch);
    window.removeEventListener('beforeunload', onLeave);
  };
}
