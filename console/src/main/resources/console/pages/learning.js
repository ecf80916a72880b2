// How well learning goes: accuracy, mixes, novelty, classes and sources.
import { html, nothing, render } from '../lib/html.js';
import { events, get } from '../lib/api.js';
import { count, decimal, number, percent } from '../lib/format.js';
import { onMarkedLabels } from '../lib/labels.js';
import { setQuery } from '../lib/router.js';
import {
  badge,
  emptyState,
  errorState,
  figure,
  figures,
  labelChip,
  pageHeader,
  skeleton,
  stale,
  table,
  tabs,
  when,
} from '../lib/ui.js';
import {
  Chart,
  accuracyLines,
  columns,
  marks,
  mixLines,
  noveltyLines,
  rows,
  shareText,
} from './learning/charts.js';
import { histogram, histogramRows } from './learning/bars.js';

export const title = 'Health of learning';

const SPANS = [
  { name: 'hour', text: 'Hour' },
  { name: 'day', text: 'Day' },
  { name: 'fortnight', text: 'Two weeks' },
  { name: 'year', text: 'Year' },
];
const KINDS = {
  SWAP: ['New version serves', 'accent'],
  TRIGGER: ['Trigger', 'warn'],
  RUN: ['Run asked for', 'plain'],
};
const EVERY_MILLIS = 5000;
const FEW_CLASSES = 25;

