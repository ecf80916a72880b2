// One version: how it came about, how good it is, what was decided about it.
import { html, svg, render, nothing } from '../lib/html.js';
import { allows, events, get, session } from '../lib/api.js';
import { confusionTable } from '../lib/confusion.js';
import { decide } from '../lib/decide.js';
import { bytes, count, decimal, exact, millis, number, percent } from '../lib/format.js';
import { imagePage } from '../lib/images.js';
import { query, setQuery } from '../lib/router.js';
import { chart, curveOf, kindOf, phaseMarks, phaseName, stateBadge } from '../lib/runs.js';
import {
  errorState,
  figure,
  figures,
  labelChip,
  pageHeader,
  skeleton,
  stale,
  table,
  toastFault,
  when,
} from '../lib/ui.js';
import { happeningBadge, link, stateOf, trigger } from '../lib/versions.js';

export const title = 'Version';

export function mount(root, { version: name }) {
  let page;
  let other;
  let fault;
  let who;
  let timer;
  const leave = new AbortController();

  function read() {
    return get(address(name), {}, { signal: leave.signal }).then(
      (answer) => {
        page = answer;
        fault = undefined;
        draw();
        readOther();
      },
      (failure) => {
        if (failure.name !== 'AbortError') {
          fault = failure;
          draw();
        }
      },
    );
  }

  function readOther() {
    const asked = query().get('with');
    if (!asked || asked === name) {
      other = undefined;
      draw();
      return;
    }
    get(address(asked), {}, { signal: leave.signal }).then(
      (answer) => {
        other = answer;
        draw();
      },
      (failure) => {
        if (failure.name !== 'AbortError') {
          toastFault(failure);
          setQuery({ with: '' });
          other = undefined;
          draw();
        }
      },
    );
  }

  function compareWith(event) {
    setQuery({ with: event.target.value });
    readOther();
  }

  function draw() {
    document.title = `Version ${name} · Afterimage`;
    render(content(), root);
  }

  function content() {
    if (fault && !page) {
      return html`${pageHeader(`Version ${name}`)}${errorState(fault, read)}`;
    }
    if (!page) {
      return html`${pageHeader(`Version ${name}`)}${skeleton('figures')}${skeleton('chart', 1)}`;
    }
    return html`
      ${pageHeader(`Version ${name}`, about(), actions())} ${stale(fault)}
      ${page.fault ? html`<p class="notice warn">${page.fault}</p>` : nothing} ${waits()}
      ${scores()}
      <div class="columns">${beginning()} ${learned()}</div>
      ${curves()} ${gate()} ${comparison()} ${confusion()} ${calibration()}
      <div class="columns">${decisions()} ${instances()}</div>
      ${file()}
    `;
  }

  function about() {
    const { version } = page;
    return html`${stateOf(version)} ${version.unannounced ? 'staged' : 'published'}
    ${when(version.announced)} by ${trigger(version)}`;
  }

  function waits() {
    const { state, waitsUntil, parent } = page.version;
    if (state !== 'waiting-for-approval') {
      return nothing;
    }
    return html`<p class="notice" role="status">
      It passed everything and answers nothing until somebody approves it${waitsUntil
        ? html`, and is withdrawn on ${exact(waitsUntil)} if nobody does`
        : nothing}.
      ${parent ? html`It was compared with ${link(parent)}.` : nothing}
    </p>`;
  }

  function actions() {
    if (!allows(who, 'operator')) {
      return nothing;
    }
    const { state, unannounced } = page.version;
    const offered = {
      active: [['pin', 'Pin…'], ['roll-back', 'Roll back…']],
      pinned: [['unpin', 'Unpin…'], ['roll-back', 'Roll back…']],
      available: [['pin', 'Pin…'], ['roll-back', 'Roll back…']],
      withdrawn: [unannounced ? ['promote', 'Promote…'] : ['restore', 'Restore…']],
      shadow: [['promote', 'Promote…'], ['roll-back', 'End the trial…']],
      canary: [['promote', 'Promote…'], ['roll-back', 'End the trial…']],
      'waiting-for-approval': [['approve', 'Approve…'], ['reject', 'Reject…']],
      pruned: [],
    };
    return (offered[state] ?? []).map(
      ([kind, text]) =>
        html`<button type="button" @click=${() => decide(kind, name)}>${text}</button>`,
    );
  }

  function heldOut() {
    return page.manifest?.report?.heldOut;
  }

  function record() {
    return page.manifest?.report?.gate;
  }

  /** Both scores: as announced, or as the gate recorded them where a person overrode it. */
  function judgement() {
    const { gate: announced } = page.version;
    const { candidate, active } = record() ?? {};
    return (
      announced ??
      (candidate && {
        accuracy: candidate.accuracy,
        low: candidate.accuracyLow,
        high: candidate.accuracyHigh,
        heldOut: candidate.images ?? candidate.pictures,
        activeAccuracy: active?.accuracy,
      })
    );
  }

  function scores() {
    const judged = judgement();
    const held = heldOut();
    const temperature = page.manifest?.scores?.head_temperature;
    return figures(
      judged
        ? figure('At the gate', percent(judged.accuracy), {
            note: html`${percent(judged.low)} to ${percent(judged.high)} on
            ${count(judged.heldOut, 'image')}; active one then ${percent(judged.activeAccuracy)}`,
          })
        : nothing,
      held
        ? figure('On its own held-out images', percent(held.accuracy), {
            note: html`${percent(held.accuracyLow)} to ${percent(held.accuracyHigh)} on
            ${count(held.images ?? held.pictures, 'image')}`,
          })
        : nothing,
      held
        ? figure('Calibration error', percent(held.calibrationError), {
            note:
              temperature === undefined
                ? 'how far confidence is from accuracy'
                : `temperature ${decimal(temperature, 2)}`,
          })
        : nothing,
      held ? figure('Log loss', decimal(held.logLoss, 3), { note: 'smaller is better' }) : nothing,
    );
  }

  function beginning() {
    const { version, run, manifest } = page;
    const rows = [
      ['Began by', trigger(version)],
      ['Why', version.reason ?? 'no reason was given'],
      ['Publisher', version.by ?? 'unknown'],
      ['Follows', version.parent ? link(version.parent) : 'nothing, it is the first'],
    ];
    if (run) {
      rows.push(['Run', html`${kindOf(run)} ${stateBadge(run)} <span class="mono">${run.id}</span>`]);
      if (run.asked && run.outcome) {
        rows.push(['Took', millis(new Date(run.outcome.at) - new Date(run.accepted ?? run.asked))]);
      }
      for (const [option, value] of Object.entries(run.overrides ?? {})) {
        rows.push([option, String(value)]);
      }
    }
    if (manifest) {
      rows.push(
        ['Made', html`${when(manifest.createdAt)}`],
        ['Backbone', `${manifest.backbone}, ${manifest.input.width} × ${manifest.input.height}`],
      );
    }
    return html`<section class="card">
      <h2>How it began</h2>
      <dl class="facts">
        ${rows.map(([key, value]) => html`<dt>${key}</dt><dd>${value}</dd>`)}
      </dl>
    </section>`;
  }

  function learned() {
    const held = heldOut();
    const counts = page.manifest?.report?.learned;
    return html`<section class="card">
      <h2>What it learned</h2>
      <p class="muted">
        ${count(page.names.length, 'class', 'classes')}${counts
          ? html`, ${count(Object.values(counts).reduce((sum, one) => sum + one, 0), 'training image')}`
          : nothing}
      </p>
      ${table(
        'Classes',
        [
          { text: 'Class' },
          ...(counts ? [{ text: 'Training images', number: true }] : []),
          { text: 'Recall, held out', number: true },
        ],
        page.names
          .slice(0, 300)
          .map((label) => [
            labelChip(label),
            ...(counts ? [number(counts[label] ?? 0)] : []),
            percent(held?.recall?.[label]),
          ]),
      )}
    </section>`;
  }

  function curves() {
    const curve = page.manifest?.report?.curve ?? [];
    if (curve.length === 1) {
      return oneEpoch(curve[0]);
    }
    if (curve.length === 0) {
      return page.manifest
        ? html`<section class="card">
            <h2>Learning curves</h2>
            <p class="muted">It was not trained by epochs, so there are none to draw.</p>
          </section>`
        : nothing;
    }
    // The second phase counts on from the last index of the first one, so that one index comes twice.
    const epochs = curve.map((epoch, at) => ({ ...epoch, epoch: at + 1 }));
    const kept = epochs.filter((epoch) => epoch.kept).at(-1);
    const losses = {
      options: {
        ...curveOf(epochs, 'Loss by epoch').options,
        y: { format: (value) => decimal(value, 2) },
      },
      data: [
        epochs.map((epoch) => epoch.epoch),
        epochs.map((epoch) => epoch.loss),
        epochs.map((epoch) => epoch.validationLoss),
      ],
      marks: phaseMarks(epochs),
    };
    return html`<section class="card">
      <h2>Learning curves</h2>
      <p class="muted">
        ${count(curve.length, 'epoch')} in
        ${millis(curve.reduce((sum, epoch) => sum + epoch.seconds, 0) * 1000)}${kept
          ? html`; the model is that of epoch ${kept.epoch}`
          : nothing}
      </p>
      <div class="columns">
        <figure>
          <figcaption>Accuracy</figcaption>
          ${chart(curveOf(epochs, 'Accuracy by epoch'))}
        </figure>
        <figure>
          <figcaption>Loss</figcaption>
          ${chart(losses)}
        </figure>
      </div>
      <details class="as-table">
        <summary>As a table</summary>
        ${table(
          'Learning curves',
          [
            { text: 'Epoch', number: true },
            { text: 'Phase' },
            { text: 'Accuracy, training', number: true },
            { text: 'Accuracy, validation', number: true },
            { text: 'Loss, training', number: true },
            { text: 'Loss, validation', number: true },
          ],
          epochs.map((epoch) => [
            number(epoch.epoch),
            phaseName(epoch.phase),
            percent(epoch.accuracy),
            percent(epoch.validationAccuracy),
            decimal(epoch.loss, 3),
            decimal(epoch.validationLoss, 3),
          ]),
        )}
      </details>
    </section>`;
  }

  function oneEpoch(epoch) {
    return html`<section class="card stack">
      <h2>Learning</h2>
      <p class="muted">
        One epoch, ${millis(epoch.seconds * 1000)}: a head that is fitted to its optimum at once needs
        no more.
      </p>
      ${figures(
        figure('Accuracy', percent(epoch.accuracy), { note: 'on training images' }),
        figure('Accuracy', percent(epoch.validationAccuracy), { note: 'on validation images' }),
        figure('Loss', decimal(epoch.loss, 3), { note: 'on training images' }),
        figure('Loss', decimal(epoch.validationLoss, 3), { note: 'on validation images' }),
      )}
    </section>`;
  }

  /** Both scores on one scale, and the sentence why. */
  function gate() {
    const judged = judgement();
    const text = record()?.text ?? page.run?.outcome?.text;
    if (!judged && !text) {
      return nothing;
    }
    return html`<section class="card stack">
      <h2>The gate</h2>
      ${judged ? html`<div>${gateScale(judged)}</div>` : nothing}
      ${text ? html`<p>${text}</p>` : nothing}
    </section>`;
  }

  function gateScale(judged) {
    const all = [judged.low, judged.high, judged.accuracy, judged.activeAccuracy ?? judged.accuracy];
    const from = Math.max(0, Math.min(...all) - 0.05);
    const to = Math.min(1, Math.max(...all) + 0.05);
    const x = (value) => ((value - from) / Math.max(1e-9, to - from)) * 1000;
    return html`<svg
        class="gate-scale"
        viewBox="0 0 1000 40"
        preserveAspectRatio="none"
        role="img"
        aria-label="Accuracy ${percent(judged.accuracy)}, interval ${percent(judged.low)} to ${percent(
          judged.high,
        )}, active version ${percent(judged.activeAccuracy)}"
      >
        ${svg`<rect class="gate-interval" x=${x(judged.low)} width=${x(judged.high) - x(judged.low)} y="12" height="16" />
          <rect class="gate-own" x=${x(judged.accuracy) - 2} width="4" y="6" height="28" />
          ${
            judged.activeAccuracy === undefined
              ? nothing
              : svg`<rect class="gate-active" x=${x(judged.activeAccuracy) - 2} width="4" y="6" height="28" />`
          }`}
      </svg>
      <p class="reign-ends muted"><span>${percent(from)}</span><span>${percent(to)}</span></p>
      <ul class="chart-legend">
        <li><span class="dot series-1"></span>This version, with its 95 % interval</li>
        <li><span class="dot series-2"></span>The active version then, on the same images</li>
      </ul>`;
  }

  /** Figures of both, and the images that are answered differently. */
  function comparison() {
    return html`<section class="card stack">
      <h2>Compare</h2>
      <label class="field compare-field">
        <span>With version</span>
        <select @change=${compareWith} .value=${other?.version.version ?? ''}>
          <option value="">none</option>
          ${page.others.map(
            (one) =>
              html`<option value=${one} ?selected=${one === other?.version.version}>${one}</option>`,
          )}
        </select>
      </label>
      ${other ? figuresOfBoth() : nothing} ${other ? changedAnswers() : nothing}
    </section>`;
  }

  function figuresOfBoth() {
    const own = sides().own;
    const its = sides().other;
    if (!own || !its) {
      return html`<p class="muted">One of them has no figures to compare.</p>`;
    }
    const row = (text, value, show) => [text, show(value(own)), show(value(its))];
    return html`
      <p class="muted">
        ${sides().isSame
          ? 'Both on the images that the gate judged by.'
          : 'Each on the held-out images of its own training, which are not the same: small differences mean nothing.'}
      </p>
      ${table(
        `Versions ${name} and ${other.version.version}`,
        [{ text: 'Figure' }, { text: name, number: true }, { text: other.version.version, number: true }],
        [
          row('Accuracy', (side) => side.accuracy, percent),
          row('Images', (side) => side.images ?? side.pictures, number),
          row('Calibration error', (side) => side.calibrationError, percent),
          row('Log loss', (side) => side.logLoss, (value) => decimal(value, 3)),
        ],
      )}
    `;
  }

  /** The same images for both where a gate has compared them, else each one's own. */
  function sides() {
    const mine = record();
    const its = other?.manifest?.report?.gate;
    if (mine && !other) {
      return { isSame: true, own: mine.candidate };
    }
    if (mine && mine.activeVersion === other?.version.version && mine.active) {
      return { isSame: true, own: mine.candidate, other: mine.active };
    }
    if (its && its.activeVersion === name && its.active) {
      return { isSame: true, own: its.active, other: its.candidate };
    }
    return { isSame: false, own: heldOut(), other: other?.manifest?.report?.heldOut };
  }

  function changedAnswers() {
    const changes = changedBetween(page, other);
    if (!changes) {
      return nothing;
    }
    return html`
      <h3>Images that are answered differently</h3>
      ${changes.all.length === 0
        ? html`<p class="muted">None of the newest ${count(changes.images, 'held-out image')} that both answered.</p>`
        : html`<p class="muted">
              ${number(changes.all.length)} of the newest ${count(changes.images, 'held-out image')}
              that both answered: ${number(changes.gained)} now right, ${number(changes.lost)} now
              wrong.
            </p>
            ${table(
              'Images that are answered differently',
              [{ text: 'Image' }, { text: 'Label' }, { text: name }, { text: other.version.version }],
              changes.all
                .slice(0, 200)
                .map((change) => [
                  html`<a class="mono" href=${imagePage(change.id)}>${change.id}</a>`,
                  labelChip(change.label),
                  answered(change.own, change.label),
                  answered(change.other, change.label),
                ]),
            )}`}
    `;
  }

  function answered(answer, label) {
    return html`<span class=${answer === label ? 'good' : 'bad'}
      >${answer === label ? 'right' : answer}</span
    >`;
  }

  function confusion() {
    const { own, other: its, isSame } = sides();
    const side = own ?? record()?.candidate;
    if (!side || (side.confusion.length === 0 && !side.confused)) {
      return nothing;
    }
    if (side.confusion.length === 0) {
      return html`<section class="card">
        <h2>Confused most often</h2>
        ${table(
          'Classes that are confused most often',
          [{ text: 'True class' }, { text: 'Answer' }, { text: 'Images', number: true }],
          (side.confused ?? []).map((pair) => [
            labelChip(pair.label),
            labelChip(pair.answer),
            number(pair.images ?? pair.pictures),
          ]),
        )}
      </section>`;
    }
    const comparable = other && its?.confusion.length > 0;
    // At the other version's gate, rows and columns are that version's labels.
    const atOthersGate = isSame && other && record()?.activeVersion !== other.version.version;
    return html`<section class="card stack">
      <h2>Confusion matrix</h2>
      <p class="muted">
        ${isSame ? 'On the images that the gate judged by' : 'On held-out images'}: true classes in
        rows, answers in columns${comparable
          ? html`; below each count, the difference to ${link(other.version.version)}`
          : nothing}.
      </p>
      ${confusionTable(
        `Confusion matrix of version ${name}`,
        atOthersGate ? other.names : page.names,
        side.confusion,
        comparable
          ? {
              labels: isSame && !atOthersGate ? page.names : other.names,
              matrix: its.confusion,
              isSame,
            }
          : undefined,
      )}
    </section>`;
  }

  function calibration() {
    const bins = (
      record()?.candidate.reliability ??
      heldOut()?.reliability ??
      []
    ).filter((bin) => bin.answers > 0);
    if (bins.length === 0) {
      return nothing;
    }
    return html`<section class="card">
      <h2>Calibration</h2>
      <p class="muted">
        How often answers of a confidence are right: on the diagonal, confidence can be believed.
      </p>
      ${chart({
        options: {
          name: 'Accuracy by confidence',
          time: false,
          height: 240,
          x: { format: (value) => percent(value, 0) },
          y: { min: 0, max: 1, format: (value) => percent(value, 0) },
          series: [
            { text: 'Share that is right', colour: 1, points: true },
            { text: 'Ideal', colour: 8, dash: [6, 4] },
          ],
        },
        data: [
          bins.map((bin) => bin.confidence),
          bins.map((bin) => bin.accuracy),
          bins.map((bin) => bin.confidence),
        ],
      })}
      ${table(
        'Calibration',
        [
          { text: 'Confidence', number: true },
          { text: 'Answers', number: true },
          { text: 'Mean confidence', number: true },
          { text: 'Right', number: true },
        ],
        bins.map((bin) => [
          `${percent(bin.from, 0)} to ${percent(bin.to, 0)}`,
          number(bin.answers),
          percent(bin.confidence),
          percent(bin.accuracy),
        ]),
      )}
    </section>`;
  }

  function decisions() {
    return html`<section class="card">
      <h2>What was decided</h2>
      <ol class="history">
        ${page.changes.length === 0
          ? html`<li><span></span><p class="muted">Nothing since it was published.</p></li>`
          : page.changes
              .slice()
              .reverse()
              .map(
                (change) =>
                  html`<li>
                    <span class="muted">${when(change.at)}</span>
                    <div>
                      ${happeningBadge(change.kind)}
                      ${change.share
                        ? html`on ${percent(change.share, 0)} of the images`
                        : nothing}
                      ${change.reason
                        ? html`<p class="history-why">${change.reason}</p>`
                        : nothing}
                    </div>
                  </li>`,
              )}
      </ol>
    </section>`;
  }

  function instances() {
    const { rejections } = page.version;
    return html`<section class="card stack">
      <h2>Where it answered</h2>
      ${page.reigns.length === 0
        ? html`<p class="muted">It has not been the active version.</p>`
        : html`<ul class="history">
            ${page.reigns
              .slice(-20)
              .reverse()
              .map(
                (span) =>
                  html`<li>
                    <span class="muted">${when(span.from)}</span>
                    <span
                      >${span.to
                        ? `for ${millis(new Date(span.to) - new Date(span.from))}`
                        : 'until now'}</span
                    >
                  </li>`,
              )}
          </ul>`}
      ${rejections.length === 0
        ? html`<p class="muted">No instance reports that it could not load it.</p>`
        : table(
            'Instances that could not load it',
            [{ text: 'Instance' }, { text: 'When' }, { text: 'Why' }],
            rejections.map((report) => [report.instance, when(report.at), report.reason ?? '–']),
          )}
    </section>`;
  }

  function file() {
    return html`<section class="card">
      <h2>File</h2>
      <dl class="facts">
        <dt>Size</dt>
        <dd>${bytes(page.version.bytes)}</dd>
        <dt>SHA-256</dt>
        <dd class="mono">${page.sha256}</dd>
        <dt>Stored at</dt>
        <dd class="mono">${page.location}</dd>
        ${page.manifest
          ? html`<dt>Training set</dt>
              <dd class="mono">${page.manifest.trainingSetFingerprint}</dd>`
          : nothing}
        <dt>Published</dt>
        <dd>${exact(page.version.announced)}</dd>
      </dl>
    </section>`;
  }

  session().then(
    (answer) => {
      who = answer;
      draw();
    },
    () => {},
  );
  draw();
  read();
  const end = events(
    ['versions'],
    () => {
      clearTimeout(timer);
      timer = setTimeout(read, 250);
    },
    { onResume: read },
  );
  return () => {
    end();
    leave.abort();
    clearTimeout(timer);
  };
}

