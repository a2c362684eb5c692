// Answers for the site where there is no network, and spares the network where there is one: who answers for what, and
// what the reader may ask of it. The press joins this file and its neighbours sw-*.js into one, and writes two lines
// ahead of them: `const SHELL = …;` lists the program's files, `const TIMES = …;` holds the times (docs/format.md).
// Saving articles and mending what was saved are the reader's: this only reads what it saved. It must not know what is on
// a page, but for the parts of its head that make it one of a version, and the hash of its article.

const ROOT = new URL('./', location.href).href;

/** Several sites may share an origin: whatever is kept has the site's address in its name. */
const PREFIX = `handscroll:${ROOT}:`;
const SHELLS = `${PREFIX}shell-`;
const SHELL_CACHE = SHELLS + SHELL.version;
const FEEDS = `${PREFIX}feeds`;
const READ = `${PREFIX}read`;
const SAVED = `${PREFIX}saved`;

const CONTENT_NAMED = /^(?:assets\/[^/]+\.|images\/)([0-9a-f]{16})\.\w+$/;
const NEWEST = `${ROOT}feed.json`;
const FEED = /^feed(?:-\d+)?\.json$/;
const ARTICLE = /^a\/[^/]+\/$/;
const FILLED = /^(?:read|saved|settings)\/$/;
const WITHOUT_SLASH = /^(?:a\/[^/]+|read|saved|settings)$/;
const ARTICLE_HASH = /<article class="article"[^>]* data-hash="([0-9a-f]{16})"/;

/**
 * @typedef {{ request: Request, waitUntil: (end: Promise<unknown>) => void }} Asking
 * @typedef {(asking: Asking, key: string) => Promise<Response>} Rule
 */

addEventListener('fetch', (/** @type {FetchEvent} */ event) => {
  const { request } = event;
  const url = new URL(request.url);
  const path = pathOf(url);
  if (request.method !== 'GET' || path === undefined || isRetired) return;
  const isNavigation = request.mode === 'navigate';
  // Who wants nothing kept to be used is not to have anything kept: so the reader saves an article past this. For its
  // pictures any copy of the browser's will do; an element asks so too after a step back, but has a destination.
  if (!isNavigation && (request.cache === 'no-store' || request.cache === 'reload')) return;
  if (request.cache === 'force-cache' && request.destination === '') return;
  const rule = ruleOf(path) || (isNavigation && (WITHOUT_SLASH.test(path) ? addSlash : pass));
  if (!rule) return;
  const otherwise = () => (isNavigation ? missing(path + url.search) : Response.error());
  const asking = { request, waitUntil: (/** @type {Promise<unknown>} */ end) => event.waitUntil(end) };
  const answer = rule(asking, ROOT + path).catch(otherwise);
  event.respondWith(answer);
  if (!isNavigation) return;
  // Not while the page is put on the screen.
  const shown = answer.then(() => later(undefined, TIMES.VERSION_CHECK_DELAY_MS));
  event.waitUntil(shown.then(obeyVersion).catch(() => {}));
});

/** Relative to the root, without query and fragment, a folder's page by the folder's name. `undefined` outside of it. */
function pathOf(/** @type {URL} */ url) {
  const address = url.origin + url.pathname;
  return address.startsWith(ROOT) ? address.slice(ROOT.length).replace(/(^|\/)index\.html$/, '$1') : undefined;
}

/** @returns {Rule | undefined} */
function ruleOf(/** @type {string} */ path) {
  if (CONTENT_NAMED.test(path)) return contentNamed;
  if (FEED.test(path)) return feed;
  if (path === '') return library;
  if (ARTICLE.test(path)) return article;
  if (FILLED.test(path)) return filled;
  return undefined;
}

/** @type {Rule} */
const pass = ({ request }) => network(request);

/** As a host does, and so without a network too. @type {Rule} */
const addSlash = async ({ request }, key) => Response.redirect(`${key}/${new URL(request.url).search}`);

/** A page that the reader fills is part of the program. @type {Rule} */
const filled = async ({ request }, key) => (await at(SHELL_CACHE, key)) || network(request);

/** @type {Rule} */
const feed = (asking, key) => newest(asking, key, isFeed);

/** @type {Rule} */
const library = async (asking, key) => fitted(await newest(asking, key, isPage));

/** Where nothing can be shown, the reader's own page says so, and lists what can be. */
function missing(/** @type {string} */ path) {
  if (path.startsWith('saved/')) return Response.error();
  return Response.redirect(`${ROOT}saved/?missing=${encodeURIComponent(path)}`);
}

