// What the installation is made of, and whether each part is well.
import { html, nothing, render } from '../lib/html.js';
import { allows, get, post, session } from '../lib/api.js';
import { count, number } from '../lib/format.js';
import {
  badge,
  command,
  emptyState,
  errorState,
  figure,
  figures,
  pageHeader,
  skeleton,
  stale,
  table,
  toastFault,
  when,
} from '../lib/ui.js';

export const title = 'System';

const EVERY_MILLIS = 5000;
const LEVELS = {
  GOOD: ['good', 'good'],
  NOTE: ['note', 'warn'],
  PROBLEM: ['problem', 'bad'],
};
const DETAILS = {
  modelVersion: 'Serves version',
  modelVersionSince: 'Since',
  stream: 'Stream',
  partitions: 'Partitions',
  lagRecords: 'Images waiting',
  lagSeconds: 'Oldest waits, seconds',
  role: 'Role',
  run: 'Run',
  bufferPictures: 'Images in the buffer',
  release: 'Release',
};

export function mount(root) {
  let report;
  let visit;
  let who;
  let fault;
  let looking = false;
  let timer;
  let ended = false;

  async function read() {
    clearTimeout(timer);
    try {
      [report, { visit }, who] = await Promise.all([get('/api/system'), get('/api/system/doctor'), session()]);
      fault = undefined;
    } catch (caught) {
      fault = caught;
    }
    if (!ended) {
      draw();
      timer = setTimeout(readVisible, EVERY_MILLIS);
    }
  }

  function readVisible() {
    if (document.hidden) {
      timer = setTimeout(readVisible, EVERY_MILLIS);
    } else {
      read();
    }
  }

  function draw() {
    render(page(), root);
  }

  function page() {
    const header = pageHeader(title, 'Instances, groups and their lag, brokers and topics.');
    if (fault && !report) {
      return html`${header}${errorState(fault, read)}`;
    }
    if (!report) {
      return html`${header}${skeleton('figures')}${skeleton()}`;
    }
    return html`${header} ${stale(fault)}
      ${report.fault ? html`<p class="notice" role="alert">${badge('brokers', 'bad')} ${report.fault}</p>` : nothing}
      ${headline()} ${instances()} ${groups()} ${doctor()} ${topics()}`;
  }

  function headline() {
    const asked = report.instances;
    const ready = asked.filter((one) => one.ready).length;
    const versions = [...new Set(asked.map((one) => one.modelVersion).filter(Boolean))];
    const behind = report.groups.flatMap((group) => group.lag).reduce((sum, one) => sum + one.behind, 0);
    return figures(
      figure('Instances ready', asked.length ? `${ready} of ${asked.length}` : '–', {
        note: asked.length ? nothing : 'none configured',
      }),
      figure('Versions served', versions.length ? versions.join(', ') : '–', {
        note: versions.length > 1 ? 'instances differ: a swap is under way, or one could not load' : nothing,
      }),
      figure('Offsets behind, all groups', number(behind)),
      figure('Brokers', report.cluster ? number(report.cluster.brokers) : '–', {
        note: report.cluster ? `cluster ${report.cluster.clusterId}` : nothing,
      }),
    );
  }

  function instances() {
    return html`<section class="stack">
      <h2>Instances</h2>
      ${report.instances.length === 0
        ? emptyState({
            title: 'No instance is configured',
            text: 'Name the HTTP ports of the streams and trainers, and they are asked here how they are. Members of their groups are listed below all the same.',
            action: command('console.instances=http://stream-1:8080,http://trainer-1:8081'),
            image: 'system',
          })
        : html`<div class="columns">${report.instances.map(instance)}</div>`}
    </section>`;
  }

  function instance(one) {
    const state = !one.reachable
      ? badge('does not answer', 'bad')
      : one.ready
        ? badge('ready', 'good')
        : badge(one.live ? 'not ready' : 'to be restarted', one.live ? 'warn' : 'bad');
    const known = Object.entries(DETAILS).filter(([name]) => one.details[name] !== undefined);
    const others = Object.keys(one.details).filter((name) => !(name in DETAILS)).sort();
    return html`<article class="card instance">
      <div class="spread"><h3 class="mono">${one.address}</h3>${state}</div>
      ${one.fault ? html`<p class="bad">${one.fault}</p>` : nothing}
      ${one.reasons.length ? html`<ul class="reasons">${one.reasons.map((reason) => html`<li>${reason}</li>`)}</ul>` : nothing}
      <dl class="facts">
        ${known.map(([name, text]) => html`<dt>${text}</dt><dd>${detail(name, one.details[name])}</dd>`)}
        ${others.map((name) => html`<dt>${name}</dt><dd>${one.details[name]}</dd>`)}
      </dl>
    </article>`;
  }

  function detail(name, value) {
    if (name === 'modelVersion') {
      return html`<a href="/versions/${encodeURIComponent(value)}">${value}</a>`;
    }
    if (name === 'modelVersionSince') {
      return when(value);
    }
    return /^\d{1,15}$/.test(value) ? number(Number(value)) : value;
  }

  function groups() {
    return html`<section class="stack">
      <h2>Groups and their lag</h2>
      ${report.groups.length === 0
        ? html`<p class="muted">No group works on these topics, or none may be seen with these rights.</p>`
        : report.groups.map(group)}
    </section>`;
  }

  function group(one) {
    const behind = one.lag.reduce((sum, partition) => sum + partition.behind, 0);
    return html`<details class="card group" ?open=${one.lag.length <= 12}>
      <summary>
        <span class="spread">
          <span class="row"><strong>${one.group}</strong>${badge(one.state, one.members.length ? 'good' : 'warn')}</span>
          <span class="muted">${count(one.members.length, 'member')}, ${count(behind, 'offset')} behind</span>
        </span>
      </summary>
      ${table(
        `Lag of ${one.group}`,
        [
          { text: 'Topic' },
          { text: 'Partition', number: true },
          { text: 'Done', number: true },
          { text: 'End', number: true },
          { text: 'Behind', number: true },
          { text: 'Client' },
        ],
        one.lag.map((partition) => [
          partition.topic,
          number(partition.partition),
          number(partition.done),
          number(partition.end),
          number(partition.behind),
          partition.client || html`<span class="muted">nobody</span>`,
        ]),
      )}
    </details>`;
  }

  function doctor() {
    return html`<section class="stack">
      <div class="spread">
        <h2>Doctor</h2>
        ${allows(who, 'operator')
          ? html`<button type="button" @click=${look} ?disabled=${looking} aria-busy=${looking ? 'true' : 'false'}>
              ${looking ? 'Looking…' : visit ? 'Look again' : 'Look now'}
            </button>`
          : nothing}
      </div>
      ${visit
        ? html`<p class="muted">Looked ${when(visit.at)}, asked by ${visit.by}.</p>
            <ul class="findings">
              ${visit.findings.map(
                (finding) =>
                  html`<li class="card">
                    ${badge(...(LEVELS[finding.level] ?? [finding.level, 'plain']))}
                    <div>
                      <strong>${finding.subject}</strong>: ${finding.what}
                      ${finding.mend ? html`<p class="muted">${finding.mend}</p>` : nothing}
                    </div>
                  </li>`,
              )}
            </ul>`
        : html`<p class="muted">
            Checks broker, topics, the console's rights, the active version and timestamps from here. What a service needs on its own machine,
            <code>afterimage doctor</code> tells there.
          </p>`}
    </section>`;
  }

  async function look() {
    looking = true;
    draw();
    try {
      ({ visit } = await post('/api/system/doctor'));
    } catch (caught) {
      toastFault(caught);
    }
    looking = false;
    if (!ended) {
      draw();
    }
  }

  function topics() {
    return report.cluster
      ? html`<section class="stack topics">
          <h2>Topics</h2>
          ${table(
            'Topics',
            [
              { text: 'Topic' },
              { text: 'Partitions', number: true },
              { text: 'Offsets held', number: true },
              { text: 'Replicas', number: true },
              { text: 'In sync' },
            ],
            report.cluster.topics.map((topic) => [
              topic.name,
              number(topic.partitions),
              number(topic.offsets),
              number(topic.replicas),
              topic.inSync ? badge('yes', 'good') : badge('no', 'bad'),
            ]),
          )}
        </section>`
      : nothing;
  }

  draw();
  read();
  return () => {
    ended = true;
    clearTimeout(timer);
  };
}
