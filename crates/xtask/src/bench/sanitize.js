// Alternates the walker with DOMPurify over the same bodies; the browser's parse alone is the floor of both.

import load, { clean } from "./lab.js";

const WARM_UP = 4;
const ROUNDS = 21;

export default async function bench() {
  await load();
  await new Promise((loaded, failed) => {
    const script = document.createElement("script");
    script.src = "purify.js";
    script.onload = loaded;
    script.onerror = () => failed(new Error("DOMPurify did not load"));
    document.head.append(script);
  });
  const bodies = (await (await fetch("bodies.json")).json()).map(({ html }) => html);
  const root = location.href;
  const base = new URL("a/article/", root).href;
  const contenders = [
    ["walker", (html) => clean(html, base, root)],
    ["DOMPurify", (html) => window.DOMPurify.sanitize(html, { RETURN_DOM_FRAGMENT: true })],
    ["parse", (html) => new DOMParser().parseFromString(html, "text/html")],
  ];
  const times = Object.fromEntries(contenders.map(([name]) => [name, []]));
  for (let round = -WARM_UP; round < ROUNDS; round += 1) {
    // Whoever comes first changes from round to round, so that none always pays for what another left behind.
    for (const turn of contenders.keys()) {
      const [name, run] = contenders[(((turn + round) % 3) + 3) % 3];
      window.gc?.();
      await new Promise((done) => setTimeout(done));
      const start = performance.now();
      for (const html of bodies) run(html);
      const time = performance.now() - start;
      if (round >= 0) times[name].push(time);
    }
  }
  const length = bodies.reduce((sum, html) => sum + new TextEncoder().encode(html).length, 0);
  const browser = /Chrome\/[\d.]+/.exec(navigator.userAgent)?.[0];
  return { times, bodies: bodies.length, kilobytes: Math.round(length / 1000), browser };
}
