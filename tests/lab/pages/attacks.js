// Puts every attack through the reader's filter and into this page, and tells what came of it. Loads before it listens: once
// the trap is armed, nothing may be asked for any more.

import load, { clean } from './lab/lab.js';
import { LONG_MS, breathe } from './breathe.js';
import { control } from './control.js';
import { compare } from './compare.js';
import { faultsOf, read } from './judge.js';
import { stimulate } from './stimulate.js';
import { arm, at, containers, parsing, spring, sprung } from './trap.js';

const ROOT = new URL('./', location.href).href;

/** How long the page waits at the end for what comes late: loads, refusals, timers, animations. */
const LATE_MS = 1500;

/** How many cases are done before the browser may breathe. */
const AT_ONCE = 10;

/** How long it breathes: what it has to say of the cases comes then. */
const BREATH_MS = 12;

/** The address of a case's body, in which its number is found again. */
const baseOf = ({ base, number }) => base ?? `${ROOT}case/${number}/`;

/** Names that the payload gives to elements, which neither window nor document may answer to afterwards. Those that have the
    prefix already are nobody's. */
function namesIn(payload) {
  const names = new Set();
  for (const [, name] of payload.slice(0, 20000).matchAll(/\b(?:id|name)\s*=\s*["']?([^\s"'<>]+)/gi)) {
    if (!name.startsWith('r-')) names.add(name);
  }
  return [...names].slice(0, 100);
}

const answers = (names) => names.map((name) => [window[name], document[name]]);

function tellClobbered(names, before) {
  for (const [index, [ofWindow, ofDocument]] of answers(names).entries()) {
    const [window, document] = before[index];
    if (!Object.is(window, ofWindow)) spring(`window.${names[index]} became another`);
    if (!Object.is(document, ofDocument)) spring(`document.${names[index]} became another`);
  }
}

/** A result into the page, where it is judged, and where everything is done to it. */
function show(one, fragment, place, policy) {
  const container = document.createElement('section');
  containers.set(container, one.number);
  container.append(fragment);
  const names = namesIn(one.payload);
  const before = answers(names);
  place.append(container);
  tellClobbered(names, before);
  for (const fault of faultsOf(one, read(container, policy))) spring(fault);
  stimulate(container);
}

/** Every case through the filter and into the page. */
async function attack(cases, policy) {
  arm();
  const place = document.body.appendChild(document.createElement('main'));
  const slowest = { number: null, time: 0 };
  for (let first = 0; first < cases.length; first += AT_ONCE) {
    const some = cases.slice(first, first + AT_ONCE);
    const cleaned = [];
    parsing(true);
    for (const one of some) {
      at(one.number);
      const start = performance.now();
      cleaned.push(await clean(one.payload, baseOf(one), ROOT));
      const time = performance.now() - start;
      if (time > slowest.time) Object.assign(slowest, { number: one.number, time });
      if (time > LONG_MS) await breathe(0);
    }
    await breathe(BREATH_MS);
    parsing(false);
    for (const [index, one] of some.entries()) {
      at(one.number);
      show(one, cleaned[index], place, policy);
    }
    await breathe(BREATH_MS);
  }
  at(null);
  for (const hash of ['r-main', 'main', 'r-x', ':~:text=kept']) {
    location.hash = hash;
    await breathe(20);
  }
  await breathe(LATE_MS);
  return { faults: sprung, slowest };
}

/** Runs what is asked for; `outcome` is there when it is done. */
async function start(what, only) {
  const all = await (await fetch('attacks.dat')).json();
  const policy = await (await fetch('allowed.json')).json();
  const cases = only ? all.filter(({ number }) => only.includes(number)) : all;
  await load();
  const runs = { attack, control, compare: (some, lists) => compare(some, lists, (one) => clean(one.payload, baseOf(one), ROOT)) };
  return { cases: cases.length, ...(await runs[what](cases, policy)) };
}

const asked = new URLSearchParams(location.search);
const only = asked.get('only')?.split(',').map(Number);
start(asked.get('run'), only).then(
  (outcome) => { window.outcome = outcome; },
  (error) => { window.outcome = { broken: `${error}\n${error.stack}` }; },
);
