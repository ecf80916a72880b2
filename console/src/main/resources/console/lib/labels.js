// How labels are marked: by a dot or a ring in one of seven colours, the same on all pages.

const COLOURS = 7;
const PLACES = 2 * COLOURS;

/** What has no mark of its own is grey. */
const PLAIN = { colour: 8, isRing: false };

const listeners = new Set();
let marked = [];

/** Says which labels have a mark, in this order: the first ones of the active version. */
export function setMarkedLabels(labels) {
  if (labels.join('\n') !== marked.join('\n')) {
    marked = labels.slice(0, PLACES);
    LabelDot.all.forEach((dot) => dot.update());
    listeners.forEach((listener) => listener());
  }
}

/** Calls when other labels have marks; returns what ends that. */
export function onMarkedLabels(listener) {
  listeners.add(listener);
  return () => listeners.delete(listener);
}

/** A label's mark: the number of a series colour, and whether it is a ring. */
export function markOf(label) {
  return markAt(marked.indexOf(label));
}

/**
 * Marks for labels that are told apart by them, as lines of a chart are: their own, and for the
 * others what is left over.
 *
 * @returns a Map by label
 */
export function marksOf(labels) {
  const all = [...new Set(labels)].sort();
  const taken = new Set(all.map((label) => marked.indexOf(label)));
  const free = Array.from({ length: PLACES }, (none, place) => place)
    .filter((place) => !taken.has(place))
    .sort((one, other) => (one < marked.length) - (other < marked.length));
  return new Map(
    all.map((label) => [
      label,
      marked.includes(label) ? markOf(label) : markAt(free.shift() ?? -1),
    ]),
  );
}

function markAt(place) {
  return place < 0 ? PLAIN : { colour: (place % COLOURS) + 1, isRing: place >= COLOURS };
}

/** The classes of an element that shows a mark. */
export function dotClass({ colour, isRing }) {
  return `dot series-${colour}${isRing ? ' ring' : ''}`;
}

/** A label's mark, which stays right by itself. */
class LabelDot extends HTMLElement {
  static observedAttributes = ['label'];
  static all = new Set();

  connectedCallback() {
    LabelDot.all.add(this);
    this.update();
  }

  disconnectedCallback() {
    LabelDot.all.delete(this);
  }

  attributeChangedCallback() {
    this.update();
  }

  update() {
    this.className = dotClass(markOf(this.getAttribute('label')));
  }
}

customElements.define('label-dot', LabelDot);
