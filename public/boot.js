// Starts the reader in a page that is already whole. The only script a page names; it must not know what the reader does.
// The page's text and first pictures come first: the reader is fetched when they are there, and if it cannot run, the page
// is read as it is, with its pictures loaded by the browser. Written for engines of 2018, which cannot run the reader but
// can run this. The press writes its times ahead of it, as `const TIMES = …;` (crates/core/src/contract/times.rs).

/** The blocks of a body, and where on the screen one reads: as the reader has them (crates/core/src/position.rs). */
const BLOCKS = ':is(p,li,h1,h2,h3,h4,h5,h6,pre,blockquote,dt,dd,tr,hr,summary,figcaption,figure>*,'
  + 'figure>a:not(.tall)>*):not(td *,th *,.aid)';
const READING_LINE = 16;

freeNames();
const script = document.querySelector('script[data-wasm]');
const page = document.documentElement;

/** Takes their names from elements that would be got in the place of what the document can do (`document.querySelector`).
    The press writes no such name; whoever altered the page may have. */
function freeNames() {
  const named = 'img[name],form[name],embed[name],iframe[name],object[name],object[id]';
  for (const element of Document.prototype.querySelectorAll.call(document, named)) {
    for (const name of ['name', 'id']) Element.prototype.removeAttribute.call(element, name);
  }
}

/** The site's root. */
function findRoot() {
  const root = new URL('./' + (page.dataset.root || ''), location.href);
  root.search = '';
  root.hash = '';
  return root.href;
}

/** What is kept for this site under a name. */
function kept(name) {
  try {
    return localStorage.getItem(`handscroll:${findRoot()}:${name}`) || '';
  } catch (error) {
    // Storage may be forbidden.
    return '';
  }
}

/** The colours a person chose, before anything else: the reader keeps them under the same name. */
function setTheme() {
  const theme = kept('theme');
  if (theme && theme !== 'system') page.dataset.theme = theme;
}

/** Where one was before the page was loaded anew, or which place its address says, or where one was when one read it last.
    The reader, which takes over scrolling, keeps that; the browser then restores nothing by itself, and the reader comes
    too late for a page that is read already. */
function findPlace() {
  if (scrollY > 0) return;
  const state = typeof history.state === 'string' ? history.state.split(' ') : [];
  const here = location.href.split('#')[0].slice(findRoot().length).replace(/index\.html$/, '');
  const line = kept('places').split('\n').find((place) => place.startsWith(here + ' ')) || '';
  const place = state.length ? state[2] : location.hash ? location.hash.slice(1) : line.split(' ')[1];
  if (goTo(place)) page.dataset.place = `${place} ${Math.round(scrollY)}`;
  else if (history.scrollRestoration === 'manual' && state[0] > 0) scrollTo({ top: +state[0], behavior: 'instant' });
}

/** Goes to a place in the body, if it is one: so far into that block, or into the gap after it. */
function goTo(place) {
  const [, number, millionths] = /^at-(\d{1,7})-(1?\d{1,6})$/.exec(place) || [];
  const body = document.querySelector('.prose');
  let blocks = [];
  try {
    if (number && body) blocks = body.querySelectorAll(BLOCKS);
  } catch (error) {
    // An engine that does not know the selector.
  }
  if (!blocks[number]) return false;
  const shownFrom = (at) => {
    for (; at < blocks.length; at += 1) {
      const area = blocks[at].getBoundingClientRect();
      if (area.width || area.height) return area;
    }
    return { top: body.getBoundingClientRect().bottom };
  };
  const area = blocks[number].getBoundingClientRect();
  const next = shownFrom(+number + 1).top;
  const end = Math.max(area.top, Math.min(area.bottom, next));
  const share = millionths / 1e6;
  const within = share < 1 ? area.top + (end - area.top) * share : end + (next - end) * (share - 1);
  scrollTo({ top: scrollY + (area.width || area.height ? within : next) - READING_LINE, behavior: 'instant' });
  return true;
}

/** So many screens from the top are given their colours before the reader runs, which draws the rest. */
const TINTED_SCREENS = 2;
/** Colours from top to bottom of a picture that is not there yet. */
const TINTS = 9;

/** The colours of a thumbhash from top to bottom, each the mean of a row. Of the waves that it is made of, those across the
    picture are nothing in the mean; the others stand first in each row of them (the format is evanw's thumbhash). */
