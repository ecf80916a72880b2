// Where images are, and those that are loaded before they are looked at.

/** The address of a card's image: `full` or `thumb`. */
export function address(card, size) {
  const { picture, sha256 } = card.image;
  if (!picture) {
    return undefined;
  }
  const path = `/api/images/${encodeURIComponent(picture.topic)}/${picture.partition}/${picture.offset}/${size}`;
  return sha256 ? `${path}?sha256=${sha256}` : path;
}

/** Loads the images of the next cards, and knows which of them can be seen. */
export class Preloaded {
  #images = new Map();
  #onLoad;

  /** @param onLoad called when one more can be seen */
  constructor(onLoad) {
    this.#onLoad = onLoad;
  }

  /** Keeps the images of these cards, the first ones first, and forgets others. */
  want(cards, size = 'full') {
    const wanted = new Map(cards.map((card) => [address(card, size), card]));
    for (const known of this.#images.keys()) {
      if (!wanted.has(known)) {
        this.#images.delete(known);
      }
    }
    for (const source of wanted.keys()) {
      if (source && !this.#images.has(source)) {
        this.#load(source);
      }
    }
  }

  #load(source) {
    const image = new Image();
    const entry = { image, isShown: false };
    this.#images.set(source, entry);
    image.onload = image.onerror = () => {
      entry.isShown = true;
      this.#onLoad();
    };
    image.src = source;
  }

  /** Whether the card's image can be seen at once, or there is none to be seen. */
  has(card, size = 'full') {
    const source = address(card, size);
    return !source || this.#images.get(source)?.isShown === true;
  }
}
