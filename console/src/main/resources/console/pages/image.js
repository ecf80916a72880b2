// Everything that is known of one image, and why it was answered as it was.
import { html, nothing, ref, render, styled } from '../lib/html.js';
import { get, post } from '../lib/api.js';
import { count, exact, millis, number, percent } from '../lib/format.js';
import { imagePage, imageSource } from '../lib/images.js';
import {
  badge,
  confidenceBar,
  emptyState,
  errorState,
  labelChip,
  pageHeader,
  progressBar,
  skeleton,
  toastFault,
  when,
} from '../lib/ui.js';

export const title = 'Image';

const AGAIN_MILLIS = 400;
const WHY_ASKED = {
  uncertain: 'two labels are about as likely',
  new: 'it is unlike what was learned',
  audit: 'it was drawn at random',
};

export function mount(root, { id: named, query }) {
  const id = query.get('id') ?? named;
  let story;
  let fault;
  let far = false;
  let chosen = 0;
  let timer;
  let ended = false;
  let why;
  let whyOf = '';
  let whyTimer;
  let heatShown = true;
  let widest = '100%';

  async function read() {
    try {
      story = await get('/api/image', { id, far: far ? '1' : '' });
      fault = undefined;
    } catch (caught) {
      fault = caught;
    }
    if (ended) {
      return;
    }
    if (story?.state === 'searching' && !fault) {
      timer = setTimeout(read, AGAIN_MILLIS);
    }
    draw();
  }

  function lookFurther() {
    far = true;
    read();
  }

  function choose(at) {
    chosen = at;
    draw();
  }

  function shown() {
    return story?.predictions[Math.min(chosen, story.predictions.length - 1)]?.prediction;
  }

  /** Reads what is known of why the shown answer is what it is, once for each answer. */
  function readWhy() {
    const prediction = shown();
    const key = prediction ? JSON.stringify(question(prediction)) : '';
    if (key === whyOf) {
      return;
    }
    whyOf = key;
    why = undefined;
    clearTimeout(whyTimer);
    if (prediction) {
      followWhy();
    }
  }

  function question({ picture, sha256, modelVersion }) {
    return { picture, sha256, version: modelVersion };
  }

  async function followWhy() {
    const { picture, sha256, version } = JSON.parse(whyOf);
    const place = `${picture.topic}-${picture.partition}-${picture.offset}`;
    await takeWhy(get('/api/why', { picture: place, sha256, version }));
  }

  async function takeWhy(answer) {
    const of = whyOf;
    try {
      const known = await answer;
      if (ended || of !== whyOf) {
        return;
      }
      why = known;
      clearTimeout(whyTimer);
      if (why.state === 'waiting' || why.state === 'working') {
        whyTimer = setTimeout(followWhy, AGAIN_MILLIS);
      }
    } catch (caught) {
      toastFault(caught);
    }
    draw();
  }

  function fit(event) {
    const { naturalWidth, naturalHeight } = event.target;
    widest = naturalHeight > 0 ? `calc(75vh * ${naturalWidth / naturalHeight})` : '100%';
    draw();
  }

  function draw() {
    if (!ended) {
      readWhy();
      render(template(), root);
    }
  }

  function template() {
    return html`
      ${pageHeader(id, search())}
      ${fault && !story ? errorState(fault, read) : story ? content() : skeleton('chart', 1)}
    `;
  }

  function search() {
    if (!story || story.state === 'searching') {
      return `Searching: ${count(story?.read ?? 0, 'record')} so far.`;
    }
    if (story.state === 'failed') {
      return `Not everything could be read: ${story.fault}`;
    }
    return story.complete
      ? nothing
      : html`Only the newest records were searched (${number(story.read)}).
          ${far ? nothing : further()}`;
  }

  function further() {
    return html`<button type="button" @click=${lookFurther}>Search further back</button>`;
  }

  function content() {
    const found = story.predictions[Math.min(chosen, story.predictions.length - 1)];
    if (!found) {
      return story.state === 'searching' ? skeleton('chart', 1) : nobody();
    }
    const prediction = found.prediction;
    return html`
      ${story.predictions.length > 1 ? several() : nothing}
      <div class="image-columns">
        <div class="stack">
          <section class="card image-shown" aria-label="The image">
            <div class="image-frame" ${styled({ 'max-width': widest })}>
              <img
                src=${imageSource(prediction.picture, prediction.sha256, 'full')}
                alt=${`The image ${id}, answered ${prediction.label}`}
                @load=${fit}
              />
              ${why?.heat && heatShown ? heatMap() : nothing}
            </div>
          </section>
          ${reasons(prediction)}
        </div>
        <div class="stack">
          ${answer(prediction)} ${labels()} ${request()} ${learned()} ${place(found)}
        </div>
      </div>
    `;
  }

  function several() {
    return html`<div class="row" role="group" aria-label="Answers">
      <span class="muted">${count(story.predictions.length, 'answer')}, the newest first:</span>
      ${story.predictions.map(
        (found, at) =>
          html`<button
            type="button"
            aria-pressed=${at === chosen}
            @click=${() => choose(at)}
          >
            ${found.prediction.label}, ${found.prediction.modelVersion}
          </button>`,
      )}
    </div>`;
  }

  function heatMap() {
    const strongest = Math.max(...why.heat.flat().map(Math.abs), 1e-6);
    return html`<canvas
      class="image-heat"
      width=${why.heat[0].length}
      height=${why.heat.length}
      role="img"
      aria-label=${`Heat map of what counted for ${why.label}`}
      ${ref((canvas) => canvas && paint(canvas, why.heat, strongest))}
    ></canvas>`;
  }

  function reasons(prediction) {
    const working = why?.state === 'waiting' || why?.state === 'working';
    return html`<section class="card stack" aria-label="Why this answer">
      <div class="spread">
        <h2>Why this answer</h2>
        ${working
          ? html`<button type="button" @click=${() => takeWhy(post('/api/why/cancel', question(prediction)))}>
              Cancel
            </button>`
          : why?.state === 'done'
            ? html`<button
                type="button"
                aria-pressed=${heatShown}
                @click=${() => {
                  heatShown = !heatShown;
                  draw();
                }}
              >
                Heat map
              </button>`
            : html`<button
                type="button"
                class="primary"
                ?disabled=${!why}
                @click=${() => takeWhy(post('/api/why', question(prediction)))}
              >
                Explain
              </button>`}
      </div>
      ${working ? progressBar(why.progress, 'Explaining') : nothing}
      ${why?.state === 'failed' ? html`<p class="bad" role="alert">${why.fault}</p>` : nothing}
      ${why?.heat ? method(prediction) : working ? nothing : before(prediction)}
      ${why?.state === 'done' ? nearest(prediction) : nothing}
    </section>`;
  }

  function before(prediction) {
    return html`<p class="muted">
      Shows which parts of the image the answer of ${prediction.modelVersion} hangs on, and the
      training examples that it is most like. It takes some seconds of this machine.
    </p>`;
  }

  function method(prediction) {
    const drops = why.heat.flat();
    return html`<p>
        <span class="image-for"></span> counted for <strong>${why.label}</strong>: covered, it becomes
        less probable, by up to ${percent(Math.max(0, ...drops))}.
        <span class="image-against"></span> counted against it, by up to
        ${percent(Math.max(0, ...drops.map((drop) => -drop)))}.
      </p>
      <p class="muted">
        Occlusion: a square of the image's mean colour, a fifth of each side, moves over the image in
        steps of a tenth, and ${prediction.modelVersion} answers each. A part shows the mean fall of
        the probability, which is ${percent(why.probability)} for the whole image.
      </p>`;
  }

  function nearest(prediction) {
    if (why.nearest.length === 0) {
      return html`<p class="muted">
        There are no training examples to compare with, or this version was not made by Afterimage.
      </p>`;
    }
    return html`<h3>Most like these training examples</h3>
      <ul class="image-nearest">
        ${why.nearest.map(
          (near) =>
            html`<li>
              <a href=${imagePage(near.id)} title=${near.id}>
                <img src=${imageSource(near.at)} width="96" height="96" loading="lazy" alt="" />
                ${labelChip(near.label)}
                <span class="muted"
                  >${near.id === id ? 'This image, ' : ''}${percent(near.similarity)}</span
                >
              </a>
            </li>`,
        )}
      </ul>
      <p class="muted">
        By the cosine between the features that the head of ${prediction.modelVersion} takes, among
        ${count(why.compared, 'example')} of the training set as it is now.
      </p>`;
  }

  function answer(prediction) {
    const scores = Object.entries(prediction.scores).sort((one, other) => other[1] - one[1]);
    return html`<section class="card">
      <h2>Answer</h2>
      <p class="row image-answer">
        ${labelChip(prediction.label)}
        <a href="/versions/${encodeURIComponent(prediction.modelVersion)}">${prediction.modelVersion}</a>
        <span class="muted">${when(prediction.predictedAt)}</span>
        ${prediction.unknown ? badge('Unlike what was learned', 'warn') : nothing}
      </p>
      <dl class="image-scores">
        ${scores.map(
          ([label, score]) =>
            html`<dt title=${label}>${label}</dt>
              <dd>${confidenceBar(score, `Probability of ${label}`)}</dd>`,
        )}
        ${prediction.otherScores
          ? html`<dt class="muted">all others</dt>
              <dd>${confidenceBar(prediction.otherScores, 'Probability of all others')}</dd>`
          : nothing}
      </dl>
      ${prediction.novelty === undefined
        ? nothing
        : html`<p class="muted">
            Novelty ${percent(prediction.novelty)}: how little the image resembles what the version
            has learned.
          </p>`}
    </section>`;
  }

  function labels() {
    return html`<section class="card">
      <h2>Labels</h2>
      ${story.labels.length === 0
        ? html`<p class="muted">Nobody has said what it is.</p>`
        : html`<ol class="image-said">
            ${story.labels.map(
              (said) =>
                html`<li>
                  ${said.label ? labelChip(said.label) : html`<em>taken back</em>`}
                  <span class="muted">${said.source ?? 'somebody'}, ${when(said.at)}</span>
                </li>`,
            )}
          </ol>`}
    </section>`;
  }

  function request() {
    const asked = story.request;
    return asked
      ? html`<section class="card">
          <h2>Asked for</h2>
          <p>
            ${asked.label ? 'Its label was asked for' : 'Its label is asked for'} because
            ${WHY_ASKED[asked.why] ?? asked.why}, ${when(asked.requestedAt)}.
          </p>
        </section>`
      : nothing;
  }

  function learned() {
    return html`<section class="card">
      <h2>Learned by</h2>
      ${story.learned.length === 0
        ? html`<p class="muted">
            ${story.state === 'searching' ? 'Searching.' : 'No version was made with it.'}
          </p>`
        : html`<ul class="image-said">
            ${story.learned.map(
              (use) =>
                html`<li>
                  <a href="/versions/${encodeURIComponent(use.version)}">${use.version}</a>
                  <span class="muted"
                    >${use.use === 'train' ? 'learned from it' : `was measured by it (${use.use})`}</span
                  >
                </li>`,
            )}
          </ul>`}
    </section>`;
  }

  function place(found) {
    const { picture, sha256, capturedAt, receivedAt, predictedAt } = found.prediction;
    const visible = new Date(found.appendedAt) - new Date(receivedAt);
    return html`<section class="card">
      <h2>Where it lies</h2>
      <dl class="facts">
        <dt>Topic</dt>
        <dd>${picture.topic}</dd>
        <dt>Partition</dt>
        <dd>${picture.partition}</dd>
        <dt>Offset</dt>
        <dd>${number(picture.offset)}</dd>
        ${capturedAt
          ? html`<dt>Captured</dt>
              <dd>${exact(capturedAt)}</dd>`
          : nothing}
        <dt>Sent</dt>
        <dd>${exact(receivedAt)}</dd>
        <dt>Answered</dt>
        <dd>${exact(predictedAt)}, visible ${millis(Math.max(0, visible))} after it was sent</dd>
        <dt>Answer</dt>
        <dd class="mono">${found.place}</dd>
        ${found.trace
          ? html`<dt>Trace</dt>
              <dd class="mono">${found.trace}</dd>`
          : nothing}
        ${sha256
          ? html`<dt>SHA-256</dt>
              <dd class="mono">${sha256}</dd>`
          : nothing}
      </dl>
    </section>`;
  }

  function nobody() {
    return emptyState({
      title: 'No image has this id',
      text: story.complete
        ? 'No answer with this id is in the topic of predictions: it may have expired, or it was refused.'
        : `It is not among the newest ${number(story.read)} records.`,
      action: story.complete || far ? html`<a class="button" href="/">To the live page</a>` : further(),
      image: 'search',
    });
  }

  draw();
  read();
  return () => {
    ended = true;
    clearTimeout(timer);
    clearTimeout(whyTimer);
  };
}

/** Okabe and Ito's vermilion for what counted for the answer, blue for what counted against it. */
function paint(canvas, heat, strongest) {
  const context = canvas.getContext('2d');
  const pixels = context.createImageData(heat[0].length, heat.length);
  heat.flat().forEach((drop, at) => {
    pixels.data.set(drop > 0 ? [213, 94, 0] : [0, 114, 178], at * 4);
    pixels.data[at * 4 + 3] = Math.round((Math.abs(drop) / strongest) * 190);
  });
  context.putImageData(pixels, 0, 0);
}
