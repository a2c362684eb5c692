// Part of the service worker (sw.js): what comes from the network, what of it may be kept, and what the feeds say.

/** When an answer was kept, in milliseconds since 1970. */
const KEPT_AT = 'x-handscroll-at';

/** Whether the last request was answered at all. The reader asks, to say whether one reads without a network. */
let isReached = true;

function network(/** @type {Request | string} */ request) {
  const answer = fetch(request);
  // Who leaves a page before it is there has learned nothing of the network.
  answer.then(() => tellReached(true), (error) => error.name === 'AbortError' || tellReached(false));
  return answer;
}

async function tellReached(/** @type {boolean} */ now) {
  if (now === isReached) return;
  isReached = now;
  for (const client of await clients.matchAll()) client.postMessage({ type: 'reached', reached: now });
}

/** Whether an answer may be kept. One that was led elsewhere is not the file that was asked for, and an opaque one is
    charged megabytes of the quota. */
function isWhole(/** @type {Response} */ response) {
  return response.status === 200 && response.type === 'basic' && !response.redirected;
}

/** Whether the site says that there is no such file any more. */
const isGone = (/** @type {Response} */ { status }) => status === 404 || status === 410;

/** Some hosts answer for every unknown address with their front page, and some networks with a page of their own. */
const isOfType = (/** @type {Response} */ response, /** @type {RegExp} */ types) => types.test(response.headers.get('content-type') || '');
const isPage = (/** @type {Response} */ response) => isWhole(response) && isOfType(response, /^text\/html/);
const isFeed = (/** @type {Response} */ response) => isWhole(response) && !isOfType(response, /^text\/html/);

/** A body of our own under the headers of the answer it came with, but for those that were true of its way alone. */
function ours(/** @type {BodyInit | null} */ body, /** @type {Response} */ response) {
  const headers = new Headers(response.headers);
  for (const name of ['content-encoding', 'content-length', 'vary']) headers.delete(name);
  headers.set(KEPT_AT, String(Date.now()));
  return new Response(body, { headers });
}

const keptAt = (/** @type {Response | undefined} */ response) => Number(response?.headers.get(KEPT_AT) ?? 0);

/** Resolves to the value after so many milliseconds. @template T @param {T} value @param {number} ms @returns {Promise<T>} */
function later(value, ms) {
  return new Promise((done) => { setTimeout(() => done(value), ms); });
}

/** All of a page that comes, before any of it is handed on: one that stalls or breaks off is no better than none. */
async function allOf(/** @type {Response} */ response) {
  return isPage(response) ? ours(await response.arrayBuffer(), response) : response;
}

/** All of a page of the manifest, or of the library's page; nothing if it is not what it should be. */
async function rightFeed(/** @type {string} */ key, /** @type {Response} */ response) {
  const text = await response.text();
  const isRight = key === ROOT ? / data-page="library"/.test(text) : Array.isArray(JSON.parse(text).items);
  return isRight ? ours(text, response) : undefined;
}

async function keepFeed(/** @type {string} */ key, /** @type {Response} */ right) {
  if (await isOff()) return;
  await (await caches.open(FEEDS)).put(key, right);
  if (await isOff()) await caches.delete(FEEDS);
  known = undefined;
}

async function forgetFeed(/** @type {string} */ key) {
  await (await caches.open(FEEDS)).delete(key, { ignoreVary: true });
  known = undefined;
}

/** @typedef {{ hash: string, page: string }} Known The hash of an article, and which page of the feed says so. */

/** What the kept feeds say of articles, by their addresses. */
let known = /** @type {Promise<Map<string, Known>> | undefined} */ (undefined);

async function inFeeds(/** @type {string} */ key) {
  known ??= readFeeds().catch(() => new Map());
  return (await known).get(key);
}

/** Of an article that two pages name, since one of them is older, the newer has the last word. */
async function readFeeds() {
  const found = /** @type {Map<string, Known>} */ (new Map());
  if (!await caches.has(FEEDS)) return found;
  const cache = await caches.open(FEEDS);
  const keys = (await cache.keys()).map(({ url }) => url).filter((url) => url !== ROOT);
  const feeds = await Promise.all(keys.map(async (page) => ({ page, kept: await cache.match(page, { ignoreVary: true }) })));
  for (const { page, kept } of feeds.sort((one, other) => keptAt(one.kept) - keptAt(other.kept))) {
    for (const { _handscroll: item } of (await kept.json()).items) {
      if (item?.body && item.hash) found.set(new URL(item.body, ROOT).href, { hash: item.hash, page });
    }
  }
  return found;
}
