// The cards in hand, what was decided about them, and its way to Kafka. What a person decides is
// shown at once and sent in the background; what Kafka refuses comes back as a card that says so.
import { get, post } from '../../lib/api.js';
import { toast, toastFault } from '../../lib/ui.js';

/** Without a sign of the person for so long, cards in hand are left to others. */
const ACTIVE_MILLIS = 4 * 60_000;

/** While the console reads what was there before, it is asked again after so long. */
const READING_MILLIS = 1_500;

const id = (card) => card.image.imageId;

/** What tells this page from others of the same person. */
function pageName() {
  try {
    let name = sessionStorage.getItem('afterimage.desk');
    if (!name) {
      name = crypto.randomUUID?.() ?? String(Math.random());
      sessionStorage.setItem('afterimage.desk', name);
    }
    return name;
  } catch {
    return String(Math.random());
  }
}

export class Desk {
  cards = [];
  classes = [];
  history = [];
  open = {};
  faults = [];
  progress = {};
  person = '';
  saving = 0;
  given = 0;
  isRead = false;
  fault = undefined;

  #decided = new Map();
  #onTheWay = new Set();
  #undoing = Promise.resolve();
  #reading = false;
  #again = false;
  #later;
  #active = Date.now();
  #onChange;
  #announce;

  /**
   * @param count how many cards to have in hand
   * @param onChange called after every change
   * @param announce says something to screen readers
   */
  constructor({ count, onChange, announce }) {
    this.count = count;
    this.name = pageName();
    this.#onChange = onChange;
    this.#announce = announce;
  }

  /** The person is there: cards in hand stay in hand. */
  touch() {
    const wasAway = Date.now() - this.#active > ACTIVE_MILLIS;
    this.#active = Date.now();
    if (wasAway) {
      this.refresh();
    }
  }

  /** Reads what is new, unless nobody is there. */
  async refresh() {
    if (this.#reading) {
      this.#again = true;
      return;
    }
    if (Date.now() - this.#active > ACTIVE_MILLIS) {
      return;
    }
    this.#reading = true;
    try {
      do {
        this.#again = false;
        const sent = new Set(
          [...this.#decided].filter(([, state]) => state === 'sent').map(([name]) => name),
        );
        this.#merge(await this.read(), sent);
        this.fault = undefined;
      } while (this.#again);
    } catch (fault) {
      this.fault = fault;
    } finally {
      this.#reading = false;
      this.#onChange();
    }
  }

  /** Reads again when the console may have read more. */
  readAgain() {
    clearTimeout(this.#later);
    this.#later = setTimeout(() => this.refresh(), READING_MILLIS);
  }

  /** Asks the server; suspects are read elsewhere. */
  read() {
    return get('/api/label/queue', { desk: this.name, count: this.count });
  }

  #merge(answer, sent) {
    const listed = new Map(answer.cards.map((card) => [id(card), card]));
    // A console that was started again does not know yet what is in hand.
    const isReading = answer.reading;
    if (isReading) {
      this.readAgain();
    }
    for (const name of sent) {
      if (!listed.has(name) && !isReading) {
        this.#decided.delete(name);
      }
    }
    for (const card of this.cards) {
      const elsewhere = answer.answered?.find((one) => one.imageId === id(card));
      if (elsewhere) {
        card.elsewhere = elsewhere;
      } else if (listed.has(id(card))) {
        card.isKept = false;
      }
    }
    // The first card is being looked at: it stays, whatever others said of it meanwhile.
    this.cards = this.cards.filter(
      (card, at) =>
        at === 0 ||
        isReading ||
        card.isKept ||
        card.error ||
        listed.has(id(card)) ||
        (this.holdsAll && card.elsewhere),
    );
    const known = new Set(this.cards.map(id));
    for (const card of answer.cards) {
      if (!known.has(id(card)) && !this.#decided.has(id(card))) {
        this.cards.push(card);
      }
    }
    this.#mergeClasses(answer.classes ?? []);
    for (const name of ['open', 'faults', 'progress', 'person']) {
      this[name] = answer[name] ?? this[name];
    }
    this.isRead = true;
  }

  /** Classes keep their places, and so their keys, for as long as the page is open. */
  #mergeClasses(classes) {
    const listed = new Map(classes.map((known) => [known.label, known]));
    const kept = this.classes.map((known) => listed.get(known.label) ?? { ...known, given: 0 });
    const places = new Set(kept.map((known) => known.label));
    this.classes = [...kept, ...classes.filter((known) => !places.has(known.label))];
  }

  /** One label for some cards. */
  label(cards, label, isNew = false) {
    this.labelEach(cards, () => label, isNew ? [label] : []);
  }

  /** A label for each card. */
  labelEach(cards, labelOf, newClasses = []) {
    const labels = new Map(cards.map((card) => [id(card), labelOf(card)]));
    for (const label of newClasses) {
      if (!this.classes.some((known) => known.label === label)) {
        this.classes.push({ label, learned: false, given: cards.length });
      }
    }
    const names = new Set(labels.values());
    const text = names.size === 1 ? [...names][0] : 'their guesses';
    this.#decide(cards, { kind: 'label', text, labels, newClasses });
  }

  /** No label, and why: `none-of-these` or `bad-image`. */
  putAside(cards, reason) {
    const text = reason === 'bad-image' ? 'bad image' : 'none of these';
    this.#decide(cards, { kind: 'aside', text, reason });
  }

  /** Not now. */
  skip(cards) {
    this.#decide(cards, { kind: 'skip', text: 'skipped' });
  }

  #decide(cards, decision) {
    if (cards.length === 0) {
      return;
    }
    this.touch();
    const entry = { ...decision, cards: [...cards], at: Date.now() };
    const names = new Set(cards.map(id));
    names.forEach((name) => this.#decided.set(name, 'sending'));
    // What others answered has been seen, and makes room.
    this.cards = this.cards.filter((card) => !names.has(id(card)) && !card.elsewhere);
    this.#forgetUndone(names);
    this.history.push(entry);
    if (entry.kind === 'label') {
      this.given += cards.length;
    }
    this.#announce(
      `${entry.text}${cards.length > 1 ? `, ${cards.length} images` : ''}. ${this.cards.length} in hand.`,
    );
    this.#onChange();
    this.#send(entry);
  }

