// Part of the service worker (sw.js): what is kept. Of what was merely read, the least lately used goes first; what was
// saved and the program itself are never touched here.

/** @typedef {{ url: string, bytes: number, used: number }} Entry A file that was merely read; used last at that time. */

/** Bytes of what was merely read, unless the reader sets another limit, and the share of the quota it never exceeds. */
const READ_BYTES = 200e6;
const QUOTA_SHARE = 0.2;

/** Of a saved file that is not there itself: which one stands for it, relative to the root. */
const SAME_AS = 'x-handscroll-same';

/** @returns {Promise<Response | undefined>} */
function at(/** @type {string} */ cacheName, /** @type {string} */ key) {
  return caches.match(key, { cacheName, ignoreVary: true });
}

/** What was saved. A narrow strip may be saved as the name of its wide one. */
async function saved(/** @type {string} */ key) {
  const found = await at(SAVED, key);
  const other = found?.headers.get(SAME_AS);
  return other ? at(SAVED, new URL(other, ROOT).href) : found;
}

/** What was read. */
async function read(/** @type {Asking['waitUntil']} */ waitUntil, /** @type {string} */ key) {
  const found = await at(READ, key);
  if (found) waitUntil(touch(key));
  return found;
}

/** The part that was asked for, if but a part was: players of sound and films insist on it. */
async function part(/** @type {Request} */ request, /** @type {Response} */ whole) {
  const [, first, last] = /^bytes=(\d*)-(\d*)$/.exec(request.headers.get('range') || '') || [];
  if (!first && !last) return whole;
  const body = await whole.blob();
  const start = first ? Number(first) : Math.max(0, body.size - Number(last));
  const end = Math.min(first && last ? Number(last) : Infinity, body.size - 1);
  const headers = new Headers(whole.headers);
  if (start > end) {
    headers.set('content-range', `bytes */${body.size}`);
    return new Response(null, { status: 416, headers });
  }
  headers.set('content-range', `bytes ${start}-${end}/${body.size}`);
  headers.set('content-length', String(end - start + 1));
  return new Response(body.slice(start, end + 1), { status: 206, headers });
}

/** @template T @param {IDBRequest<T>} request @returns {Promise<T>} */
function asked(request) {
  return new Promise((done, failed) => {
    request.onsuccess = () => done(request.result);
    request.onerror = () => failed(request.error);
  });
}

let opened = /** @type {Promise<IDBDatabase> | undefined} */ (undefined);

function database() {
  opened ??= openDatabase();
  opened.catch(() => { opened = undefined; });
  return opened;
}

async function openDatabase() {
  const request = indexedDB.open(READ, 1);
  request.onupgradeneeded = () => {
    request.result.createObjectStore('entries', { keyPath: 'url' }).createIndex('used', 'used');
    request.result.createObjectStore('numbers');
  };
  const found = await asked(request);
  const forget = () => { opened = undefined; };
  found.onclose = forget;
  found.onversionchange = () => { found.close(); forget(); };
  return found;
}

async function deleteDatabase() {
  const deleted = asked(indexedDB.deleteDatabase(READ));
  // Whoever has it open closes it then.
  opened = undefined;
  await deleted;
}

/** Runs `act` in one transaction, and waits until that is completed.
    @template T @param {(entries: IDBObjectStore, numbers: IDBObjectStore) => Promise<T>} act @returns {Promise<T>} */
async function transact(act) {
  if (await isOff()) throw new Error('this worker keeps nothing any more');
  const transaction = (await database()).transaction(['entries', 'numbers'], 'readwrite');
  const completed = new Promise((done, failed) => {
    transaction.oncomplete = done;
    transaction.onabort = () => failed(transaction.error);
  });
  const acted = act(transaction.objectStore('entries'), transaction.objectStore('numbers'));
  const [result] = await Promise.all([acted, completed]);
  return result;
}

/** What this worker has put, or is about to, since it was started. */
const put = /** @type {Set<string>} */ (new Set());
/** How often it has let go of all that was read. */
let clearings = 0;

