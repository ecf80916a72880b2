// How versions are named and shown, the same on all pages.
import { html, nothing } from './html.js';
import { badge } from './ui.js';

const STATES = {
  active: ['active', 'good'],
  pinned: ['pinned', 'good'],
  shadow: ['on trial', 'accent'],
  canary: ['answers a share', 'accent'],
  'waiting-for-approval': ['waits for approval', 'warn'],
  available: ['available', 'plain'],
  withdrawn: ['rolled back', 'bad'],
  pruned: ['deleted', 'plain'],
};

const HAPPENINGS = {
  announced: ['published', 'good'],
  shadow: ['on trial', 'accent'],
  canary: ['answers a share', 'accent'],
  approval: ['waits for approval', 'warn'],
  pinned: ['pinned', 'accent'],
  unpinned: ['unpinned', 'plain'],
  'rolled-back': ['rolled back', 'bad'],
  restored: ['restored', 'good'],
  pruned: ['deleted', 'plain'],
  rejected: ['not loaded', 'bad'],
};

/** A link to a version's page. */
export function link(version) {
  return html`<a href="/versions/${encodeURIComponent(version)}">${version}</a>`;
}

/** Where a version stands. */
export function stateOf(version) {
  const [text, tone] = STATES[version.state] ?? [version.state, 'plain'];
  return badge(text, tone);
}

/** What happened to a version. */
export function happeningBadge(kind) {
  const [text, tone] = HAPPENINGS[kind] ?? [kind, 'plain'];
  return badge(text, tone);
}

/** Who or what began the run that made a version. */
export function trigger(version) {
  if (!version.run) {
    return version.by ?? '–';
  }
  const kind = version.run.startsWith('auto-refresh-')
    ? 'trigger, a refresh'
    : version.run.startsWith('auto-')
      ? 'trigger'
      : version.run.startsWith('console-')
        ? 'console'
        : 'command';
  return html`${kind}${version.run.startsWith('auto-')
    ? nothing
    : html` <span class="mono">${version.run}</span>`}`;
}