  /** Each on its own, but none before what was undone earlier: that may be the same image. */
  #send(entry) {
    const undone = this.#undoing;
    const sending = this.#saved(async () => {
      await undone;
      let failed;
      try {
        const results = await this.#post(entry);
        failed = new Map(
          results.filter((result) => result.error).map((result) => [result.imageId, result.error]),
        );
      } catch (fault) {
        failed = new Map(entry.cards.map((card) => [id(card), fault.message]));
      }
      for (const card of entry.cards) {
        if (!failed.has(id(card)) && this.#decided.get(id(card)) === 'sending') {
          this.#decided.set(id(card), 'sent');
        }
      }
      if (failed.size > 0) {
        this.#bringBack(entry, failed);
      }
    });
    this.#onTheWay.add(sending);
    sending.then(() => {
      this.#onTheWay.delete(sending);
      if (this.cards.length < this.count) {
        this.refresh();
      }
    });
  }

  async #post(entry) {
    const desk = this.name;
    if (entry.kind === 'label') {
      const labels = entry.cards.map((card) => ({
        image: card.image,
        label: entry.labels.get(id(card)),
      }));
      return (await post('/api/label/labels', { desk, labels, newClasses: entry.newClasses })).results;
    }
    if (entry.kind === 'aside') {
      const images = entry.cards.map((card) => card.image);
      return (await post('/api/label/aside', { desk, images, reason: entry.reason })).results;
    }
    await post('/api/label/skip', { desk, images: entry.cards.map(id) });
    return [];
  }

  /** Cards that Kafka refused come next, not in place of the one that is being looked at. */
  #bringBack(entry, failed) {
    const cards = entry.cards.filter((card) => failed.has(id(card)) && this.#decided.delete(id(card)));
    if (entry.kind === 'label') {
      this.given -= cards.length;
    }
    entry.cards = entry.cards.filter((card) => !failed.has(id(card)));
    if (entry.cards.length === 0) {
      this.history = this.history.filter((one) => one !== entry);
    }
    cards.forEach((card) => (card.error = failed.get(id(card))));
    this.cards.splice(1, 0, ...cards);
    const what = cards.length === 1 ? id(cards[0]) : `${cards.length} images`;
    toast(`${what}: not saved as ${entry.text}. It comes back as the next card.`, {
      tone: 'bad',
      seconds: 10,
    });
  }

  /** Takes the last decision back; its cards are in hand again, the first of them to be looked at. */
  undo() {
    const entry = this.history.pop();
    if (!entry) {
      return;
    }
    this.touch();
    entry.cards.forEach((card) => {
      this.#decided.delete(id(card));
      card.isKept = true;
      card.error = undefined;
    });
    if (entry.kind === 'label') {
      this.given -= entry.cards.length;
    }
    const names = new Set(entry.cards.map(id));
    this.cards = [...entry.cards, ...this.cards.filter((card) => !names.has(id(card)))];
    this.#announce(`Undone: ${entry.text}.`);
    this.#onChange();
    const earlier = [...this.#onTheWay, this.#undoing];
    this.#undoing = this.#saved(async () => {
      await Promise.all(earlier);
      const images = entry.cards.map(id);
      if (images.length === 0) {
        return; // Kafka had not taken any of it.
      }
      try {
        if (entry.kind === 'skip') {
          await post('/api/label/unskip', { desk: this.name, images });
          return;
        }
        const { results } = await post('/api/label/undo', { desk: this.name, images });
        this.#stands(entry, results.filter((result) => result.error));
      } catch (fault) {
        const again = !(fault.status >= 400 && fault.status < 500) || fault.status === 429;
        this.#stands(entry, images.map((imageId) => ({ imageId, error: fault.message, again })));
      }
    });
  }

  /** What was not taken back says so; the next undo tries it again, where that can help. */
  #stands(entry, refused) {
    const again = new Map(refused.filter((one) => one.again).map((one) => [one.imageId, one.error]));
    const cards = entry.cards.filter((card) => again.has(id(card)) && !this.#decided.has(id(card)));
    if (cards.length > 0) {
      cards.forEach((card) => (card.error = `Not taken back: ${again.get(id(card))}`));
      this.history.push({ ...entry, cards, isUndone: true });
      if (entry.kind === 'label') {
        this.given += cards.length;
      }
    }
    for (const error of new Set(refused.map((one) => one.error))) {
      const what = refused.filter((one) => one.error === error);
      const name = what.length === 1 ? what[0].imageId : `${what.length} images`;
      toastFault(new Error(`${name}: not taken back: ${error}${what[0].again ? ' (the next undo tries it again)' : ''}`));
    }
  }

  /** Cards that are decided anew: what could not be taken back before is replaced by that. */
  #forgetUndone(names) {
    for (const entry of this.history.filter((one) => one.isUndone)) {
      entry.cards = entry.cards.filter((card) => !names.has(id(card)));
    }
    this.history = this.history.filter((entry) => entry.cards.length > 0);
  }

  /** Counts work whose outcome is not known yet; never fails. */
  async #saved(work) {
    this.saving++;
    try {
      await work();
    } finally {
      this.saving--;
      this.#onChange();
    }
  }
}
