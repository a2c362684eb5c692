// Takes the place of the service worker (sw.js) where the site wants none any more: gives up all that was kept without
// being asked for, and then itself. What a person saved stays theirs. It must need nothing of the worker it replaces.

const PREFIX = `handscroll:${new URL('./', location.href).href}:`;

async function retire() {
  const isOurs = (name) => name.startsWith(`${PREFIX}shell-`) || name === `${PREFIX}feeds` || name === `${PREFIX}read`;
  await Promise.all((await caches.keys()).filter(isOurs).map((name) => caches.delete(name)));
  indexedDB.deleteDatabase(`${PREFIX}read`);
  await registration.unregister();
}

addEventListener('install', () => skipWaiting());
addEventListener('activate', (event) => event.waitUntil(retire()));