export function mount(root, { query }) {
  const span = SPANS.some((one) => one.name === query.get('span')) ? query.get('span') : 'hour';
  let wanted = query.get('version') ?? '';
  let report;
  let version;
  let sources;
  let fault;
  let timer;
  let ended = false;
  let allClasses = false;
  let readAt = 0;
  let asked = 0;
  const open = new Set();
  const share = { min: 0, max: 1, format: (value) => percent(value, 0) };
  const part = { min: 0, format: (value) => percent(value, 0) };
  const charts = {
    accuracy: new Chart({ name: 'Running accuracy by version', y: share, height: 280, empty: 'No answer was labelled in this time.' }),
    predicted: new Chart({ name: 'Labels of predictions', y: part, height: 200, empty: 'No prediction in this time.' }),
    truth: new Chart({ name: 'Labels given by people', y: part, height: 200, empty: 'No label in this time.' }),
    novelty: new Chart({ name: 'Novelty of images', y: { min: 0, max: 1, format: (value) => decimal(value, 2) }, height: 200, empty: 'No version tells novelty in this time.' }),
  };

  async function read() {
    clearTimeout(timer);
    timer = undefined;
    readAt = Date.now();
    const turn = ++asked;
    let answer;
    let failure;
    try {
      answer = await Promise.all([
        get('/api/learning', { span }),
        get('/api/learning/versions', { version: wanted }),
        get('/api/learning/sources'),
      ]);
    } catch (caught) {
      failure = caught;
    }
    if (turn === asked) {
      [report, version, sources] = answer ?? [report, version, sources];
      fault = failure;
      draw();
    }
  }

  /** Every few seconds, however often there is news. */
  function readSoon() {
    timer ??= setTimeout(read, Math.max(0, readAt + EVERY_MILLIS - Date.now()));
  }

  function draw() {
    if (ended) {
      return;
    }
    render(page(), root);
    if (!report || isEmpty()) {
      return;
    }
    for (const [name, chart] of Object.entries(charts)) {
      const { series, data } = lines(name);
      const withMarks = name === 'accuracy' || name === 'novelty';
      chart.show(root.querySelector(`[data-chart="${name}"]`), series, data, withMarks ? marks(report) : []);
    }
  }

  function lines(name) {
    return {
      accuracy: () => accuracyLines(report),
      predicted: () => mixLines(report, report.predicted),
      truth: () => mixLines(report, report.truth),
      novelty: () => noveltyLines(report),
    }[name]();
  }

  function isEmpty() {
    return report.coverage.predictions === 0 && report.coverage.judged === 0;
  }

  function page() {
    const header = pageHeader(title, 'How often answers are right, by version and over time, and what the images are like.');
    if (fault && !report) {
      return html`${header}${errorState(fault, read)}`;
    }
    if (!report) {
      return html`${header}${skeleton('figures')}${skeleton('chart', 2)}`;
    }
    if (isEmpty()) {
      return html`${header}
      ${emptyState({
        title: 'Nothing to judge yet',
        text: 'Images that are classified show up here; how often the answers are right, as soon as some have labels.',
        action: html`<a class="button primary" href="/label">Label some images</a>`,
        image: 'learning',
      })}`;
    }
    return html`${header} ${stale(fault)}
      ${tabs(
        SPANS.map((one) => ({ ...one, href: `/learning?span=${one.name}${wanted ? `&version=${encodeURIComponent(wanted)}` : ''}` })),
        span,
        'Time',
      )}
      ${headline()} ${accuracyCard()}
      <div class="columns">
        ${mixCard('predicted', 'What is answered', 'Share of each label among the predictions.')}
        ${mixCard('truth', 'What is true', 'Share of each label among the labels that were given, by when they came.')}
      </div>
      ${noveltyCard()} ${turnsCard()} ${versionCard()} ${sourcesCard()} ${coverageNote()}`;
  }

  function headline() {
    const active = report.accuracy.find((line) => line.version === report.active);
    const audits = report.audits.all;
    return figures(
      figure('Active version', report.active ? html`<a href="/versions/${encodeURIComponent(report.active)}">${report.active}</a>` : '–'),
      figure('Right, of labelled answers', percent(active?.all.value), {
        note: active
          ? `${decimal(active.all.low * 100)}–${decimal(active.all.high * 100)} %, ${count(active.all.of, 'label')} in this time`
          : 'no label for the active version in this time',
      }),
      figure('Right, by random audits', percent(audits?.accuracy), {
        note: audits
          ? `${decimal(audits.interval.low * 100)}–${decimal(audits.interval.high * 100)} %, ${number(audits.labelled)} of ${number(audits.drawn)} labelled, 7 days`
          : 'no random image of 7 days is labelled',
      }),
      figure('Labelled answers', number(report.coverage.judged), { note: 'all versions, since the topics begin' }),
    );
  }

  function accuracyCard() {
    return html`<section class="card">
      <h2>Running accuracy</h2>
      <p class="muted chart-about">
        Each point is told by a version's latest ${number(report.window)} labels or some more; the band
        is its 95 % interval (Wilson). Lines through the chart: a new version serves, a trigger
        (<span class="warn">amber</span>) asked for a run. Images that people were asked for are harder than most,
        so that random audits tell the accuracy of all answers.
      </p>
      <div data-chart="accuracy"></div>
      ${asTable('accuracy', 'Running accuracy by version', (value) => percent(value))}
      ${auditsByVersion()}
    </section>`;
  }

  function auditsByVersion() {
    const all = Object.entries(report.audits.byVersion);
    return all.length === 0
      ? nothing
      : html`<h3>By random audits</h3>
          ${table(
            'Accuracy by random audits of 7 days',
            [{ text: 'Version' }, { text: 'Right', number: true }, { text: 'Interval', number: true }, { text: 'Labelled', number: true }],
            all.map(([name, audited]) => [
              name,
              percent(audited.accuracy),
              `${decimal(audited.interval.low * 100)}–${decimal(audited.interval.high * 100)} %`,
              `${number(audited.labelled)} of ${number(audited.drawn)}`,
            ]),
          )}`;
  }

  function mixCard(name, heading, about) {
    return html`<section class="card">
      <h2>${heading}</h2>
      <p class="muted chart-about">${about}</p>
      <div data-chart=${name}></div>
      ${asTable(name, heading, (value) => percent(value))}
    </section>`;
  }

  function noveltyCard() {
    return html`<section class="card">
      <h2>Drift: how new the images are</h2>
      <p class="muted chart-about">
        Novelty is 0 for images like those that were learned, 1 for images unlike all of them. It needs no
        labels, so that a changed world shows here first.
      </p>
      <div data-chart="novelty"></div>
      ${asTable('novelty', 'Novelty of images', (value) => decimal(value, 3))}
    </section>`;
  }

  function turnsCard() {
    const turns = [...report.turns].reverse().slice(0, 100);
    return html`<section class="stack">
      <h2>What happened</h2>
      ${turns.length === 0
        ? html`<p class="muted">No other version became active in this time, and no run was asked for.</p>`
        : table(
            'Swaps, triggers and runs',
            [{ text: 'When' }, { text: 'What' }, { text: 'Version' }, { text: 'Why' }, { text: 'What came of it' }],
            turns.map((turn) => [
              when(turn.at),
              badge(...KINDS[turn.kind]),
              turn.version ? html`<a href="/versions/${encodeURIComponent(turn.version)}">${turn.version}</a>` : '–',
              turn.reason ?? '–',
              turn.outcome ?? (turn.kind === 'SWAP' ? (turn.before ? `before: ${turn.before}` : 'the first one') : 'not ended, or not told'),
            ]),
          )}
    </section>`;
  }

  function versionCard() {
    if (!version.version) {
      return nothing;
    }
    const labelled = [
      { text: 'right', tone: 'right', counts: version.confidence.right },
      { text: 'wrong', tone: 'wrong', counts: version.confidence.wrong },
    ];
    const all = [{ text: 'answers', tone: 'all', counts: version.confidence.all }];
    return html`<section class="stack" aria-labelledby="one-version">
      <div class="spread">
        <h2 id="one-version">Version by version</h2>
        <label class="row">
          <span>Version</span>
          <select @change=${(event) => choose(event.target.value)}>
            ${[...new Set([version.version, ...version.versions])].map(
              (name) =>
                html`<option value=${name} ?selected=${name === version.version}>
                  ${name}${name === version.active ? ' (active)' : ''}
                </option>`,
            )}
          </select>
        </label>
      </div>
      <div class="columns">
        <section class="card">
          <h3>How sure: labelled answers</h3>
          ${histogram('Confidence of labelled answers', labelled)}
          ${foldedTable('sure-labelled', 'Confidence of labelled answers', [{ text: 'Confidence' }, { text: 'Right', number: true }, { text: 'Wrong', number: true }], () => histogramRows(labelled))}
        </section>
        <section class="card">
          <h3>How sure: all answers</h3>
          ${histogram('Confidence of all answers', all)}
          ${foldedTable('sure-all', 'Confidence of all answers', [{ text: 'Confidence' }, { text: 'Answers', number: true }], () => histogramRows(all))}
        </section>
      </div>
      ${classesTable()}
    </section>`;
  }

  function classesTable() {
    const shown = allClasses ? version.classes : version.classes.slice(0, FEW_CLASSES);
    return html`${table(
      `Classes of ${version.version}`,
      [
        { text: 'Class' },
        { text: 'Precision', number: true },
        { text: 'Recall', number: true },
        { text: 'Examples', number: true },
        { text: 'Predicted', number: true },
        { text: 'Last label' },
      ],
      shown.map((one) => [
        one.label === undefined ? 'all others' : labelChip(one.label),
        shareText(one.precision),
        shareText(one.recall),
        number(one.examples),
        number(one.predicted),
        when(one.lastLabel),
      ]),
    )}
    ${version.classes.length > shown.length
      ? html`<button type="button" @click=${showAll}>Show all ${number(version.classes.length)} classes</button>`
      : nothing}
    <p class="muted">
      Precision: of the labelled answers with the class, how many show it. Recall: of the labelled images that show it, how many
      were answered so. In brackets the 95 % interval.
    </p>`;
  }

  function sourcesCard() {
    return html`<section class="stack">
      <h2>Who labels</h2>
      ${sources.sources.length === 0
        ? html`<p class="muted">Nobody has sent a label on the topic of labels.</p>`
        : table(
            'Sources of labels',
            [
              { text: 'Source' },
              { text: 'Labels', number: true },
              { text: 'Taken back', number: true },
              { text: 'Agrees with others', number: true },
              { text: 'Pairs', number: true },
              { text: 'Last label' },
            ],
            sources.sources.map((one) => [
              one.source ?? html`<span class="muted">not named</span>`,
              number(one.labels),
              number(one.retractions),
              shareText(one.agreement),
              number(one.agreement?.of ?? 0),
              when(one.lastLabel),
            ]),
          )}
      <p class="muted">A pair: its label and another source's for the same image.</p>
    </section>`;
  }

  function coverageNote() {
    const { predictions, since } = report.coverage;
    return html`<p class="muted">
      Told by ${count(predictions, 'prediction')}${since ? html`, the first of them ${when(since)}` : nothing}, and by all labels on the topics.
    </p>`;
  }

  function asTable(name, caption, format) {
    return foldedTable(name, caption, undefined, () => rows(lines(name), format), () => columns(lines(name)));
  }

  /** Made only while it is unfolded. */
  function foldedTable(name, caption, fixed, contents, heads) {
    return html`<details class="as-table" ?open=${open.has(name)} @toggle=${(event) => fold(name, event.target.open)}>
      <summary>As a table</summary>
      ${open.has(name) ? table(caption, fixed ?? heads(), contents()) : nothing}
    </details>`;
  }

  function fold(name, isOpen) {
    if (open.has(name) !== isOpen) {
      open[isOpen ? 'add' : 'delete'](name);
      draw();
    }
  }

  function choose(name) {
    wanted = name;
    allClasses = false;
    setQuery({ version: name });
    read();
  }

  function showAll() {
    allClasses = true;
    draw();
  }

  draw();
  read();
  const end = events(['learning'], readSoon, { onResume: read });
  const endMarks = onMarkedLabels(draw);
  return () => {
    ended = true;
    clearTimeout(timer);
    end();
    endMarks();
    Object.values(charts).forEach((chart) => chart.destroy());
  };
}
