// Starts the reader in a page that is already whole. The only script a page names; it must not know what the reader does.
// The page's text and first pictures come first: the reader is fetched when they are there, and if it cannot run, the page
// is read as it is, with its pictures loaded by the browser. Written for engines of 2018, which cannot run the reader but
// can run this.

/** Milliseconds the first pictures may keep the reader waiting. */
const PICTURES_MS = 4000;

const script = document.querySelector('script[data-wasm]');
const page = document.documentElement;

/** The colours a person chose, before anything else: the reader keeps them under the same name. */
function setTheme() {
  const root = new URL('./' + (page.dataset.root || ''), location.href);
  root.search = '';
  root.hash = '';
  try {
    const theme = localStorage.getItem(`handscroll:${root.href}:theme`);
    if (theme && theme !== 'system') page.dataset.theme = theme;
  } catch (error) {
    // Storage may be forbidden; the system's colours are right then.
  }
}

/** Where one was before the page was loaded anew. The reader, which takes over scrolling, writes it into the history;
    the browser then restores nothing by itself, and the reader comes too late for a page that is read already. */
function findPlace() {
  const top = Number.parseInt(history.state, 10);
  if (history.scrollRestoration === 'manual' && top > 0) scrollTo({ top, behavior: 'instant' });
}

/** Waits until the pictures that are loaded at once are there, or have failed, or have taken too long. */
function firstPictures() {
  const waits = [...document.querySelectorAll('img[data-from]')]
    .filter((image) => !image.complete)
    .map((image) => new Promise((done) => {
      image.addEventListener('load', done, { once: true });
      image.addEventListener('error', done, { once: true });
    }));
  return Promise.race([Promise.all(waits), new Promise((done) => setTimeout(done, PICTURES_MS))]);
}

/** Without the reader: every reserved box gets its picture, loaded by the browser when it comes near. */
function readWithoutReader() {
  for (const box of document.querySelectorAll('canvas[data-from]')) {
    const image = new Image();
    image.loading = 'lazy';
    image.decoding = 'async';
    image.referrerPolicy = 'no-referrer';
    image.alt = box.getAttribute('aria-label') || '';
    for (const name of ['width', 'height', 'class', 'data-from']) {
      if (box.hasAttribute(name)) image.setAttribute(name, box.getAttribute(name));
    }
    image.src = box.dataset.from.split(' ')[0].replace(/^http:/, 'https:');
    box.replaceWith(image);
  }
}

async function start() {
  try {
    await firstPictures();
    const glue = new URL(script.dataset.glue, location.href);
    const wasm = new URL(script.dataset.wasm, location.href);
    const reader = await import(glue.href);
    await reader.default({ module_or_path: fetch(wasm, { priority: 'low' }) });
    page.dataset.reader = 'running';
  } catch (error) {
    console.warn('The reader could not be started; the page is read as it is.', error);
    page.dataset.reader = 'absent';
    readWithoutReader();
  }
}

setTheme();
findPlace();
start();
