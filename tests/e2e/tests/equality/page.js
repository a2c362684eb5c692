// Has the reader's walker filter each body, and keeps those of which the press's filter made something else.

import load, { markup } from "./lab.js";

async function compare() {
  await load();
  const { base, root, bodies } = await (await fetch("bodies.json")).json();
  const different = [];
  for (const [at, { html, pressed }] of bodies.entries()) {
    const read = markup(html, base, root);
    if (read !== pressed) different.push({ at, pressed, read });
  }
  return { count: bodies.length, different };
}

compare().then(
  (outcome) => { window.outcome = outcome; },
  (error) => { window.outcome = { error: String(error?.stack ?? error) }; },
);
