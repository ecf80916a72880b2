// Who uses the console, where others than this machine reach it.
import { html, nothing, render } from '../lib/html.js';
import { post, session } from '../lib/api.js';
import { navigate } from '../lib/router.js';
import { errorState, pageHeader, skeleton } from '../lib/ui.js';

export const title = 'Log in';

/** Faults of a login by OpenID Connect, which comes back to this page. */
const FAULTS = {
  expired: 'The login took too long, or was begun in another browser. Try again.',
  refused: 'The provider did not log you in.',
  role: 'You are known, but have no role in this console. Ask whoever operates it.',
  provider: 'The provider of logins does not answer. Try again in a moment.',
};

export function mount(root, { query }) {
  const to = own(query.get('to'));
  let who;
  let fault = FAULTS[query.get('fault')];
  let failed;
  let busy = false;
  let ended = false;

  async function read() {
    try {
      who = await session({ anew: true });
      failed = undefined;
    } catch (caught) {
      failed = caught;
    }
    if (ended) {
      return;
    }
    if (who?.role) {
      navigate(to);
      return;
    }
    draw();
    root.querySelector('input')?.focus();
  }

  async function logIn(event) {
    event.preventDefault();
    const form = new FormData(event.target);
    busy = true;
    fault = undefined;
    draw();
    try {
      await post('/api/session/login', { name: form.get('name').trim(), password: form.get('password') });
      await session({ anew: true });
      // A whole page, so that every part begins as the person who is logged in now.
      location.assign(to);
      return;
    } catch (caught) {
      fault = caught.message;
    }
    busy = false;
    draw();
    const password = root.querySelector('#password');
    password.value = '';
    password.focus();
  }

  function draw() {
    render(page(), root);
  }

  function page() {
    if (failed) {
      return html`${errorState(failed, read)}`;
    }
    if (!who) {
      return html`${skeleton()}`;
    }
    return html`
      <section class="card login">
        ${pageHeader('Log in', 'What you change is recorded with your name.')}
        ${fault ? html`<p class="bad" role="alert" id="fault">${fault}</p>` : nothing}
        ${who.login === 'openid' ? provider() : password()}
      </section>`;
  }

  function provider() {
    return html`<a class="button primary" href=${`/api/session/openid?to=${encodeURIComponent(to)}`}>
      Go on to your organisation's login
    </a>`;
  }

  function password() {
    return html`<form class="form" @submit=${logIn}>
      <label class="field">
        <span>Name</span>
        <input name="name" autocomplete="username" autocapitalize="none" spellcheck="false" maxlength="64"
          required aria-describedby=${fault ? 'fault' : nothing} />
      </label>
      <label class="field">
        <span>Password</span>
        <input id="password" name="password" type="password" autocomplete="current-password" maxlength="1000"
          required aria-describedby=${fault ? 'fault' : nothing} />
      </label>
      <button type="submit" class="primary" ?disabled=${busy}>${busy ? 'Logging in…' : 'Log in'}</button>
    </form>`;
  }

  draw();
  read();
  return () => {
    ended = true;
  };
}

/** An address of this console: nobody is to be sent elsewhere by a link to the login. */
function own(address) {
  try {
    const url = new URL(address ?? '/', location.origin);
    const path = url.pathname + url.search;
    return url.origin === location.origin && !path.startsWith('/login') && !path.startsWith('//')
      ? path
      : '/';
  } catch {
    return '/';
  }
}
