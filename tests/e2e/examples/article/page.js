// Runs in each page that is measured, before anything of its own; keeps what the browser tells of it in `measured`.

(() => {
  const measured = { shift: 0, lcp: 0, fcp: 0, longest: 0, painted: new Map(), peak: 0 };
  globalThis.measured = measured;
  const watch = (type, each) => new PerformanceObserver((list) => list.getEntries().forEach(each)).observe({ type, buffered: true });
  watch('paint', (entry) => { if (entry.name === 'first-contentful-paint') measured.fcp = entry.startTime; });
  watch('largest-contentful-paint', (entry) => { measured.lcp = entry.startTime; });
  watch('layout-shift', (entry) => { if (!entry.hadRecentInput) measured.shift += entry.value; });
  watch('longtask', (entry) => { measured.longest = Math.max(measured.longest, entry.duration); });
  // The time at which an image of that address was first painted whole.
  watch('element', (entry) => {
    if (entry.url && !measured.painted.has(entry.url)) measured.painted.set(entry.url, entry.renderTime || entry.loadTime);
  });
  const mark = (node) => {
    if (node.nodeType !== 1) return;
    for (const image of node.matches('img') ? [node] : node.querySelectorAll('img')) image.setAttribute('elementtiming', 'picture');
  };
  new MutationObserver((changes) => changes.forEach((change) => change.addedNodes.forEach(mark)))
    .observe(document, { childList: true, subtree: true });

  // Whatever holds pixels: images of the page, those that were asked to decode, canvases that are drawn on, bitmaps.
  const held = new Set();
  const remember = (prototype, name, of) => {
    const original = prototype[name];
    prototype[name] = function (...given) {
      const result = original.apply(this, given);
      Promise.resolve(of(this, result)).then((one) => one && held.add(new WeakRef(one)), () => {});
      return result;
    };
  };
  remember(HTMLImageElement.prototype, 'decode', (image) => image);
  remember(HTMLCanvasElement.prototype, 'getContext', (canvas, context) => context && canvas);
  remember(globalThis, 'createImageBitmap', (_, bitmap) => bitmap);
  const pixels = (one) => {
    if (one instanceof HTMLImageElement) return one.hasAttribute('src') && one.complete ? one.naturalWidth * one.naturalHeight : 0;
    return one.width * one.height;
  };
  globalThis.decodedBytes = () => {
    const all = new Set(document.images);
    for (const weak of held) {
      const one = weak.deref();
      if (one) all.add(one); else held.delete(weak);
    }
    return 4 * [...all].reduce((sum, one) => sum + pixels(one), 0);
  };

  const isVisible = ({ top, bottom, height }) => height > 1 && bottom > 0.5 && top < innerHeight - 0.5;
  // Pictures and the boxes that wait for them, in the viewport.
  globalThis.visiblePictures = () => [...document.querySelectorAll('article img, article canvas')]
    .filter((one) => getComputedStyle(one).position !== 'absolute' && isVisible(one.getBoundingClientRect()));
  const isSharp = (one) => one.localName === 'img' && one.complete && one.naturalWidth > 0
    && one.naturalWidth >= 0.9 * Math.min(1080, one.getBoundingClientRect().width * devicePixelRatio);
  globalThis.isSharp = () => visiblePictures().every(isSharp);
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
  setInterval(() => { measured.peak = Math.max(measured.peak, decodedBytes()); }, 50);
})();
