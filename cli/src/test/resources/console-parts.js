// What single parts of the console's pages do, told apart from a broker: each case is a function that
// throws where something else happens. They run in a page of the console, whose modules they use.

const original = { fetch: window.fetch, setTimeout: window.setTimeout };

function equal(found, expected, what) {
  const [one, other] = [JSON.stringify(found), JSON.stringify(expected)];
  if (one !== other) {
    throw new Error(`${what}: ${one} instead of ${other}`);
  }
}

async function until(holds, what) {
  for (let turn = 0; !holds(); turn++) {
    if (turn > 2000) {
      throw new Error(`never came: ${what}`);
    }
    await new Promise((later) => original.setTimeout.call(window, later, 5));
  }
}

/** Answers some paths instead of the console. */
function answer(paths) {
  window.fetch = async (path, options) => {
    const [, reply] = Object.entries(paths).find(([start]) => path.startsWith(start)) ?? [];
    return reply ? Response.json(reply()) : original.fetch.call(window, path, options);
  };
}

/** A stream of events that the case opens, fills and breaks. */
class Stream {
  static OPEN = 1;
  static CLOSED = 2;
  static all = [];
  readyState = 0;
  listeners = {};

  constructor() {
    Stream.all.push(this);
  }

  static get last() {
    return Stream.all.at(-1);
  }

  addEventListener(name, listener) {
    this.listeners[name] = listener;
  }

  close() {
    this.readyState = Stream.CLOSED;
  }

  open() {
    this.readyState = 1;
    this.onopen();
  }

  lose() {
    this.readyState = 0;
    this.onerror();
  }

  send(name, data = {}) {
    this.listeners[name]?.({ data: JSON.stringify(data) });
  }
}

