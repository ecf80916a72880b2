// What is being classified right now.
import { html, nothing, render, repeat } from '../lib/html.js';
import { events, get } from '../lib/api.js';
import { count, decimal, number } from '../lib/format.js';
import { imagePage, imageSource } from '../lib/images.js';
import { navigate, setQuery } from '../lib/router.js';
import {
  badge,
  command,
  confidenceBar,
  emptyState,
  errorState,
  icon,
  labelChip,
  pageHeader,
  skeleton,
  when,
} from '../lib/ui.js';

export const title = 'Live';

const CARDS = 60;
const LOADING = 40;
const LOADING_MILLIS = 10_000;
const FLUSH_MILLIS = 250;
const QUIET_MILLIS = 1500;
const FILTERS = ['label', 'version', 'source', 'least', 'most', 'text'];

export function mount(root, { query }) {
  const filters = Object.fromEntries(FILTERS.map((name) => [name, query.get(name) ?? '']));
  let paused = query.get('paused') === '1';
  let isOver = false;
  let hasFocus = false;
  let page;
  let fault;
  let cards = [];
  let missed = 0;
  let news;
  let timer;
  let ended = false;
  let asked = 0;
  let loading = 0;
  let ready = [];
  let flushing;

  const filtered = () => FILTERS.some((name) => filters[name] !== '');
  const isHeld = () => isOver || hasFocus;
  const still = () => paused || isHeld();

  async function read() {
    clearTimeout(timer);
    timer = undefined;
    const turn = ++asked;
    try {
      const answer = await get('/api/live', { ...filters, limit: CARDS });
      if (ended || turn !== asked) {
        return;
      }
      page = answer;
      fault = undefined;
      cards = answer.cards;
      missed = 0;
      if (cards.length === 0) {
        // Without a grid, nothing tells that the pointer or the focus leaves it.
        isOver = false;
        hasFocus = false;
      }
    } catch (caught) {
      if (ended || turn !== asked) {
        return;
      }
      fault = caught;
    }
    draw();
    if (page && !page.ready && !fault) {
      timer = setTimeout(read, 500);
    }
  }

  function take(event) {
    news = event;
    if (still() || !page) {
      missed += event.came;
    } else if (filtered()) {
      timer ??= setTimeout(read, 1000);
    } else {
      event.shown.forEach(show);
      if (event.came > event.shown.length) {
        // Of a burst only a sample was sent: what is the newest once it is over.
        clearTimeout(timer);
        timer = setTimeout(read, QUIET_MILLIS);
      }
    }
    draw();
  }

  /** Adds a card once its image is there; a browser that is too slow for all gets fewer. */
  async function show(card) {
    if (loading >= LOADING) {
      return;
    }
    loading++;
    try {
      const image = new Image();
      image.src = imageSource(card.picture, card.sha256);
      await Promise.race([image.decode(), new Promise((late) => setTimeout(late, LOADING_MILLIS))]);
    } catch {
      // The card then shows that its image is missing.
    }
    loading--;
    ready.push(card);
    flushing ??= setTimeout(flush, FLUSH_MILLIS);
  }

  function flush() {
    flushing = undefined;
    if (!still() && !filtered() && !ended) {
      // What was read meanwhile may hold some of them.
      const known = new Set(cards.map(key));
      const added = ready.filter((one) => !known.has(key(one)));
      cards = added.reverse().concat(cards).slice(0, CARDS);
      ready.forEach(learnChoices);
      draw();
    } else if (still()) {
      missed += ready.length;
    }
    ready = [];
  }

  function learnChoices(card) {
    for (const [known, value] of [
      ['labels', card.label],
      ['versions', card.version],
    ]) {
      if (!page[known].includes(value)) {
        page[known] = [...page[known], value].sort();
      }
    }
  }

  function change(name, value) {
    filters[name] = value;
    setQuery({ [name]: value });
    read();
  }

  function clear() {
    FILTERS.forEach((name) => (filters[name] = ''));
    setQuery(filters);
    read();
  }

  function pause() {
    paused = !paused;
    setQuery({ paused: paused ? '1' : '' });
    if (!paused) {
      read();
    }
    draw();
  }

  /** While the pointer or the focus is among the cards, these stay. */
  function hold(change) {
    const was = isHeld();
    ({ isOver, hasFocus } = { isOver, hasFocus, ...change });
    if (isHeld() === was) {
      return;
    }
    if (was && missed > 0 && !paused) {
      read();
    }
    draw();
  }

  function draw() {
    if (!ended) {
      render(template(), root);
    }
  }

  function template() {
    return html`
      ${pageHeader('Live', 'Images as they are classified, the newest first.', actions())}
      ${fault && !page ? errorState(fault, read) : page ? content() : skeleton('cards', 12)}
    `;
  }

  function actions() {
    return html`<form class="live-find" role="search" @submit=${find}>
        <input name="id" type="search" placeholder="Image id" aria-label="Go to the image with this id" required />
        <button type="submit">${icon('search')}Find</button>
      </form>
      <button type="button" aria-pressed=${paused} @click=${pause}>
        ${icon(paused ? 'play' : 'pause')}${paused ? 'Go on' : 'Pause'}
      </button>`;
  }

  function find(event) {
    event.preventDefault();
    navigate(imagePage(new FormData(event.target).get('id').trim()));
  }

  function content() {
    return html`
      ${page.reasons.length > 0
        ? html`<p class="live-reason" role="status">${badge('Not complete', 'warn')} ${page.reasons.join('; ')}</p>`
        : nothing}
      <section class="filters" aria-label="Filters">
        ${choice('label', 'Label', page.labels)} ${choice('version', 'Version', page.versions)}
        ${choice('source', 'Labelled by', page.sources)}
        ${range('least', 'Confidence from', 0)} ${range('most', 'to', 100)}
        <label class="field"
          ><span>Id contains</span>
          <input
            type="search"
            .value=${filters.text}
            @input=${(event) => change('text', event.target.value)}
          />
        </label>
        ${filtered() ? html`<button type="button" @click=${clear}>Clear</button>` : nothing}
      </section>
      <p class="live-note muted" aria-live="off">${note()}</p>
      ${cards.length > 0 ? grid() : nobody()}
    `;
  }

  function choice(name, text, values) {
    return html`<label class="field"
      ><span>${text}</span>
      <select @change=${(event) => change(name, event.target.value)}>
        <option value="" ?selected=${filters[name] === ''}>Any</option>
        ${(values.includes(filters[name]) || filters[name] === '' ? values : [filters[name], ...values]).map(
          (value) => html`<option value=${value} ?selected=${filters[name] === value}>${value}</option>`,
        )}
      </select>
    </label>`;
  }

  function range(name, text, usual) {
    const shown = filters[name] === '' ? '' : Math.round(Number(filters[name]) * 1000) / 10;
    return html`<label class="field live-share"
      ><span>${text}</span>
      <input
        type="number"
        min="0"
        max="100"
        step="any"
        inputmode="decimal"
        placeholder="${usual} %"
        .value=${String(shown)}
        @change=${(event) =>
          change(name, event.target.value === '' ? '' : String(Number(event.target.value) / 100))}
      />
    </label>`;
  }

  function note() {
    if (paused) {
      return `Paused. ${count(missed, 'image')} came since.`;
    }
    if (isHeld()) {
      return `Held while you look. ${count(missed, 'image')} came since.`;
    }
    if (filtered()) {
      return `${count(cards.length, 'image')} of the newest ${number(page.kept)} match.`;
    }
    if (news && news.came > news.shown.length) {
      return `Showing up to ${number(news.shown.length * 2)} of ${decimal(news.came * 2, 0)} images/s, drawn at random.`;
    }
    return `The newest ${count(cards.length, 'image')}.`;
  }

  function grid() {
    return html`<ul
      class="live-grid"
      @pointerenter=${() => hold({ isOver: true })}
      @pointerleave=${() => hold({ isOver: false })}
      @focusin=${() => hold({ hasFocus: true })}
      @focusout=${(event) => {
        if (!event.currentTarget.contains(event.relatedTarget)) {
          hold({ hasFocus: false });
        }
      }}
    >
      ${repeat(cards, key, card)}
    </ul>`;
  }

  function key(one) {
    return `${one.number}:${one.picture.partition}:${one.picture.offset}`;
  }

  function card(one) {
    return html`<li>
      <a class="live-card" href=${imagePage(one.id)} title=${one.id}>
        <img
          src=${imageSource(one.picture, one.sha256)}
          width="256"
          height="256"
          decoding="sync"
          alt=""
        />
        <span class="live-label">${labelChip(one.label)}</span>
        ${confidenceBar(one.confidence)}
        <span class="live-facts"
          ><span class="live-id">${one.id}</span>
          <span class="muted">${one.version} · ${when(one.predictedAt)}</span></span
        >
        ${one.given
          ? html`<span class="live-given"
              >${badge(
                one.given.label === one.label ? 'Right' : `Is ${one.given.label}`,
                one.given.label === one.label ? 'good' : 'bad',
              )}</span
            >`
          : one.unknown
            ? html`<span class="live-given">${badge('Unlike what was learned', 'warn')}</span>`
            : nothing}
      </a>
    </li>`;
  }

  function nobody() {
    if (!page.ready) {
      return skeleton('cards', 12);
    }
    if (filtered()) {
      return emptyState({
        title: 'No image matches',
        text: `None of the newest ${count(page.kept, 'image')} passes these filters.`,
        action: html`<button type="button" @click=${clear}>Clear the filters</button>`,
        image: 'search',
      });
    }
    return emptyState({
      title: 'No image has been classified yet',
      text: 'Send some to the topic of images: they appear here as soon as they are answered.',
      action: command('./afterimage produce FOLDER'),
      image: 'live',
    });
  }

  draw();
  read();
  const stop = events(['live'], take, { onResume: () => still() || read() });
  return () => {
    ended = true;
    clearTimeout(timer);
    clearTimeout(flushing);
    stop();
  };
}