/** Keeps a file that was read, if it is what its name or `isRight` says and not too large; others make room for it. */
async function keepRead(/** @type {string} */ key, /** @type {Response} */ response, isRight = (/** @type {string} */ text) => true) {
  if (await isOff()) return;
  const body = await response.arrayBuffer();
  const hash = CONTENT_NAMED.exec(key.slice(ROOT.length))?.[1];
  if (hash ? !(await sha256(body)).startsWith(hash) : !isRight(new TextDecoder().decode(body))) return;
  const before = clearings;
  put.add(key);
  if (!await makeRoom({ url: key, bytes: body.byteLength, used: Date.now() })) return;
  try {
    await (await caches.open(READ)).put(key, ours(body, response));
    // Its note went between the two.
    if (clearings !== before) await forgetRead([key]);
  } catch {
    // The device is full. What is on the page has been answered all the same.
    await forgetRead([key]);
  } finally {
    // It was turned off meanwhile.
    if (await isOff()) await caches.delete(READ);
  }
}

/** Notes a file before it is put, and lets others go until all are within the limit. False where it is too large. */
async function makeRoom(/** @type {Entry | undefined} */ entry) {
  const { quota = Infinity } = await navigator.storage?.estimate?.() ?? {};
  const bytes = entry?.bytes ?? 0;
  const gone = await transact(async (entries, numbers) => {
    const limit = Math.min((await asked(numbers.get('limit'))) ?? READ_BYTES, quota * QUOTA_SHARE);
    // A file that is a quarter of all would push out whole articles.
    if (bytes > limit / 4) return undefined;
    const before = entry && await asked(entries.get(entry.url));
    if (before) entries.delete(before.url);
    let total = ((await asked(numbers.get('total'))) ?? 0) - (before?.bytes ?? 0);
    const dropped = /** @type {string[]} */ ([]);
    while (total + bytes > limit) {
      const oldest = /** @type {Entry[]} */ (await asked(entries.index('used').getAll(null, 32)));
      if (!oldest.length) break;
      for (const { url, bytes: freed } of oldest) {
        if (total + bytes <= limit) break;
        entries.delete(url);
        total -= freed;
        dropped.push(url);
      }
    }
    if (entry) entries.put(entry);
    numbers.put(Math.max(0, total) + bytes, 'total');
    return dropped;
  });
  if (gone?.length) await dropRead(gone);
  return gone !== undefined;
}

async function dropRead(/** @type {string[]} */ keys) {
  const cache = await caches.open(READ);
  await Promise.all(keys.map((key) => cache.delete(key, { ignoreVary: true })));
}

async function forgetRead(/** @type {string[]} */ keys) {
  await transact(async (entries, numbers) => {
    let total = (await asked(numbers.get('total'))) ?? 0;
    for (const key of keys) {
      total -= (await asked(entries.get(key)))?.bytes ?? 0;
      entries.delete(key);
    }
    numbers.put(Math.max(0, total), 'total');
  });
  await dropRead(keys);
}

/** Files that were used lately, and not noted yet. */
const used = /** @type {Set<string>} */ (new Set());

/** Notes after a while that files were used: the strips of an article come in dozens. */
async function touch(/** @type {string} */ key) {
  used.add(key);
  if (used.size > 1) return;
  await later(undefined, TIMES.READ_USE_WRITE_DELAY_MS);
  const keys = [...used];
  used.clear();
  await transact(async (entries) => {
    for (const url of keys) {
      const entry = await asked(entries.get(url));
      if (entry) entries.put({ ...entry, used: Date.now() });
    }
  }).catch(() => {});
}

/** Brings notes and files together again: a worker may be ended between the two. Files of other versions' programs go. Those
    under way may have but one of the two yet. */
async function sweepRead() {
  if (await isOff()) return;
  const kept = new Set((await (await caches.open(READ)).keys()).map((request) => request.url));
  const noted = new Set((await transact((entries) => asked(entries.getAllKeys()))).map(String));
  const isStray = (/** @type {string} */ url) =>
    url.startsWith(`${ROOT}assets/`) || (!put.has(url) && !(kept.has(url) && noted.has(url)));
  await forgetRead([...new Set([...kept, ...noted])].filter(isStray));
}

async function setLimit(/** @type {number} */ bytes) {
  if (!(bytes >= 0)) throw new Error('the limit is no number of bytes');
  await transact(async (_, numbers) => { numbers.put(bytes, 'limit'); });
  await makeRoom(undefined);
}

async function clearRead() {
  await transact(async (entries, numbers) => {
    entries.clear();
    numbers.put(0, 'total');
  });
  clearings += 1;
  await caches.delete(READ);
}
