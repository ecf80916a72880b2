// All versions: which one answers, what happened when, and the runs that are under way.
import { html, svg, render, nothing, repeat } from '../lib/html.js';
import { allows, events, get, session } from '../lib/api.js';
import { decide } from '../lib/decide.js';
import { count, exact, millis, number, percent } from '../lib/format.js';
import { kindOf, merged, runCard, stateBadge } from '../lib/runs.js';
import {
  badge,
  command,
  emptyState,
  errorState,
  figure,
  figures,
  icon,
  pageHeader,
  skeleton,
  stale,
  table,
  when,
} from '../lib/ui.js';
import { happeningBadge, link, stateOf, trigger } from '../lib/versions.js';

export const title = 'Versions';

const SHOWN_AT_FIRST = 30;
const COLOURS = 7;
const TRIALS = {
  shadow: 'answers beside the active version',
  canary: 'answers a share of the images',
  'waiting-for-approval': 'waits until somebody approves it',
};

export function mount(root) {
  let line;
  let fault;
  let who;
  let shown = SHOWN_AT_FIRST;
  let timer;
  const leave = new AbortController();

  function read() {
    return get('/api/versions', {}, { signal: leave.signal }).then(
      (answer) => {
        line = answer;
        fault = undefined;
        if (!line.caughtUp) {
          later();
        }
        draw();
      },
      (failure) => {
        if (failure.name !== 'AbortError') {
          fault = failure;
          draw();
        }
      },
    );
  }

  /** Several events in a row are answered by one request. */
  function later() {
    clearTimeout(timer);
    timer = setTimeout(read, 250);
  }

  function draw() {
    render(page(), root);
  }

  function page() {
    if (fault && !line) {
      return html`${header()}${errorState(fault, read)}`;
    }
    if (!line) {
      return html`${header()}${skeleton('figures')}${skeleton('lines', 6)}`;
    }
    const underWay = line.runs.filter(
      (run) => run.run && (run.state === 'under-way' || run.state === 'sent'),
    );
    return html`
      ${header()} ${stale(fault)}
      ${line.faults.map((text) => html`<p class="notice warn" role="status">${text}</p>`)}
      ${underWay.length === 0
        ? nothing
        : html`<section class="stack" aria-label="Runs under way">
            ${repeat(
              underWay,
              (run) => run.id,
              (run) => runCard(run, canDecide() ? cancelButton(run) : nothing),
            )}
          </section>`}
      ${line.total === 0 ? nothingYet() : html`${now()} ${reigns()} ${list()}`}
      ${history()}
    `;
  }

  function canDecide() {
    return allows(who, 'operator');
  }

  function header() {
    return pageHeader(
      'Versions',
      'Which version answers, what happened when, and how runs go.',
      canDecide()
        ? html`<button type="button" @click=${() => decide('refresh')}>Refresh the head…</button>
            <button type="button" @click=${() => decide('retrain')}>Train…</button>`
        : nothing,
    );
  }

  function cancelButton(run) {
    return run.state === 'under-way'
      ? html`<button type="button" @click=${() => decide('cancel', run.id)}>Cancel…</button>`
      : nothing;
  }

  function nothingYet() {
    return emptyState({
      title: 'No version yet',
      text: 'Images wait in their topic until there is one. Train one on a folder of images, one folder for each class:',
      action: command('afterimage train photos/ --publish'),
      image: 'versions',
    });
  }

  function now() {
    const active = line.versions.find((version) => version.version === line.active);
    const since = line.reigns.at(-1)?.from;
    const staged = line.versions.find((version) => version.version === line.staged);
    return figures(
      figure('Answers', active ? link(active.version) : '–', {
        note: active
          ? html`since ${when(since)}${line.pinned ? ', pinned' : ''}`
          : 'no version is available',
      }),
      figure('At the gate', percent(active?.gate?.accuracy), {
        note: active?.gate
          ? html`${percent(active.gate.low)} to ${percent(active.gate.high)} on
            ${count(active.gate.heldOut, 'image')}`
          : 'no gate judged it',
      }),
      figure(staged?.state === 'waiting-for-approval' ? 'To approve' : 'On trial', staged ? link(staged.version) : 'none', {
        note: staged ? TRIALS[staged.state] : 'no version is tried',
      }),
      figure('Versions', number(line.total), {
        note: `${number(line.versions.filter((version) => version.state === 'withdrawn').length)} rolled back`,
      }),
    );
  }

  function reigns() {
    const spans = line.reigns.map((reign, at) => ({
      version: reign.version,
      from: new Date(reign.from).getTime(),
      to: new Date(line.reigns[at + 1]?.from ?? line.now).getTime(),
    }));
    const from = spans[0]?.from ?? 0;
    const length = Math.max(1, new Date(line.now).getTime() - from);
    const names = [...new Set(spans.map((span) => span.version))];
    return html`<section class="card">
      <h2>Who answered when</h2>
      <svg
        class="reigns"
        viewBox="0 0 1000 32"
        preserveAspectRatio="none"
        role="img"
        aria-label=${spans
          .slice(-12)
          .map((span) => `${span.version ?? 'none'} for ${millis(span.to - span.from)}`)
          .join(', then ')}
      >
        ${spans.map(
          (span) =>
            svg`<rect
              class="reign-${span.version ? (names.indexOf(span.version) % COLOURS) + 1 : 'none'}"
              x=${((span.from - from) / length) * 1000}
              width=${Math.max(1.5, ((span.to - span.from) / length) * 1000 - 1)}
              height="32"
            ><title>${span.version ?? 'no version'}: ${exact(span.from)}, for ${millis(span.to - span.from)}</title></rect>`,
        )}
      </svg>
      <p class="reign-ends muted">${when(line.reigns[0]?.from)}<span>now</span></p>
      <ul class="chart-legend">
        ${names
          .slice(-COLOURS)
          .map(
            (name) =>
              html`<li>
                <span class="dot series-${name ? (names.indexOf(name) % COLOURS) + 1 : '8'}"></span>${name
                  ? link(name)
                  : 'no version'}
              </li>`,
          )}
      </ul>
    </section>`;
  }

  function list() {
    return html`<section class="stack">
      <h2>Versions</h2>
      ${table(
        'Versions, newest first',
        [
          { text: 'Version' },
          { text: 'State' },
          { text: 'Published' },
          { text: 'At the gate', number: true },
          { text: 'Active one then', number: true },
          { text: 'Began by' },
        ],
        line.versions
          .slice(0, shown)
          .map((version) => [
            html`<strong>${link(version.version)}</strong>`,
            html`${stateOf(version)}${version.rejections.length > 0
              ? html` ${badge(`rejected by ${count(version.rejections.length, 'instance')}`, 'bad')}`
              : nothing}`,
            when(version.announced),
            version.gate
              ? html`${percent(version.gate.accuracy)}<br /><small class="muted"
                    >${percent(version.gate.low)} to ${percent(version.gate.high)}</small
                  >`
              : '–',
            percent(version.gate?.activeAccuracy),
            html`${trigger(version)}${version.reason
                ? html`<br /><small class="muted">${version.reason}</small>`
                : nothing}`,
          ]),
      )}
      ${line.versions.length > shown
        ? html`<button type="button" @click=${more}>
            Show all ${number(line.versions.length)}${line.total > line.versions.length
              ? html` of ${number(line.total)}`
              : nothing}
          </button>`
        : nothing}
    </section>`;
  }

  function more() {
    shown = Infinity;
    draw();
  }

  /** Events of versions and ends of commands in one order. */
  function history() {
    // What a decision did to a version is among the happenings, with the same reason.
    const ends = line.runs
      .filter((run) => run.outcome && (run.run || run.kind === 'cancel' || run.state !== 'done'))
      .map((run) => ({ run, at: run.outcome.at }));
    const all = [...line.happenings.map((happening) => ({ happening, at: happening.at })), ...ends]
      .sort((one, other) => new Date(other.at) - new Date(one.at))
      .slice(0, shown === Infinity ? 300 : SHOWN_AT_FIRST);
    if (all.length === 0) {
      return nothing;
    }
    return html`<section class="card">
      <h2>What happened</h2>
      <ol class="history">
        ${all.map((one) => (one.run ? ended(one.run) : happened(one.happening)))}
      </ol>
    </section>`;
  }

  function happened(happening) {
    return html`<li>
      <span class="history-when muted">${when(happening.at)}</span>
      <div>
        ${happeningBadge(happening.kind)} ${link(happening.version)}
        ${happening.instance ? html`by ${happening.instance}` : nothing}
        ${happening.share ? html`on ${percent(happening.share, 0)} of the images` : nothing}
        ${happening.by ? html`<span class="muted">by ${happening.by}</span>` : nothing}
        ${happening.reason ? html`<p class="history-why">${happening.reason}</p>` : nothing}
      </div>
    </li>`;
  }

  function ended(run) {
    const canPromote =
      run.state === 'rejected' &&
      canDecide() &&
      !line.versions.some((version) => version.run === run.id);
    return html`<li>
      <span class="history-when muted">${when(run.outcome.at)}</span>
      <div>
        ${stateBadge(run)} ${kindOf(run)} ${run.target ? html`<span>${run.target}</span>` : nothing}
        <span class="muted mono">${run.id}</span>
        ${run.reason ? html`<p class="history-why">Why: ${run.reason}</p>` : nothing}
        <p class="history-why">${run.outcome.text}</p>
        ${canPromote
          ? html`<button type="button" @click=${() => decide('promote', run.id)}>
              ${icon('forward')}Publish it anyway…
            </button>`
          : nothing}
      </div>
    </li>`;
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
    ['runs', 'versions'],
    (data, channel) => {
      if (channel === 'runs' && line) {
        line.runs = merged(line.runs, data);
        draw();
      }
      if (channel === 'versions' || data.some?.((run) => run.outcome)) {
        later();
      }
    },
    { onResume: read },
  );
  return () => {
    end();
    leave.abort();
    clearTimeout(timer);
  };
}