/** What is named by its bytes is never asked for twice. @type {Rule} */
async function contentNamed({ request, waitUntil }, key) {
  const kept = (await inShells(key)) || (await saved(key)) || (await read(waitUntil, key));
  if (kept) return part(request, kept);
  const response = await network(request);
  if (isWhole(response)) waitUntil(keepRead(key, response.clone()));
  return response;
}

/** What changes under its name: the network's, where all of it is quick enough, else what was kept of it. */
async function newest(/** @type {Asking} */ { request, waitUntil }, /** @type {string} */ key, /** @type {typeof isPage} */ isRight) {
  const coming = network(request);
  const arriving = coming.then((response) => (isRight(response) ? rightFeed(key, response.clone()) : undefined));
  waitUntil(arriving.then((right) => right && keepFeed(key, right.clone()), () => {}));
  const kept = await at(FEEDS, key);
  if (!kept) return coming;
  return Promise.race([arriving.then((right) => right || kept, () => kept), later(kept, TIMES.NETWORK_LIMIT_MS)]);
}

/** An article keeps its address when its text is corrected: what is kept of it is shown while the feed says that it is the
    same. @type {Rule} */
async function article({ request, waitUntil }, key) {
  const shell = shellPage().catch(() => undefined);
  const [listed, ofSaved, ofRead] = await Promise.all([inFeeds(key), saved(key), read(waitUntil, key)]);
  const kept = ofSaved || ofRead;
  if (kept) for (const page of new Set([NEWEST, listed?.page ?? NEWEST])) waitUntil(refreshFeed(page));
  for (const one of [ofSaved, ofRead]) {
    if (!listed || !one) continue;
    const text = await one.clone().text();
    if (ARTICLE_HASH.exec(text)?.[1] === listed.hash) return fittedText(text, one, await shell);
  }
  const coming = network(request);
  waitUntil(coming.then((response) => noteArticle(key, response), () => {}));
  if (!kept) return fitted(await coming, shell);
  // What was taken down is not to be shown any more, unless the person has made it theirs; a fault of the server's says
  // nothing of the article.
  const isAnswer = (/** @type {Response} */ { status }) => status < 400 || (status < 500 && !ofSaved);
  const arrived = coming.then((response) => (isAnswer(response) ? allOf(response) : kept)).catch(() => kept);
  return fitted(await Promise.race([arrived, later(kept, TIMES.NETWORK_LIMIT_MS)]), shell);
}

async function noteArticle(/** @type {string} */ key, /** @type {Response} */ response) {
  if (isPage(response)) await keepRead(key, response.clone(), (text) => ARTICLE_HASH.test(text));
  if (isGone(response)) await forgetRead([key]);
}

/** Asks for a page of the feed anew, where what is kept of it has grown old. A sealed one changes too, when an article of it
    is corrected or taken down, and is there no more when few are left. */
async function refreshFeed(/** @type {string} */ key) {
  const kept = await at(FEEDS, key);
  if (kept && Date.now() - keptAt(kept) < TIMES.FEED_MAX_AGE_MS) return;
  const response = await network(key).catch(() => undefined);
  if (response && isGone(response) && key !== NEWEST) await forgetFeed(key);
  const right = response && isFeed(response) && await rightFeed(key, response).catch(() => undefined);
  if (right) await keepFeed(key, right);
}

/** What the reader asks for.
    @type {Record<string, (data: any) => Promise<object | void>>} */
const MESSAGES = {
  'take-over': () => skipWaiting(),
  limit: ({ bytes }) => setLimit(bytes),
  'clear-read': () => clearRead(),
  state: async () => ({ reached: isReached }),
  /** Takes in what came before the worker did. */
  keep: async ({ addresses }) => {
    for (const address of addresses) {
      const path = pathOf(new URL(address));
      const rule = path !== undefined && ruleOf(path);
      const waiting = /** @type {Promise<unknown>[]} */ ([]);
      const asking = { request: new Request(address), waitUntil: (/** @type {Promise<unknown>} */ end) => { waiting.push(end); } };
      const response = rule && await rule(asking, ROOT + path).catch(() => undefined);
      await Promise.allSettled(waiting);
      if (response) await response.body?.cancel();
    }
  },
};

addEventListener('message', (/** @type {ExtendableMessageEvent} */ event) => {
  const act = MESSAGES[event.data?.type];
  if (!act) return;
  const tell = (/** @type {object} */ answer) => event.ports[0]?.postMessage(answer);
  event.waitUntil(act(event.data).then(
    (result) => tell({ done: true, ...result }),
    (error) => tell({ error: String(error?.message ?? error) }),
  ));
});
