// Part of the service worker (sw.js): the program itself, which is kept whole or not at all, and of one version everywhere.

/** @typedef {{ path: string, sha256: string, size: number }} ShellFile */

/** How many files of the program are fetched at a time. */
const AT_A_TIME = 4;

/** The parts of a page's head that are of one version of the program. */
const VERSION_PARTS = [
  /<meta http-equiv="Content-Security-Policy"[^>]*>/,
  /<style>[^]*?<\/style>/,
  /<script type="module"[^>]*><\/script>/,
];

async function inShells(/** @type {string} */ key) {
  if (!key.startsWith(`${ROOT}assets/`)) return undefined;
  for (const name of [SHELL_CACHE, ...await otherShells()]) {
    const found = await at(name, key);
    if (found) return found;
  }
  return undefined;
}

/** In the order in which they came to be. */
async function otherShells() {
  return (await caches.keys()).filter((name) => name.startsWith(SHELLS) && name !== SHELL_CACHE);
}

/** Kept in a shell when its version takes over. One that is without it never ran: a newer one came while it waited. */
const RAN = `${ROOT}ran`;

/** When versions took over, in milliseconds since 1970; 0 of those that never did. The latest is the one that ran last.
    @returns {Promise<{ name: string, ranAt: number }[]>} */
async function otherVersions() {
  const found = await Promise.all((await otherShells()).map(async (name) => ({ name, ranAt: keptAt(await at(name, RAN)) })));
  return found.sort((one, other) => one.ranAt - other.ranAt);
}

const letGo = (/** @type {{ name: string }[]} */ versions) => Promise.all(versions.map(({ name }) => caches.delete(name)));

/** All files of the program, each as the press wrote it, or none. */
async function install() {
  const waiting = [...SHELL.files];
  const brought = /** @type {[string, Response][]} */ ([]);
  const bringer = async () => {
    for (let file = waiting.shift(); file; file = waiting.shift()) brought.push(await bring(file));
  };
  await Promise.all(Array.from({ length: AT_A_TIME }, bringer));
  const cache = await caches.open(SHELL_CACHE);
  try {
    await Promise.all(brought.map(([key, response]) => cache.put(key, response)));
  } catch (error) {
    await caches.delete(SHELL_CACHE);
    throw error;
  }
  // Of those that never ran, the last may still be the one that waits. Where none says that it ran, one of them does.
  const others = await otherVersions();
  if (others.at(-1)?.ranAt) await letGo(others.filter(({ ranAt }) => !ranAt).slice(0, -1));
}

/** @returns {Promise<[string, Response]>} */
async function bring(/** @type {ShellFile} */ file) {
  const key = ROOT + pathOf(new URL(file.path, ROOT));
  const from = (/** @type {RequestCache} */ cache) => () =>
    fetch(key, { cache, signal: AbortSignal.timeout(TIMES.SHELL_FILE_LIMIT_MS), priority: 'low' });
  // A page's name says nothing of its bytes: what the browser has kept under it may be an older one.
  const ways = CONTENT_NAMED.test(file.path) ? [() => inShells(key), from('default'), from('reload')] : [from('reload')];
  for (const way of ways) {
    const response = await way();
    if (response?.status !== 200) continue;
    const body = await response.arrayBuffer();
    if (body.byteLength === file.size && await sha256(body) === file.sha256) return [key, ours(body, response)];
  }
  throw new Error(`${file.path} is not the file that this version is made of`);
}

async function sha256(/** @type {ArrayBuffer} */ bytes) {
  const digest = new Uint8Array(await crypto.subtle.digest('SHA-256', bytes));
  return Array.from(digest, (byte) => byte.toString(16).padStart(2, '0')).join('');
}

/** One version before is kept, for the tabs that still run it. */
async function activate() {
  await letGo((await otherVersions()).slice(0, -1));
  await (await caches.open(SHELL_CACHE)).put(RAN, ours(null, new Response()));
  await clients.claim();
  await sweepRead().catch(() => {});
}

// A new version waits until somebody agrees: tabs go on with the one they began with.
addEventListener('install', (/** @type {ExtendableEvent} */ event) => event.waitUntil(install()));
addEventListener('activate', (/** @type {ExtendableEvent} */ event) => event.waitUntil(activate()));

/** @typedef {{ page: Response, text: string }} ShellPage A page of the program, whose body is read. */

/** A page of this worker's version. Who answers with another asks for it before that is there.
    @returns {Promise<ShellPage | undefined>} */
