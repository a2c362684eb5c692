// Runs in each page that is measured, before anything of its own; keeps what the browser tells of it in `measured`.

(() => {
  const measured = { shift: 0, lcp: 0, fcp: 0, longest: 0, painted: new Map(), peak: 0, peakOfAll: 0 };
  globalThis.measured = measured;

  // When this script itself was at work: what it does in a long task is not the page's doing.
  let own = [];
  const atWork = (work) => (...given) => {
    const since = performance.now();
    try { return work(...given); } finally { own.push([since, performance.now()]); }
  };
  const ownTime = (begin, end) => own.reduce((sum, [from, to]) => sum + Math.max(0, Math.min(to, end) - Math.max(from, begin)), 0);

  const watch = (type, each) => new PerformanceObserver((list) => list.getEntries().forEach(each)).observe({ type, buffered: true });
  watch('paint', (entry) => { if (entry.name === 'first-contentful-paint') measured.fcp = entry.startTime; });
  watch('largest-contentful-paint', (entry) => { measured.lcp = entry.startTime; });
  watch('layout-shift', (entry) => { if (!entry.hadRecentInput) measured.shift += entry.value; });
  watch('longtask', ({ startTime, duration }) => {
    measured.longest = Math.max(measured.longest, duration - ownTime(startTime, startTime + duration));
    own = own.filter(([, to]) => to > performance.now() - 10_000);
  });
  // The time at which an image of that address was first painted whole.
  watch('element', (entry) => {
    if (entry.url && !measured.painted.has(entry.url)) measured.painted.set(entry.url, entry.renderTime || entry.loadTime);
  });
  // An image tells when it was painted only if it bears an attribute. The reader adopts a page only where it is just what
  // the press wrote, and so must not see that one.
  const hidden = 'elementtiming';
  const { getAttributeNames } = Element.prototype;
  Element.prototype.getAttributeNames = function () {
    return getAttributeNames.call(this).filter((name) => name !== hidden);
  };

  // Whatever may hold pixels: images, in the page or not, canvases that are drawn on, bitmaps. An image has none before it is
  // in the page or asked to decode, and may have some until it is gone.
  const held = new Map();
  const decoded = new WeakSet();
  let count = 0;
  const known = new WeakSet();
  const hold = (one) => {
    if (!known.has(one)) {
      known.add(one);
      held.set(count++, new WeakRef(one));
    }
  };
  const mark = (node) => {
    if (node.nodeType !== 1) return;
    for (const image of node.matches('img') ? [node] : node.querySelectorAll('img')) {
      hold(image);
      decoded.add(image);
      image.setAttribute(hidden, 'picture');
    }
  };
  new MutationObserver((changes) => changes.forEach((change) => change.addedNodes.forEach(mark)))
    .observe(document, { childList: true, subtree: true });
  const remember = (prototype, name, keep) => {
    const original = prototype[name];
    prototype[name] = function (...given) {
      const result = original.apply(this, given);
      keep(this, result);
      return result;
    };
  };
  const holdImage = (_, made) => { if (made instanceof HTMLImageElement) hold(made); };
  const holdCanvas = (canvas, context) => { if (context) hold(canvas); };
  remember(Document.prototype, 'createElement', holdImage);
  remember(Document.prototype, 'createElementNS', holdImage);
  remember(Document.prototype, 'importNode', holdImage);
  remember(Node.prototype, 'cloneNode', holdImage);
  remember(HTMLImageElement.prototype, 'decode', (image) => { hold(image); decoded.add(image); });
  remember(HTMLCanvasElement.prototype, 'getContext', holdCanvas);
  remember(OffscreenCanvas.prototype, 'getContext', holdCanvas);
  remember(globalThis, 'createImageBitmap', (_, coming) => { coming.then(hold, () => {}); });
  globalThis.Image = new Proxy(Image, {
    construct(Original, given) {
      const image = new Original(...given);
      hold(image);
      return image;
    },
  });

  // How wide an image's file is. Where a set states the widths of files, `naturalWidth` is in pixels of CSS.
  const fileWidth = (image) => {
    const candidates = image.srcset.split(',').map((candidate) => candidate.trim().split(/\s+/));
    const [, width] = candidates.find(([address]) => address && new URL(address, document.baseURI).href === image.currentSrc) ?? [];
    return width?.endsWith('w') ? parseInt(width, 10) : image.naturalWidth;
  };
  const pixels = (one) => {
    if (!(one instanceof HTMLImageElement)) return one.width * one.height;
    if (!one.hasAttribute('src') || !one.complete || !one.naturalWidth) return 0;
    const width = fileWidth(one);
    return width * Math.round(one.naturalHeight * width / one.naturalWidth);
  };
  const look = () => {
    let [sum, ofAll] = [0, 0];
    for (const [number, weak] of held) {
      const one = weak.deref();
      if (!one) held.delete(number);
      const bytes = one ? 4 * pixels(one) : 0;
      ofAll += bytes;
      if (!(one instanceof HTMLImageElement) || decoded.has(one)) sum += bytes;
    }
    measured.peak = Math.max(measured.peak, sum);
    measured.peakOfAll = Math.max(measured.peakOfAll, ofAll);
  };

  // What the body was made of when its markup had come, before any script: all of it must stay where a page is adopted.
  let written = [];
  addEventListener('readystatechange', () => {
    if (document.readyState === 'interactive') written = [...document.querySelectorAll('.prose, .prose :is(p, figure, .tall)')];
  }, true);
  globalThis.wasAdopted = () => document.documentElement.dataset.reader === 'running'
    && written.length > 1 && written.every((node) => node.isConnected);

  const isVisible = ({ top, bottom, height }) => height > 1 && bottom > 0.5 && top < innerHeight - 0.5;
  // Pictures and the boxes that wait for them, in the viewport.
  const visiblePictures = () => [...document.querySelectorAll('article img, article canvas')]
    .filter((one) => getComputedStyle(one).position !== 'absolute' && isVisible(one.getBoundingClientRect()));
  const isSharp = (one) => one.localName === 'img' && one.complete && one.naturalWidth > 0
    && fileWidth(one) >= 0.9 * Math.min(1080, one.getBoundingClientRect().width * devicePixelRatio);
  globalThis.isSharp = atWork(() => visiblePictures().every(isSharp));
  // The share of the viewport that pictures fill, and when the last of them was painted sharp; null before.
  globalThis.firstViewport = () => {
    const pictures = visiblePictures();
    const share = pictures.reduce((sum, one) => {
      const { top, bottom, width } = one.getBoundingClientRect();
      return sum + width * (Math.min(bottom, innerHeight) - Math.max(top, 0));
    }, 0) / (innerWidth * innerHeight);
    const times = pictures.map((one) => (isSharp(one) ? measured.painted.get(one.currentSrc) : undefined));
    return { share, sharp: pictures.length && times.every(Boolean) ? Math.max(...times) : null };
  };
  setInterval(atWork(look), 50);
})();