function tints(thumb) {
  const bytes = [...atob(thumb.replace(/-/g, '+').replace(/_/g, '/'))].map((byte) => byte.charCodeAt(0));
  const [first, second] = [bytes[0] | bytes[1] << 8 | bytes[2] << 16, bytes[3] | bytes[4] << 8];
  const [hasAlpha, isWide] = [first >> 23 & 1, second >> 15];
  const [most, fewer] = [hasAlpha ? 5 : 7, Math.max(3, second & 7)];
  let at = (hasAlpha ? 6 : 5) * 2;
  const wavesDown = (across, down, scale) => {
    const waves = [];
    for (let y = 0; y < down; y += 1) {
      for (let x = y ? 0 : 1; x * down < across * (down - y); x += 1, at += 1) {
        if (!x) waves[y] = ((bytes[at >> 1] >> (at & 1) * 4 & 15) / 7.5 - 1) * scale * 2;
      }
    }
    return waves;
  };
  const channels = [
    [(first & 63) / 63, wavesDown(isWide ? most : fewer, isWide ? fewer : most, (first >> 18 & 31) / 31)],
    [(first >> 6 & 63) / 31.5 - 1, wavesDown(3, 3, (second >> 3 & 63) / 63 * 1.25)],
    [(first >> 12 & 63) / 31.5 - 1, wavesDown(3, 3, (second >> 9 & 63) / 63 * 1.25)],
  ];
  return Array.from({ length: TINTS }, (_, row) => {
    const sum = (mean, waves) => waves.reduce((all, wave, y) => all + wave * Math.cos(Math.PI * (row + 0.5) / TINTS * y), mean);
    const [light, yellow, red] = channels.map(([mean, waves]) => sum(mean, waves));
    const b = light - yellow * 2 / 3, r = (light * 3 - b + red) / 2;
    return `rgb(${[r, r - red, b].map((part) => Math.round(255 * Math.min(1, Math.max(0, part))))})`;
  });
}

/** Lays its colours under each picture of the first screens. They are rules of the page's style: an attribute would not be
    what the press wrote. */
function tint() {
  const thumbs = [];
  for (const box of document.querySelectorAll('.prose [data-thumb]')) {
    if (box.getBoundingClientRect().top > innerHeight * TINTED_SCREENS) break;
    thumbs.push(box.dataset.thumb);
  }
  // After the last look: each rule has the browser go over all of the page before the next.
  for (const thumb of thumbs) {
    if (!/^[\w-]+$/.test(thumb)) continue;
    try {
      const rule = `.prose [data-thumb="${thumb}"][data-thumb] { background: linear-gradient(${tints(thumb)}) }`;
      document.styleSheets[0].insertRule(rule);
    } catch (error) {
      // No thumbhash, or no style: its place stays grey, and the reader starts all the same.
    }
  }
}

/** The address of a box's picture. A strip's are listed around it (docs/format.md); narrow ones are for narrow screens. */
function addressOf(box) {
  const tall = box.closest('[data-strips]');
  if (!tall) return box.dataset.from.split(' ')[0].replace(/^http:/, 'https:');
  const [widths, ...strips] = tall.dataset.strips.split(' ');
  const [, wide, narrow] = strips[[...tall.querySelectorAll('.strip')].indexOf(box)].split('.');
  const isNarrow = narrow && tall.clientWidth * devicePixelRatio <= widths.split('/')[1] * 1.1;
  return new URL(`images/${isNarrow ? narrow : wide}.webp`, findRoot()).href;
}

/** Puts its picture in the place of a reserved box. */
function show(box, how) {
  const image = new Image();
  image.decoding = 'async';
  if (box.dataset.from) image.referrerPolicy = 'no-referrer';
  image.alt = box.getAttribute('aria-label') || '';
  for (const name of ['width', 'height', 'class', 'data-from', 'data-thumb']) {
    if (box.hasAttribute(name)) image.setAttribute(name, box.getAttribute(name));
  }
  for (const name of Object.keys(how)) image.setAttribute(name, how[name]);
  image.src = addressOf(box);
  box.replaceWith(image);
  return image;
}

const boxes = () => [...document.querySelectorAll('canvas[data-from], .tall > canvas')];

/** Gives the boxes on the screen their pictures. They stand in the order of the page. */
function showScreen() {
  const seen = [];
  for (const box of boxes()) {
    const { top, bottom } = box.getBoundingClientRect();
    if (top >= innerHeight) break;
    if (bottom > 0) seen.push(box);
  }
  return seen.map((box) => show(box, { fetchpriority: 'high' }));
}

/** Waits until images are there, or have failed. */
function settled(images) {
  return Promise.all(images.filter((image) => !image.complete).map((image) => new Promise((done) => {
    image.addEventListener('load', done, { once: true });
    image.addEventListener('error', done, { once: true });
  })));
}

/** Waits until the first screen's pictures are there, or have failed, or have taken too long: those that are loaded at once,
    and then, since the press can but guess how far a screen reaches, what else is on it. */
async function firstPictures() {
  let isOver = false;
  const painted = [...document.querySelectorAll('img[data-from], img.strip')];
  // The reader, once it runs, decides what is shown.
  const pictures = settled(painted).then(() => isOver || settled(showScreen()));
  await Promise.race([pictures, new Promise((done) => setTimeout(done, TIMES.FIRST_PICTURES_LIMIT_MS))]);
  isOver = true;
}

/** Without the reader: every reserved box gets its picture, loaded by the browser when it comes near. */
function readWithoutReader() {
  for (const box of boxes()) show(box, { loading: 'lazy' });
}

/** The browser's offer to install the site comes once, and perhaps before the reader, which makes it in its settings: nobody
    is asked who does not look for it. */
function keepOffer() {
  addEventListener('beforeinstallprompt', (event) => {
    event.preventDefault();
    window.handscrollOffer = event;
  });
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
// The text is painted first; a page that nobody sees needs no colours yet.
requestAnimationFrame(() => setTimeout(tint));
keepOffer();
start();
