// Addresses: pages move by them, so that links, bookmarks and the back button work.

const CHANGE = 'afterimage:address';

/** The page that is shown, with its state, but without a place in it. */
let current = page();

function page() {
  return location.pathname + location.search;
}

/** Goes to an address of the console. */
export function navigate(address, { replace = false } = {}) {
  if (replace) {
    history.replaceState(null, '', address);
  } else {
    history.pushState(null, '', address);
  }
  current = page();
  window.dispatchEvent(new Event(CHANGE));
}

/** The query of the current address. */
export function query() {
  return new URLSearchParams(location.search);
}

/**
 * Puts a page's state (filters, tab) into the address without mounting the page anew; an empty
 * value removes its name.
 */
export function setQuery(values) {
  const search = query();
  for (const [name, value] of Object.entries(values)) {
    if (value === undefined || value === null || value === '') {
      search.delete(name);
    } else {
      search.set(name, value);
    }
  }
  const text = search.toString();
  history.replaceState(null, '', location.pathname + (text ? `?${text}` : ''));
  current = page();
}

/** Calls when another page is to be shown: a link of the console, `navigate`, back or forward. */
export function onNavigation(listener) {
  window.addEventListener(CHANGE, listener);
  window.addEventListener('popstate', () => {
    // Comes as well where only the place in the page changed, as by the link to its content.
    if (page() !== current) {
      current = page();
      listener();
    }
  });
  document.addEventListener('click', (event) => {
    const link = event.target.closest?.('a[href]');
    if (
      !link ||
      event.defaultPrevented ||
      event.button !== 0 ||
      event.metaKey ||
      event.ctrlKey ||
      event.shiftKey ||
      event.altKey ||
      link.target ||
      link.hasAttribute('download') ||
      link.origin !== location.origin ||
      link.pathname.startsWith('/api/') ||
      link.getAttribute('href').startsWith('#')
    ) {
      return;
    }
    event.preventDefault();
    navigate(link.href);
  });
}
