// The control: the same cases with no filter at all. What does not spring the trap here would prove nothing there.

import { breathe } from './breathe.js';
import { stimulate } from './stimulate.js';

/** How many bare frames are there at a time, and how long each is waited for. */
const FRAMES = 40;
const PATIENCE_MS = 400;

/** Cases of this class only tell that much is slow: without the filter, some of them (a cell that spans 65,534 rows) keep an
    engine busy for minutes. */
const SLOW = 'volume/';

/** Each case as markup in a page of its own, by both ways in which a careless page would put it there. */
export async function control(cases) {
  const tripped = new Set();
  const quick = cases.filter(({ id }) => !id.startsWith(SLOW));
  for (let first = 0; first < quick.length; first += FRAMES) {
    const frames = quick.slice(first, first + FRAMES).map((one) => open(one, tripped));
    await breathe(PATIENCE_MS);
    for (const frame of frames) frame.remove();
  }
  return { tripped: [...tripped] };
}

function open({ payload }, tripped) {
  const frame = document.createElement('iframe');
  // It may do as it likes to itself, but not leave with the page around it, nor stand still in a question.
  frame.sandbox = 'allow-scripts allow-same-origin allow-forms';
  document.body.append(frame);
  const { contentWindow: inside, contentDocument: page } = frame;
  inside.trap = (number) => tripped.add(Number(number));
  inside.addEventListener('click', (event) => {
    const link = event.composedPath().find((node) => node.href !== undefined && node.getAttribute);
    if (link && !/^\s*j/i.test(link.getAttribute('href') ?? link.getAttribute('xlink:href') ?? '')) event.preventDefault();
  }, true);
  try {
    const careless = page.createElement('div');
    page.body.append(careless);
    careless.innerHTML = payload;
    const range = page.createRange();
    range.selectNodeContents(page.body);
    page.body.append(range.createContextualFragment(payload));
    stimulate(page.body);
  } catch {
    // A payload may break the page that it is in; that is what it is for.
  }
  return frame;
}
