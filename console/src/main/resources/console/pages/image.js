// Everything that is known of one image, and why it was answered as it was.
import { html, nothing, render } from '../lib/html.js';
import { get } from '../lib/api.js';
import { count, exact, millis, number, percent } from '../lib/format.js';
import { imageSource } from '../lib/images.js';
import {
  badge,
  confidenceBar,
  emptyState,
  errorState,
  labelChip,
  pageHeader,
  skeleton,
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

  function draw() {
    if (!ended) {
      render(template(), root);
    }
  }

  function template() {
    return html`
      <link rel="stylesheet" href="/assets/styles/image.css" />
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
        <section class="card image-shown" aria-label="The image">
          <img
            src=${imageSource(prediction.picture, prediction.sha256, 'full')}
            alt=${`The image ${id}, answered ${prediction.label}`}
          />
        </section>
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
            @click=${() => {
              chosen = at;
              draw();
            }}
          >
            ${found.prediction.label}, ${found.prediction.modelVersion}
          </button>`,
      )}
    </div>`;
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
  };
}
