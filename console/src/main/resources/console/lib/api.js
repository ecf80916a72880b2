// The console's API: JSON, and one stream of live events that all parts of the page share.
import { navigate } from './router.js';

/** What the server refused; its message is for people. */
export class ApiError extends Error {
  constructor(status, message) {
    super(message);
    this.status = status;
  }
}

let known;

/**
 * Who uses the page: `{ login, name, role, csrf }`. The login is `none`, `password` or `openid`;
 * name and role (`viewer`, `labeller`, `operator`) are absent where nobody is logged in.
 */
export function session({ anew = false } = {}) {
  if (!known || anew) {
    known = request('GET', '/api/session');
    known.catch(() => (known = undefined));
  }
  return known;
}

/** Whether somebody of the session's role may do what needs a role. */
export function allows(who, least) {
  const roles = ['viewer', 'labeller', 'operator'];
  return roles.indexOf(who?.role) >= roles.indexOf(least);
}

/**
 * Reads `/api/…`.
 *
 * @param query names and values; those without a value are left out
 * @throws ApiError
 */
export function get(path, query = {}, { signal } = {}) {
  const search = new URLSearchParams();
  for (const [name, value] of Object.entries(query)) {
    if (value !== undefined && value !== null && value !== '') {
      search.set(name, value);
    }
  }
  const text = search.toString();
  return request('GET', text ? `${path}?${text}` : path, { signal });
}

/**
 * Changes something at `/api/…`.
 *
 * @throws ApiError
 */
export async function post(path, body = {}) {
  const { csrf } = await session();
  return request('POST', path, {
    body: JSON.stringify(body),
    headers: {
      'Content-Type': 'application/json',
      'X-Afterimage-Request': '1',
      ...(csrf ? { 'X-Afterimage-Csrf': csrf } : {}),
    },
  });
}

async function request(method, path, options = {}) {
  let answer;
  try {
    answer = await fetch(path, { method, ...options });
  } catch (fault) {
    if (fault.name === 'AbortError') {
      throw fault;
    }
    throw new ApiError(0, 'The console does not answer. Is it running?');
  }
  const text = await answer.text();
  let content;
  try {
    content = text ? JSON.parse(text) : undefined;
  } catch {
    throw new ApiError(answer.status, `The console answered ${path} with something else than JSON.`);
  }
  if (answer.ok) {
    return content;
  }
  if (answer.status === 401 && !path.startsWith('/api/session')) {
    toLogin();
  }
  throw new ApiError(answer.status, content?.error ?? `The console answered ${answer.status}.`);
}

function toLogin() {
  if (location.pathname !== '/login') {
    known = undefined;
    navigate(`/login?to=${encodeURIComponent(location.pathname + location.search)}`);
  }
}

// A browser opens six connections to a server at most, over all tabs: one stream for each tab, and
// none while it is hidden.
const followers = new Set();
const listeners = new Set();
let stream;
let followed = '';
let pending = false;
let retry;
let failures = 0;
let lost = false;

/** Takes over as soon as it is open, so that no event is lost between two streams. */
let successor;

/** A break that is over by then is nothing to tell of. */
const TOLD_MILLIS = 5000;
let telling;

/**
 * Follows channels of live events.
 *
 * @param channels an array of names
 * @param handler called with (data, channel) for each event
 * @param onResume called when the stream is back after a break, in which events were lost
 * @returns ends it
 */
export function events(channels, handler, { onResume } = {}) {
  const follower = { channels: new Set(channels), handler, onResume };
  followers.add(follower);
  schedule();
  return () => {
    followers.delete(follower);
    schedule();
  };
}

/** Calls with true and false as the stream of events comes and goes; returns what ends that. */
export function onConnection(listener) {
  listeners.add(listener);
  return () => listeners.delete(listener);
}

function schedule() {
  if (!pending) {
    pending = true;
    queueMicrotask(() => {
      pending = false;
      connect();
    });
  }
}

function connect() {
  const names = [...new Set([...followers].flatMap((follower) => [...follower.channels]))].sort();
  const wanted = document.hidden ? '' : names.join(',');
  if (wanted === followed && (stream || !wanted)) {
    return;
  }
  if (!wanted) {
    disconnect();
    endTelling();
    lost ||= names.length > 0;
  } else if (stream?.readyState === EventSource.OPEN) {
    followed = wanted;
    successor?.close();
    successor = open();
  } else {
    disconnect();
    followed = wanted;
    stream = open();
  }
}

function open() {
  const opening = new EventSource(`/api/events?channels=${followed}`);
  for (const channel of followed.split(',')) {
    opening.addEventListener(channel, (event) => dispatch(channel, event));
  }
  opening.addEventListener('renew', () => {
    if (opening === stream) {
      successor ??= open();
    }
  });
  opening.onopen = () => opened(opening);
  opening.onerror = () => broken(opening);
  return opening;
}

function opened(which) {
  if (which === successor) {
    succeed();
  }
  if (which !== stream) {
    return;
  }
  failures = 0;
  endTelling();
  tell(true);
  if (lost) {
    lost = false;
    followers.forEach((follower) => follower.onResume?.());
  }
}

function succeed() {
  stream.close();
  stream = successor;
  successor = undefined;
}

function broken(which) {
  if (which !== stream && which !== successor) {
    return;
  }
  if (which.readyState === EventSource.CLOSED) {
    // The server refused: a login may have ended.
    disconnect();
    tellSoon();
    const wait = Math.min(30000, 1000 * 2 ** failures++);
    retry = setTimeout(schedule, wait);
    session({ anew: true })
      .then((who) => (who.role ? undefined : toLogin()))
      .catch(() => {});
  } else if (which === stream) {
    tellSoon();
    if (successor) {
      succeed();
    }
  }
}

/** Events are lost from now on. */
function tellSoon() {
  lost = true;
  telling ??= setTimeout(() => tell(false), TOLD_MILLIS);
}

function endTelling() {
  clearTimeout(telling);
  telling = undefined;
}

function tell(isConnected) {
  listeners.forEach((listener) => listener(isConnected));
}

function disconnect() {
  clearTimeout(retry);
  stream?.close();
  successor?.close();
  stream = undefined;
  successor = undefined;
  followed = '';
}

function dispatch(channel, event) {
  const data = JSON.parse(event.data);
  followers.forEach((follower) => {
    if (follower.channels.has(channel)) {
      follower.handler(data, channel);
    }
  });
}

document.addEventListener('visibilitychange', schedule);
