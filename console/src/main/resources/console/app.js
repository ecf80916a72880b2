// The frame of all pages, and which page an address shows.
import { html, render, nothing } from './lib/html.js';
import { icon, logo } from './lib/icons.js';
import { events, get, onConnection, post, session } from './lib/api.js';
import { millis, number, rate } from './lib/format.js';
import { setMarkedLabels } from './lib/labels.js';
import { navigate, onNavigation, query } from './lib/router.js';
import { closeDialogs, emptyState, errorState, pageHeader, skeleton, toastFault } from './lib/ui.js';

const NAVIGATION = [
  { href: '/', text: 'Live', image: 'live' },
  { href: '/label', text: 'Label', image: 'label' },
  { href: '/versions', text: 'Versions', image: 'versions' },
  { href: '/learning', text: 'Learning', image: 'learning' },
  { href: '/refused', text: 'Refused', image: 'refused' },
  { href: '/system', text: 'System', image: 'system' },
];

/** An address, the page's module below pages/, and the entry of the navigation that it belongs to. */
const PAGES = [
  { path: /^\/$/, module: 'live', section: '/' },
  { path: /^\/images\/(?<id>.+)$/, module: 'image', section: '/' },
  { path: /^\/label$/, module: 'label', section: '/label' },
  { path: /^\/versions$/, module: 'versions', section: '/versions' },
  { path: /^\/versions\/(?<version>.+)$/, module: 'version', section: '/versions' },
  { path: /^\/learning$/, module: 'learning', section: '/learning' },
  { path: /^\/refused$/, module: 'refused', section: '/refused' },
  { path: /^\/system$/, module: 'system', section: '/system' },
  { path: /^\/login$/, module: 'login', section: '/login' },
];

const app = document.getElementById('app');
let who;
let status = {};
let connected = true;
let section = '/';

function frame() {
  return html`
    <header class="top">
      <a class="brand" href="/" aria-label="Afterimage">${logo()}<span>Afterimage</span></a>
      <dl class="status" aria-label="State of the stream">
        ${state('Images', status.imagesPerSecond === undefined ? '–' : rate(status.imagesPerSecond), '/s', 'Images classified per second')}
        ${state('p50', millis(status.p50Millis), '', 'Half of the answers are visible within this time')}
        ${state('p99', millis(status.p99Millis), '', '99 % of the answers are visible within this time')}
        ${state('Lag', number(status.lag), '', 'Images that wait to be classified')}
        ${state('Version', status.version ? versionLink(status.version) : '–', '', 'The version that serves')}
      </dl>
      <div class="top-end">
        ${connected ? nothing : html`<span class="badge badge-warn" role="status">Reconnecting…</span>`}
        <button type="button" class="quiet" aria-label="Dark or light" title="Dark or light" @click=${switchTheme}>
          ${icon('theme')}
        </button>
        ${who?.name ? person() : nothing}
      </div>
    </header>
    <nav class="pages" aria-label="Pages">
      ${NAVIGATION.map(
        (entry) =>
          html`<a href=${entry.href} aria-current=${entry.href === section ? 'page' : nothing}>
            ${icon(entry.image)}<span>${entry.text}</span>
          </a>`,
      )}
    </nav>
    <main id="main" tabindex="-1"></main>
    <div id="notes" class="toasts" role="status"></div>
    <div id="alerts" class="toasts" role="alert"></div>
    <div id="announcer" class="visually-hidden" aria-live="polite"></div>
  `;
}

function state(name, value, unit, title) {
  return html`<div title=${title}>
    <dt>${name}</dt>
    <dd>${value}${unit ? html`<small>${unit}</small>` : nothing}</dd>
  </div>`;
}

function versionLink(version) {
  return html`<a href="/versions/${encodeURIComponent(version)}">${version}</a>`;
}

function person() {
  return html`<details class="menu">
    <summary aria-label="${who.name}, ${who.role}">${icon('person')}<span>${who.name}</span></summary>
    <div class="menu-box">
      <p>${who.name}<br /><small class="muted">${who.role}</small></p>
      ${who.login === 'none'
        ? html`<p class="muted"><small>Only this machine reaches the console, so nobody logs in.</small></p>`
        : html`<button type="button" @click=${logOut}>Log out</button>`}
    </div>
  </details>`;
}

async function logOut() {
  try {
    await post('/api/session/logout');
    who = await session({ anew: true });
    navigate('/login');
  } catch (fault) {
    toastFault(fault);
  }
}

function switchTheme() {
  const root = document.documentElement;
  const dark = root.dataset.theme
    ? root.dataset.theme === 'dark'
    : matchMedia('(prefers-color-scheme: dark)').matches;
  root.dataset.theme = dark ? 'light' : 'dark';
  try {
    localStorage.setItem('afterimage.theme', root.dataset.theme);
  } catch {
    // The choice then lasts as long as the page.
  }
  window.dispatchEvent(new Event('afterimage:theme'));
}

function draw() {
  render(frame(), app);
}

let unmount;
let shown = 0;

/** Shows the page of the current address; its focus goes to its title. */
async function show({ isFirst = false } = {}) {
  const turn = ++shown;
  const page = PAGES.find((candidate) => candidate.path.test(location.pathname));
  section = page?.section ?? '';
  draw();
  const main = document.getElementById('main');
  leave();
  let root = place(main);
  window.scrollTo(0, 0);
  if (!page) {
    title('Not found');
    render(notFound(), root);
    return;
  }
  render(skeleton(), root);
  try {
    const module = await import(`/assets/pages/${page.module}.js`);
    if (turn !== shown) {
      return;
    }
    title(module.title);
    root = place(main);
    unmount = module.mount(root, { ...parameters(page), query: query() });
  } catch (fault) {
    if (turn === shown) {
      title('Not shown');
      render(html`${pageHeader('Not shown')}${errorState(fault, () => show())}`, place(main));
    }
  }
  if (!isFirst) {
    (main.querySelector('h1[tabindex]') ?? main).focus({ preventScroll: true });
    document.getElementById('announcer').textContent = document.title;
  }
}

/** An empty element for a page, in place of the one before. */
function place(main) {
  const root = document.createElement('div');
  root.className = 'page';
  main.replaceChildren(root);
  return root;
}

function leave() {
  closeDialogs();
  try {
    unmount?.();
  } catch (fault) {
    console.error(fault);
  }
  unmount = undefined;
}

function parameters(page) {
  const groups = page.path.exec(location.pathname).groups ?? {};
  return Object.fromEntries(
    Object.entries(groups).map(([name, value]) => [name, decodeURIComponent(value)]),
  );
}

function title(text) {
  document.title = text ? `${text} · Afterimage` : 'Afterimage';
}

function notFound() {
  return html`${pageHeader('Not found')}
  ${emptyState({
    title: 'Nothing is at this address',
    text: location.pathname,
    action: html`<a class="button" href="/">To the live page</a>`,
    image: 'search',
  })}`;
}

async function refreshPerson() {
  who = await session();
  draw();
}

draw();
show({ isFirst: true });
onNavigation(() => {
  show();
  refreshPerson().catch(() => {});
});
onConnection((now) => {
  connected = now;
  draw();
});
session()
  .then((answer) => {
    who = answer;
    draw();
    if (who.role) {
      const take = (next) => {
        status = next;
        setMarkedLabels(next.labels ?? []);
        draw();
      };
      const read = () => get('/api/status').then(take, () => {});
      events(['status'], take, { onResume: read });
      read();
    }
  })
  .catch(toastFault);
