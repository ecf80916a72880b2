// Icons, drawn on a grid of 20 with one line width.
import { svg, html } from './html.js';

const paths = {
  live: svg`<rect x="3" y="3" width="6" height="6" rx="1.5"/><rect x="11" y="3" width="6" height="6" rx="1.5"/><rect x="3" y="11" width="6" height="6" rx="1.5"/><rect x="11" y="11" width="6" height="6" rx="1.5"/>`,
  label: svg`<path d="M3 9.2V4.5A1.5 1.5 0 0 1 4.5 3h4.7a2 2 0 0 1 1.4.6l6 6a1.5 1.5 0 0 1 0 2.1l-4.9 4.9a1.5 1.5 0 0 1-2.1 0l-6-6A2 2 0 0 1 3 9.2Z"/><circle cx="7" cy="7" r="1"/>`,
  versions: svg`<circle cx="5" cy="4.5" r="2"/><circle cx="5" cy="15.5" r="2"/><circle cx="15" cy="8" r="2"/><path d="M5 6.5v7M5 12c0-3 2-4 8-4"/>`,
  learning: svg`<path d="M3 3v12.5A1.5 1.5 0 0 0 4.5 17H17"/><path d="m6 12.5 3.2-4 2.8 2.3L16.5 5"/>`,
  refused: svg`<path d="M10 3 2.8 16a.7.7 0 0 0 .6 1h13.2a.7.7 0 0 0 .6-1Z"/><path d="M10 8v4M10 14.5v.1"/>`,
  system: svg`<rect x="3" y="3.5" width="14" height="5" rx="1.5"/><rect x="3" y="11.5" width="14" height="5" rx="1.5"/><path d="M6 6h.1M6 14h.1"/>`,
  theme: svg`<circle cx="10" cy="10" r="7"/><path d="M10 3v14a7 7 0 0 0 0-14Z" fill="currentColor"/>`,
  person: svg`<circle cx="10" cy="7" r="3"/><path d="M4 17c.6-3.2 3-5 6-5s5.4 1.8 6 5"/>`,
  check: svg`<path d="m4 10.5 4 4 8-9"/>`,
  cross: svg`<path d="m5 5 10 10M15 5 5 15"/>`,
  info: svg`<circle cx="10" cy="10" r="7"/><path d="M10 9v4.5M10 6.5v.1"/>`,
  search: svg`<circle cx="9" cy="9" r="5.5"/><path d="m13 13 4 4"/>`,
  pause: svg`<path d="M7 4v12M13 4v12"/>`,
  play: svg`<path d="m6 4 10 6-10 6Z"/>`,
  undo: svg`<path d="M7 4 3.5 7.5 7 11"/><path d="M4 7.5h8a4.5 4.5 0 0 1 0 9H8"/>`,
  image: svg`<rect x="3" y="4" width="14" height="12" rx="1.5"/><circle cx="7.5" cy="8.5" r="1.3"/><path d="m4 15 4-4 3 3 2-2 3.5 3.5"/>`,
  external: svg`<path d="M8 4H4.5A1.5 1.5 0 0 0 3 5.5v10A1.5 1.5 0 0 0 4.5 17h10a1.5 1.5 0 0 0 1.5-1.5V12M11 3h6v6M17 3l-8 8"/>`,
  back: svg`<path d="M12 4 6 10l6 6"/>`,
  forward: svg`<path d="m8 4 6 6-6 6"/>`,
  clock: svg`<circle cx="10" cy="10" r="7"/><path d="M10 6v4l2.5 2"/>`,
};

/** An icon beside a text that says the same, so that it is hidden from screen readers. */
export function icon(name) {
  return html`<svg class="icon" viewBox="0 0 20 20" aria-hidden="true" focusable="false">
    ${paths[name] ?? paths.info}
  </svg>`;
}

/** The logo: an image, and what stays of it. */
export function logo() {
  return html`<svg class="logo" viewBox="0 0 32 32" aria-hidden="true" focusable="false">
    <circle class="logo-after" cx="20" cy="16" r="9.5" />
    <circle class="logo-image" cx="12" cy="16" r="9.5" />
  </svg>`;
}
