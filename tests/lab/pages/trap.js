// Hooks everything by which a script could show itself, and everything by which a page asks for something or leaves.
// It must not know the filter: what it hears, it writes down.

/** What was heard: the number of the case where it is known, and what happened. */
export const sprung = [];

/** The case at hand, for what says no number itself. */
let current = null;

export function at(number) {
  current = number;
}

/** Chromium judges inline handlers and styles by the page's policy while it parses an inert document, in which they can do
    nothing: what it refuses then is refused in the source, not in the result. */
let isParsing = false;

export function parsing(is) {
  isParsing = is;
}

export function spring(what, number = current) {
  if (sprung.length < 2000) sprung.push({ number, what: String(what).slice(0, 300) });
}

/** What the attacks call. */
window.trap = (number) => spring('a script ran', Number(number));

const FUNCTIONS = [
  [window, ['alert', 'confirm', 'prompt', 'print', 'open', 'fetch', 'postMessage', 'eval', 'stop', 'close', 'queryLocalFonts']],
  [navigator, ['sendBeacon', 'share', 'registerProtocolHandler']],
  [XMLHttpRequest.prototype, ['open', 'send']],
  [Document.prototype, ['write', 'writeln', 'open', 'execCommand', 'requestStorageAccess']],
  [Element.prototype, ['attachShadow', 'requestFullscreen']],
  [HTMLFormElement.prototype, ['submit', 'requestSubmit']],
  [HTMLMediaElement.prototype, ['play', 'load']],
  [History.prototype, ['pushState', 'replaceState', 'back', 'go']],
  [CustomElementRegistry.prototype, ['define']],
  [Storage.prototype, ['setItem']],
];

const CONSTRUCTORS = [
  'XMLHttpRequest', 'WebSocket', 'EventSource', 'Worker', 'SharedWorker', 'Image', 'Audio', 'RTCPeerConnection', 'BroadcastChannel',
  'WebTransport', 'FontFace', 'Notification',
];

const SETTERS = [[Document.prototype, ['cookie', 'title', 'domain']], [Window.prototype, ['name', 'opener']]];

/** Events that nobody but the browser sends, and what it means when one comes. */
const EVENTS = ['beforeunload', 'pagehide', 'message', 'submit', 'storage', 'unhandledrejection'];

/** The bodies in the page, each with the number of its case. */
export const containers = new WeakMap();

const numberOf = (element) => containers.get(element.closest('section')) ?? current;

/** Begins to listen. What the page needed for itself must be there by then. */
export function arm() {
  for (const [owner, names] of FUNCTIONS) {
    for (const name of names) {
      if (typeof owner?.[name] !== 'function') continue;
      // It does not do what it was asked: an attack is not to end the page that watches it.
      Object.defineProperty(owner, name, { configurable: true, writable: true, value: () => { spring(`${name}() was called`); } });
    }
  }
  for (const name of CONSTRUCTORS) {
    if (!window[name]) continue;
    window[name] = function Trapped() { spring(`a ${name} was made`); };
  }
  for (const [owner, names] of SETTERS) {
    for (const name of names) {
      const known = Object.getOwnPropertyDescriptor(owner, name);
      if (known?.set) Object.defineProperty(owner, name, { ...known, set() { spring(`${name} was set`); } });
    }
  }
  for (const name of ['setTimeout', 'setInterval']) {
    const original = window[name].bind(window);
    window[name] = (task, ...rest) => (typeof task === 'function' ? original(task, ...rest) : spring(`${name}() got a text`));
  }
  for (const name of EVENTS) addEventListener(name, ({ isTrusted }) => isTrusted && spring(`the event ${name}`), true);
  // A load or a failure on an element means that something was asked for.
  for (const name of ['load', 'error']) {
    addEventListener(name, ({ isTrusted, target, message }) => {
      if (!isTrusted) return;
      if (target instanceof Element) spring(`the event ${name} on <${target.localName}>`, numberOf(target));
      else spring(`an error: ${message}`);
    }, true);
  }
  addEventListener('click', (event) => follow(event), true);
  addEventListener('auxclick', (event) => event.preventDefault(), true);
  addEventListener('securitypolicyviolation', ({ violatedDirective, blockedURI, sample }) => {
    if (isParsing) return;
    spring(`the page’s policy was broken: ${violatedDirective} ${blockedURI} ${sample}`, numberIn(blockedURI));
  }, true);
  window.navigation?.addEventListener('navigate', (event) => {
    if (event.hashChange) return;
    spring(`it leaves for ${event.destination.url}`);
    if (event.cancelable) event.preventDefault();
  });
  new PerformanceObserver((list) => {
    for (const { name } of list.getEntries()) spring(`it asked for ${name}`, numberIn(name));
  }).observe({ type: 'resource' });
}

/** A click on a link goes nowhere; only what is code is let run, into the trap. */
function follow(event) {
  const link = event.composedPath().find((node) => node instanceof Element && node.hasAttribute('href'));
  if (link && !/^\s*j/i.test(link.getAttribute('href'))) event.preventDefault();
}

/** Addresses of the canary and of a case's own folder hold its number. */
export function numberIn(address) {
  const found = /^[a-z]+:\/\/127\.0\.0\.1:\d+\/(?:case\/)?(\d+)\b/.exec(address);
  return found ? Number(found[1]) : current;
}