async function shellPage() {
  const page = await at(SHELL_CACHE, `${ROOT}read/`);
  return page && { page, text: await page.text() };
}

/** The page with the policy, the style and the program of this worker's version, whichever it was made with: those may not
    be there any more, or, while a site is being put in its place, not yet. Its body comes as it comes. */
async function fitted(/** @type {Response} */ page, coming = shellPage()) {
  const shell = await coming;
  if (!shell || !page.body || page.status !== 200 || !isOfType(page, /^text\/html/)) return page;
  const reader = page.body.getReader();
  const decoder = new TextDecoder();
  let head = '';
  let isAll = false;
  while (!isAll && !head.includes('</head>')) {
    const { done, value } = await reader.read();
    head += decoder.decode(value, { stream: !done });
    isAll = done;
  }
  const fit = fitHead(head, shell.text);
  const encoder = new TextEncoder();
  const body = new ReadableStream({
    start(controller) {
      controller.enqueue(encoder.encode(fit));
      if (isAll) controller.close();
    },
    async pull(controller) {
      const { done, value } = await reader.read();
      controller.enqueue(encoder.encode(decoder.decode(value, { stream: !done })));
      if (done) controller.close();
    },
    cancel: (reason) => reader.cancel(reason),
  });
  // A policy in the headers names the style of its version too.
  return ours(body, fit === head ? page : shell.page);
}

/** The same of a page all of whose text is there: what need not come piece by piece is on the screen sooner. */
function fittedText(/** @type {string} */ text, /** @type {Response} */ page, /** @type {ShellPage | undefined} */ shell) {
  const head = text.slice(0, text.indexOf('</head>'));
  const fit = shell ? fitHead(head, shell.text) : head;
  return ours(fit + text.slice(head.length), shell && fit !== head ? shell.page : page);
}

function fitHead(/** @type {string} */ head, /** @type {string} */ shellText) {
  const root = / data-root="([^"]*)"/.exec(head)?.[1];
  if (root === undefined || VERSION_PARTS.some((part) => !part.test(head) || !part.test(shellText))) return head;
  return VERSION_PARTS.reduce((text, part) => {
    const [own] = /** @type {RegExpExecArray} */ (part.exec(shellText));
    return text.replace(part, () => own.replaceAll('="../', `="${root}`));
  }, head);
}

let isRetired = false;
let checkedAt = 0;

/** Whether nothing is to be kept any more: tabs that are open go on asking a worker that was given up, and it is started
    anew for them, but its program is gone. */
const isOff = async () => isRetired || !(await caches.has(SHELL_CACHE));

/** Gives itself up where the site says so, and else puts in order what was read. It is asked at most once an hour, however
    often the worker is started. */
async function obeyVersion() {
  if (!await isCheckDue()) return;
  const signal = AbortSignal.timeout(TIMES.SHELL_FILE_LIMIT_MS);
  const response = await fetch(`${ROOT}version.json`, { cache: 'no-store', signal });
  if (response.ok && (await response.json()).worker === 'off') await retire();
  else await later(undefined, TIMES.READ_SWEEP_DELAY_MS).then(sweepRead);
}

/** Where the account of it cannot be had, the worker goes by its own memory: whatever is broken, it can be turned off. */
async function isCheckDue() {
  const isLongAgo = (/** @type {number} */ at) => Math.abs(Date.now() - at) > TIMES.VERSION_CHECK_INTERVAL_MS;
  const noted = transact(async (_, numbers) => {
    const isDue = isLongAgo((await asked(numbers.get('checked'))) ?? 0);
    if (isDue) numbers.put(Date.now(), 'checked');
    return isDue;
  });
  const limit = later(undefined, TIMES.VERSION_CHECK_READ_LIMIT_MS);
  const isDue = (await Promise.race([noted, limit]).catch(() => undefined)) ?? isLongAgo(checkedAt);
  if (isDue) checkedAt = Date.now();
  return isDue;
}

/** Leaves the site to the network. What a person saved stays theirs. Neither waits for the other: a worker may be ended once
    it is registered no more, and what cannot be deleted is not to keep it. */
async function retire() {
  isRetired = true;
  await Promise.allSettled([registration.unregister(), forgetAll()]);
}

async function forgetAll() {
  const names = (await caches.keys()).filter((name) => name.startsWith(SHELLS) || name === FEEDS || name === READ);
  await Promise.allSettled([...names.map((name) => caches.delete(name)), deleteDatabase()]);
}
