// Takes the place of the service worker (sw.js) where the site wants none any more: gives up all that was kept without
// being asked for, and then itself. What a person saved stays theirs. It must need nothing of the worker it replaces.

const PREFIX = `handscroll:${new URL('./', location.href).href}:`;

async function forgetAll() {
  const isOurs = (name) => name.startsWith(`${PREFIX}shell-`) || name === `${PREFIX}feeds` || name === `${PREFIX}read`;
  indexedDB.deleteDatabase(`${PREFIX}read`);
  await Promise.allSettled((await caches.keys()).filter(isOurs).map((name) => caches.delete(name)));
}

/** Neither waits for the other: what cannot be deleted is not to keep the worker. */
const retire = () => Promise.allSettled([registration.unregister(), forgetAll()]);

addEventListener('install', () => skipWaiting());
addEventListener('activate', (event) => event.waitUntil(retire()));
