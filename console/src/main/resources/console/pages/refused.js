// Records that the stream refused: why, what they hold, and sending them again.
import { html, nothing, render } from '../lib/html.js';
import { allows, events, get, post, session } from '../lib/api.js';
import { bytes, count, number } from '../lib/format.js';
import { imageSource } from '../lib/images.js';
import {
  askReason,
  badge,
  emptyState,
  errorState,
  openDialog,
  pageHeader,
  skeleton,
  stale,
  table,
  tabs,
  toast,
  toastFault,
  when,
} from '../lib/ui.js';

export const title = 'Refused';

const ABOUT = 'Images and labels that could not be used. Nothing is lost: each is kept with its reason.';

export function mount(root, { query }) {
  const reason = query.get('reason') ?? '';
  const show = query.get('show') === 'all' ? 'all' : 'open';
  let page;
  let who;
  let fault;
  let running;
  let due;
  let ended = false;
  let asked = 0;

  async function read() {
    const turn = ++asked;
    let answer;
    let failure;
    try {
      answer = await Promise.all([get('/api/refused', { reason, show }), session()]);
    } catch (caught) {
      failure = caught;
    }
    if (ended || turn !== asked) {
      return;
    }
    [page, who] = answer ?? [page, who];
    fault = failure;
    draw();
  }

  /** Many may come at once. */
  function readSoon() {
    due ??= setTimeout(() => {
      due = undefined;
      read();
    }, 300);
  }

  function draw() {
    render(view(), root);
  }

  function view() {
    const head = pageHeader(title, ABOUT);
    if (fault && !page) {
      return html`${head}${errorState(fault, read)}`;
    }
    if (!page) {
      return html`${head}${skeleton('cards')}`;
    }
    if (page.reasons.length === 0) {
      return html`${head}${page.caughtUp
        ? emptyState({
            title: 'Nothing was refused',
            text: 'Records that the stream cannot use appear here, each with the reason and what to do.',
            action: html`<a class="button" href="/">To the live page</a>`,
            image: 'check',
          })
        : skeleton('cards')}`;
    }
    return html`${head} ${stale(fault)}
      ${page.fault ? html`<p class="notice" role="alert">${badge('stale', 'warn')} ${page.fault}</p>` : nothing}
      <section class="stack" aria-label="Reasons">
        <div class="reasons-list">${page.reasons.map(reasonCard)}</div>
      </section>
      <section class="stack" aria-label="Records">
        ${tabs(
          [
            { name: 'open', text: 'To be decided', href: address({ show: '' }) },
            { name: 'all', text: 'All', href: address({ show: 'all' }) },
          ],
          show,
          'Which records',
        )}
        ${reason
          ? html`<p class="row">
              <span>Only <strong>${reason}</strong></span>
              <a href=${address({ reason: '' })}>All reasons</a>
            </p>`
          : nothing}
        ${letters()}
      </section>`;
  }

  function reasonCard(one) {
    const left = Math.max(0, one.letters - one.sentAgain);
    return html`<article class="card reason-card">
      <div class="spread">
        <h2><a href=${address({ reason: one.reason })} aria-current=${one.reason === reason ? 'true' : nothing}>${one.reason}</a></h2>
        <span class="figure" title=${`${count(one.letters, 'record')} since the console began to count`}>${number(one.letters)}</span>
      </div>
      <p>${one.cause || 'This version of the console does not know the reason.'}</p>
      ${one.remedy ? html`<p class="muted">${one.remedy}</p>` : nothing}
      ${one.sentAgain ? html`<p class="muted">${number(one.sentAgain)} sent again</p>` : nothing}
      ${allows(who, 'operator') && left > 0
        ? html`<div class="actions">
            <button type="button" ?disabled=${running} @click=${() => sendAll(one.reason, left)}>
              ${running === one.reason ? 'Sending…' : 'Send all again'}
              <span class="visually-hidden"> of ${one.reason}</span>
            </button>
          </div>`
        : nothing}
    </article>`;
  }

  function letters() {
    if (page.letters.length === 0) {
      return emptyState({
        title: show === 'open' ? 'Nothing is left to decide' : 'No record of this reason is kept',
        text: show === 'open' ? 'What was sent again is under All.' : nothing,
        image: 'check',
      });
    }
    return html`${table(
      'Refused records',
      [{ text: 'Preview' }, { text: 'Id' }, { text: 'Reason' }, { text: 'Refused' }, { text: 'Size', number: true }, { text: html`<span class="visually-hidden">Actions</span>` }],
      page.letters.map(row),
    )}
    ${page.more ? html`<p class="muted">Only the newest ${number(page.letters.length)} are listed.</p>` : nothing}`;
  }

  function row(letter) {
    return [
      letter.image
        ? html`<img class="letter-thumb" src=${imageSource(letter)} alt="" loading="lazy" width="64" height="64" />`
        : html`<span class="muted">–</span>`,
      html`<span class="mono letter-text">${letter.imageId}</span>`,
      html`<div class="letter-text">
        <strong>${letter.reason}</strong>
        <div class="muted">${letter.detail}</div>
        ${letter.sentAgain ? sentAgain(letter.sentAgain) : nothing}
      </div>`,
      when(letter.refusedAt),
      letter.bytes === undefined ? '–' : bytes(letter.bytes),
      html`<div class="row">
        <button type="button" @click=${() => look(letter)}>
          Look<span class="visually-hidden"> at ${letter.imageId}</span>
        </button>
        ${allows(who, 'operator') && !letter.sentAgain
          ? html`<button type="button" ?disabled=${running} @click=${() => sendOne(letter)}>
              Send again<span class="visually-hidden"> ${letter.imageId}</span>
            </button>`
          : nothing}
      </div>`,
    ];
  }

  function sentAgain(mark) {
    return html`<div>${badge('sent again', 'good')} by ${mark.by}, ${when(mark.at)}: ${mark.why}</div>`;
  }

  async function look(letter) {
    let content;
    try {
      content = await get(`/api/refused/${letter.partition}/${letter.offset}`);
    } catch (caught) {
      toastFault(caught);
      return;
    }
    if (ended) {
      return;
    }
    await openDialog(
      letter.imageId || 'A record without an id',
      (close) => html`<div class="stack" tabindex="-1" autofocus>
        ${letter.image
          ? html`<img class="letter-preview" src=${imageSource(letter, undefined, 'full')} alt="What can be decoded of it" />`
          : nothing}
        <dl class="facts">
          <dt>Reason</dt>
          <dd>${letter.reason}</dd>
          <dt>Detail</dt>
          <dd>${letter.detail}</dd>
          <dt>Came from</dt>
          <dd class="mono">${letter.origin ?? '–'}</dd>
          <dt>Lies at</dt>
          <dd class="mono">${letter.topic}-${letter.partition}-${letter.offset}</dd>
          <dt>Size</dt>
          <dd>${bytes(letter.bytes)}</dd>
        </dl>
        ${content.hex.length
          ? html`<h3>First bytes</h3>
              <pre class="letter-bytes" tabindex="0">${content.text ?? content.hex.join('\n')}</pre>`
          : html`<p class="muted">It has no value: the record stays where it came from.</p>`}
        <h3>Headers</h3>
        ${table('Headers', [{ text: 'Name' }, { text: 'Value' }], content.headers.map((one) => [html`<span class="mono">${one.name}</span>`, html`<span class="letter-text">${one.value}</span>`]))}
        <div class="dialog-actions"><button type="button" @click=${() => close()}>Close</button></div>
      </div>`,
    );
  }

  async function sendOne(letter) {
    const given = await askReason({
      title: 'Send again',
      text: html`<span class="mono">${letter.imageId}</span> goes back to where it came from, once, and is answered anew.`,
      action: 'Send again',
    });
    if (given) {
      await send(letter.reason, `/api/refused/${letter.partition}/${letter.offset}/send-again`, { why: given.reason });
    }
  }

  async function sendAll(of, left) {
    const given = await askReason({
      title: `Send all of ${of} again`,
      text: `About ${count(left, 'record')} go back to where they came from, each once. What is refused again comes back here.`,
      action: 'Send all again',
    });
    if (given) {
      await send(of, '/api/refused/send-again', { reason: of, why: given.reason });
    }
  }

  /** In parts, until all were looked at that were refused before the first part. */
  async function send(of, path, body) {
    const total = { sent: 0, before: 0, kept: 0, why: undefined };
    running = of;
    draw();
    try {
      let rest = {};
      let more = true;
      while (more && !ended) {
        const part = await post(path, { ...body, ...rest });
        rest = { until: part.until, from: part.next };
        total.sent += part.sent;
        total.before += part.before;
        total.kept += part.kept.length;
        total.why ??= part.kept[0]?.why;
        more = part.more;
      }
      const cutShort = more ? ' The page was left: the rest was not sent.' : '';
      toast(outcome(total) + cutShort, { tone: total.sent ? 'good' : 'plain', seconds: 10 });
    } catch (caught) {
      toastFault(caught);
    }
    running = undefined;
    if (!ended) {
      read();
    }
  }

  function address(change) {
    const values = { reason, show: show === 'all' ? 'all' : '', ...change };
    const search = new URLSearchParams(Object.entries(values).filter(([, value]) => value));
    return search.size ? `/refused?${search}` : '/refused';
  }

  draw();
  read();
  const unfollow = events(['refused'], readSoon, { onResume: read });
  return () => {
    ended = true;
    clearTimeout(due);
    unfollow();
  };
}

function outcome({ sent, before, kept, why }) {
  const parts = [`${count(sent, 'record')} sent again`];
  if (before) {
    parts.push(`${number(before)} had been sent again before`);
  }
  if (kept) {
    parts.push(`${number(kept)} cannot be sent again: ${why}`);
  }
  return `${parts.join('; ')}.`;
}