function address(version) {
  return `/api/versions/${encodeURIComponent(version)}`;
}

/** Images that both versions answered at a gate, and those of them that they answer differently. */
function changedBetween(page, other) {
  const own = answersOf(page, other);
  const its = answersOf(other, page);
  const shared = [...own.keys()].filter((id) => its.has(id));
  if (shared.length === 0) {
    return undefined;
  }
  const all = shared
    .map((id) => ({
      id,
      label: own.get(id).label,
      own: own.get(id).answer,
      other: its.get(id).answer,
    }))
    .filter((change) => change.own !== change.other);
  return {
    images: shared.length,
    all,
    gained: all.filter((change) => change.own === change.label).length,
    lost: all.filter((change) => change.other === change.label).length,
  };
}

/** What a version answered at its own gate, and at that of the other one. */
function answersOf(page, other) {
  const answers = new Map();
  const theirs = other.manifest?.report?.gate;
  if (theirs?.activeVersion === page.version.version) {
    for (const one of theirs.answers) {
      if (one.active !== undefined) {
        answers.set(one.id, { label: one.label, answer: one.active });
      }
    }
  }
  for (const one of page.manifest?.report?.gate?.answers ?? []) {
    answers.set(one.id, { label: one.label, answer: one.candidate });
  }
  return answers;
}
