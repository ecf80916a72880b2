// Runs and other commands, as they go.
import { html, nothing } from './html.js';
import { lineChart } from './chart.js';
import { badge, progressBar, when } from './ui.js';
import { decimal, millis, percent } from './format.js';

const KINDS = {
  retrain: 'Training by the schedule',
  refresh: 'Refresh of the head',
  cancel: 'Cancel',
  promote: 'Promote',
  approve: 'Approve',
  reject: 'Reject',
  'roll-back': 'Roll back',
  restore: 'Restore',
  pin: 'Pin',
  unpin: 'Unpin',
  unknown: 'Run',
};

const STATES = {
  sent: ['waits for a trainer', 'warn'],
  'under-way': ['under way', 'accent'],
  done: ['done', 'good'],
  rejected: ['rejected by the gate', 'bad'],
  refused: ['refused', 'warn'],
  failed: ['failed', 'bad'],
};

/** What a command is, in words. */
export function kindOf(run) {
  return KINDS[run.kind] ?? run.kind;
}

/** How far a command is. */
export function stateBadge(run) {
  const [text, tone] = STATES[run.state] ?? [run.state, 'plain'];
  return badge(text, tone);
}

/** A phase of training in words. */
export function phaseName(phase) {
  return (
    { freeze: 'base frozen', 'fine-tune': 'fine-tuning', fine_tune: 'fine-tuning' }[phase] ?? phase
  );
}

/**
 * A list of runs with newer states of some of them: an event tells the newest epoch only.
 *
 * @param known newest first, with all epochs
 * @param news of the channel `runs`
 */
export function merged(known, news) {
  const byId = new Map(known.map((run) => [run.id, run]));
  for (const run of news) {
    const before = byId.get(run.id)?.progress ?? [];
    const epoch = run.progress[0];
    const progress = epoch
      ? [...before.filter((one) => one.epoch < epoch.epoch), epoch]
      : before;
    byId.set(run.id, { ...run, progress });
  }
  return [...byId.values()].sort(
    (one, other) =>
      (other.state === 'under-way') - (one.state === 'under-way') ||
      new Date(other.latest) - new Date(one.latest),
  );
}

/**
 * A run under way: its phase, its bar and its curve.
 *
 * @param actions a template of buttons
 */
export function runCard(run, actions = nothing) {
  const last = run.progress.at(-1);
  return html`<article class="card run" aria-label="${kindOf(run)} ${run.id}">
    <header class="run-head">
      <h2>${kindOf(run)}</h2>
      ${stateBadge(run)}
      <span class="muted">begun ${when(run.accepted ?? run.asked)}</span>
      <span class="run-actions">${actions}</span>
    </header>
    <p class="muted run-reason">
      <span class="mono">${run.id}</span>${run.reason ? html`: ${run.reason}` : nothing}
    </p>
    ${last
      ? html`<p>
            ${phaseName(last.phase)}, epoch ${last.epoch} of ${last.epochs}${last.secondsLeft
              ? html`, about ${millis(last.secondsLeft * 1000)} left`
              : nothing}
          </p>
          ${progressBar(last.epoch / last.epochs, `Progress of run ${run.id}`)}
          <p>
            Accuracy ${percent(last.accuracy)} on training images${last.validationAccuracy ===
            undefined
              ? nothing
              : html`, <strong>${percent(last.validationAccuracy)}</strong> on validation images`};
            loss ${decimal(last.loss, 3)}
          </p>
          ${run.progress.length > 1 ? chart(curveOf(run.progress, 'Accuracy by epoch')) : nothing}`
      : html`<p>
            ${run.state === 'sent'
              ? 'No trainer has answered yet.'
              : run.kind === 'refresh'
                ? 'Reads features, fits the head and asks the gate: seconds.'
                : 'Reads the images; the first epoch follows.'}
          </p>
          <progress aria-label="Progress of run ${run.id}"></progress>`}
  </article>`;
}

/** The curve of accuracies of some epochs, for `chart`. */
export function curveOf(epochs, name) {
  const hasValidation = epochs.some((epoch) => epoch.validationAccuracy !== undefined);
  return {
    options: {
      name,
      time: false,
      height: 200,
      x: { format: (value) => (Number.isInteger(value) ? String(value) : '') },
      y: { format: (value) => percent(value, 0) },
      series: [
        { text: 'Training', colour: 1, points: epochs.length < 40 },
        ...(hasValidation ? [{ text: 'Validation', colour: 2, points: epochs.length < 40 }] : []),
      ],
    },
    data: [
      epochs.map((epoch) => epoch.epoch),
      epochs.map((epoch) => epoch.accuracy),
      ...(hasValidation ? [epochs.map((epoch) => epoch.validationAccuracy ?? null)] : []),
    ],
    marks: phaseMarks(epochs),
  };
}

/** Where one phase follows another. */
export function phaseMarks(epochs) {
  return epochs
    .filter((epoch, at) => at > 0 && epoch.phase !== epochs[at - 1].phase)
    .map((epoch) => ({ at: epoch.epoch - 0.5, text: phaseName(epoch.phase) }));
}

/** A chart inside a template, drawn by `lineChart` for as long as it is on the page. */
export function chart(content) {
  return html`<run-chart .content=${content}></run-chart>`;
}

class RunChart extends HTMLElement {
  #content;
  #chart;

  set content(next) {
    this.#content = next;
    if (this.#chart) {
      this.#chart.set(next.data, next.marks ?? []);
    } else {
      this.#draw();
    }
  }

  connectedCallback() {
    this.#draw();
  }

  disconnectedCallback() {
    this.#chart?.destroy();
    this.#chart = undefined;
  }

  #draw() {
    if (this.isConnected && this.#content && !this.#chart) {
      const { options, data, marks = [] } = this.#content;
      this.#chart = lineChart(this, { ...options, marks });
      this.#chart.set(data, marks);
    }
  }
}

customElements.define('run-chart', RunChart);