const cases = {
  async labelsHaveMarksOfTheirOwn() {
    const { dotClass, markOf, marksOf, setMarkedLabels } = await import('/assets/lib/labels.js');
    const { mixLines } = await import('/assets/pages/learning/charts.js');
    const digits = Array.from('0123456789');
    const dot = document.createElement('label-dot');
    dot.setAttribute('label', '8');
    document.body.append(dot);
    setMarkedLabels(digits);

    equal(new Set(digits.map((label) => dotClass(markOf(label)))).size, 10, 'marks of ten labels');
    equal(dot.className, 'dot series-2 ring', 'a dot that was there before');
    equal(markOf('cat'), { colour: 8, isRing: false }, 'a label without a mark');
    equal(marksOf(['9', 'cat']).get('9'), markOf('9'), 'a mark in a chart');

    setMarkedLabels(['cat', 'dog', 'emu']);
    const band = (label) => ({ label, counts: [1, 1] });
    const report = { times: [1, 2], predicted: ['cat', 'dog', 'new'].map(band), truth: ['dog', 'emu', 'old'].map(band) };
    const colours = (bands) => mixLines(report, bands).series.map((one) => one.colour);
    equal(colours(report.predicted), [1, 2, 4], 'lines of what is answered');
    equal(colours(report.truth), [2, 3, 5], 'lines of what is true');
  },

  async aStreamIsRenewedWithoutABreak() {
    window.EventSource = Stream;
    const { events, onConnection } = await import('/assets/lib/api.js?anew');
    const seen = [];
    onConnection((isConnected) => isConnected || seen.push('lost'));
    events(['live'], (data) => seen.push(data), { onResume: () => seen.push('resumed') });
    await until(() => Stream.all.length === 1, 'a stream');
    const [first] = Stream.all;
    first.open();
    first.send('renew');
    equal(Stream.all.length, 2, 'streams');
    first.send('live', 1);
    equal(first.readyState, 1, 'the first one until the second one is open');
    Stream.last.open();
    equal(first.readyState, Stream.CLOSED, 'the first one then');
    Stream.last.send('live', 2);
    equal(seen, [1, 2], 'what was seen');

    Stream.last.lose();
    Stream.last.open();
    equal(seen, [1, 2, 'resumed'], 'what was seen after a short break');

    const second = Stream.last;
    events(['runs'], () => seen.push('run'));
    await until(() => Stream.all.length === 3, 'a stream of both channels');
    second.send('live', 3);
    Stream.last.open();
    Stream.last.send('runs');
    equal(seen, [1, 2, 'resumed', 3, 'run'], 'what was seen when another channel was added');
  },

  async aCardIsShownOnce() {
    let flush;
    window.setTimeout = (run, millis, ...rest) =>
      millis === 250 ? ((flush = run), 0) : original.setTimeout.call(window, run, millis, ...rest);
    window.Image = class {
      async decode() {}
    };
    window.EventSource = Stream;
    const card = (number) => ({
      number,
      id: `image-${number}`,
      picture: { topic: 'images', partition: 0, offset: 1e9 + number },
      label: 'cat',
      version: 'v1',
      confidence: 0.5,
      predictedAt: new Date().toISOString(),
    });
    let listed = [card(1)];
    answer({
      '/api/live': () => ({ ready: true, kept: 9, reasons: [], cards: listed, labels: [], versions: [], sources: [] }),
    });
    const { mount } = await import('/assets/pages/live.js');
    const root = document.createElement('div');
    document.body.append(root);
    const leave = mount(root, { query: new URLSearchParams() });
    const ids = () => [...root.querySelectorAll('.live-id')].map((one) => one.textContent);
    await until(() => ids().length === 1 && Stream.all.length > 0, 'the first card');
    Stream.last.open();

    Stream.last.send('live', { came: 2, shown: [card(2), card(3)] });
    await until(() => flush, 'images that are there');
    listed = [card(2), card(1)];
    Stream.last.lose();
    Stream.last.open();
    await until(() => ids().length === 2, 'the list that was read anew');
    flush();
    equal(ids(), ['image-3', 'image-2', 'image-1'], 'cards');
    leave();
  },

  async aVersionThatAnswersAShareCanBePromotedOrEnded() {
    const epoch = { phase: 'freeze', epoch: 0, loss: 0.5, accuracy: 0.9, validationLoss: 0.6, validationAccuracy: 0.815, seconds: 2, kept: true };
    answer({
      '/api/versions/v2': () => ({
        version: { version: 'v2', state: 'canary', unannounced: true, announced: '2026-11-29T12:00:00Z', rejections: [], labels: 1, bytes: 1 },
        names: ['cat'],
        others: [],
        changes: [],
        reigns: [],
        manifest: { createdAt: '2026-11-29T12:00:00Z', backbone: 'none', input: { width: 1, height: 1 }, report: { curve: [epoch] } },
      }),
    });
    const { mount } = await import('/assets/pages/version.js');
    const root = document.createElement('div');
    const leave = mount(root, { version: 'v2' });
    await until(() => root.querySelector('.page-header button'), 'buttons');
    const texts = (css) => [...root.querySelectorAll(css)].map((one) => one.textContent.trim());
    equal(texts('.page-header button'), ['Promote…', 'End the trial…'], 'buttons');
    equal(texts('.page-header .badge'), ['answers a share'], 'state');
    equal(texts('.stat-value').includes('81.5\u00a0%'), true, 'figures of the only epoch');
    equal(root.querySelectorAll('run-chart').length, 0, 'charts of one epoch');
    leave();
  },

  async aVersionThatWaitsCanBeApprovedOrRejected() {
    answer({
      '/api/versions/v2': () => ({
        version: { version: 'v2', state: 'waiting-for-approval', unannounced: true, waitsUntil: '2126-03-01T10:00:00Z', parent: 'v1', announced: '2026-11-29T12:00:00Z', rejections: [], labels: 1, bytes: 1 },
        names: ['cat'],
        others: [],
        changes: [{ kind: 'approval', version: 'v2', at: '2026-11-29T12:00:00Z', share: 0, reason: 'passed the gate' }],
        reigns: [],
      }),
    });
    const { mount } = await import('/assets/pages/version.js');
    const root = document.createElement('div');
    document.body.append(root);
    const leave = mount(root, { version: 'v2' });
    await until(() => root.querySelector('.page-header button'), 'buttons');
    const texts = (css) => [...root.querySelectorAll(css)].map((one) => one.textContent.trim());
    equal(texts('.page-header button'), ['Approve…', 'Reject…'], 'buttons');
    equal(texts('.badge'), ['waits for approval', 'waits for approval'], 'state and what happened');
    equal(root.querySelector('.notice').textContent.includes('2126'), true, 'until when it waits');
    root.querySelector('.page-header button').click();
    await until(() => document.querySelector('dialog[open]'), 'the dialog');
    equal(document.querySelector('dialog h2').textContent.trim(), 'Approve v2', 'what is asked');
    document.querySelector('dialog').close();
    leave();
    root.remove();
  },

  async keysAreForTheOpenDialog() {
    const press = (key) =>
      !document.body.dispatchEvent(new KeyboardEvent('keydown', { key, bubbles: true, cancelable: true }));
    await until(() => document.querySelector('.label-status'), 'the queue');
    press('?');
    equal(document.querySelectorAll('dialog[open]').length, 1, 'the list of keys');
    equal(press('u'), false, 'whether undo was done behind the dialog');
    document.querySelector('nav a[href="/versions"]').click();
    await until(() => document.querySelector('h1')?.textContent === 'Versions', 'another page');
    await until(() => !document.querySelector('dialog'), 'the end of the dialog');
  },

  async theLinkToTheContentKeepsThePage() {
    await until(() => document.querySelector('.page h1'), 'a page');
    const page = document.querySelector('.page');
    const moved = new Promise((resolve) => window.addEventListener('hashchange', resolve));
    document.querySelector('a.skip').click();
    await moved;
    equal(document.activeElement.id, 'main', 'focus');
    equal(document.querySelector('.page') === page, true, 'whether the page stayed');
  },

  async aTrainerThatAnsweredIsHeard() {
    window.setTimeout = (run, millis, ...rest) =>
      original.setTimeout.call(window, run, millis === 30000 ? 50 : millis, ...rest);
    const states = [
      { state: 'under-way' },
      { state: 'done', outcome: { text: 'v9 is pinned', at: '2026-11-29T12:00:00Z' } },
    ];
    let id = 'console-pin-1';
    answer({
      '/api/commands': () => ({ id }),
      '/api/runs': () => (id === 'console-pin-1' ? [{ id, ...states.shift() }] : [{ id, state: 'sent' }]),
    });
    const { decide } = await import('/assets/lib/decide.js');
    const confirm = async () => {
      decide('pin', 'v9');
      await until(() => document.querySelector('dialog[open] textarea'), 'the question');
      document.querySelector('dialog[open] textarea').value = 'to see';
      document.querySelector('dialog[open] [type="submit"]').click();
    };
    const has = (element, text) => document.getElementById(element).textContent.includes(text);
    await confirm();
    await until(() => has('notes', 'v9 is pinned'), 'what became of it');
    equal(has('alerts', 'No trainer answers'), false, 'an alert');

    id = 'console-pin-2';
    await confirm();
    await until(() => has('alerts', 'No trainer answers'), 'the alert');
  },
};
