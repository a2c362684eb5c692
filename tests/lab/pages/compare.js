// The browser's own sanitizer as a second opinion, where it has one. It must not be told what the filter decided.

import { LONG_MS, breathe } from './breathe.js';
import { read } from './judge.js';

/** A text without its blanks, its signs and what has no shape, which the filter may set in its own way. */
const letters = (text) => text.replace(/[^\p{L}\p{N}]+|\p{DI}+/gu, '');

/** The policy's lists as the browser's sanitizer wants them. */
function sanitizer({ elements, unwrapped }) {
  return new Sanitizer({
    elements: Object.entries(elements).map(([name, attributes]) => ({ name, attributes })),
    replaceWithChildrenElements: unwrapped.filter((name) => !(name in elements)),
    attributes: [],
    comments: false,
    dataAttributes: false,
  });
}

/** The first letters of `wanted` that `found` does not have in their place; empty where it has them all. */
function missing(wanted, found) {
  let at = 0;
  for (const [index, letter] of [...wanted].entries()) {
    at = found.indexOf(letter, at) + 1;
    if (at === 0) return [...wanted].slice(Math.max(0, index - 10), index + 20).join('');
  }
  return '';
}

/** What the browser would take out of the results, and which text it would keep that the filter loses. */
export async function compare(cases, policy, clean) {
  if (!('setHTML' in Element.prototype)) return { absent: true };
  const rules = sanitizer(policy);
  const refused = [];
  const lost = [];
  for (const [index, one] of cases.entries()) {
    const start = performance.now();
    const mine = document.createElement('div');
    mine.append(await clean(one));
    const result = read(mine, policy);
    const again = document.createElement('div');
    again.setHTML(result.markup.replaceAll('<pre>', '<pre>\n'), { sanitizer: rules });
    const second = read(again, policy);
    if (second.markup !== result.markup) refused.push({ number: one.number, mine: result.markup.slice(0, 400), theirs: second.markup.slice(0, 400) });
    const theirs = document.createElement('div');
    theirs.setHTML(one.payload, { sanitizer: rules });
    const gone = missing(letters(read(theirs, policy).text), letters(result.text));
    if (gone) lost.push({ number: one.number, text: gone });
    if (index % 10 === 0 || performance.now() - start > LONG_MS) await breathe(0);
  }
  return { refused, lost };
}
