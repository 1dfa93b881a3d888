/** Run in the page: the text of all that the browser stores for it, but the shell. */
export const leftBehind = `(async () => {
  const found = [JSON.stringify({ ...localStorage }), JSON.stringify({ ...sessionStorage })];
  for (const name of await caches.keys()) {
    const cache = await caches.open(name);
    for (const request of await cache.keys()) {
      if (new URL(request.url).pathname.startsWith('/assets/')) continue;
      found.push(request.url, await (await cache.match(request)).text());
    }
  }
  const asked = (request) => new Promise((resolve, reject) => {
    request.onsuccess = () => resolve(request.result);
    request.onerror = () => reject(request.error);
  });
  for (const { name } of await indexedDB.databases()) {
    found.push(name);
    const database = await asked(indexedDB.open(name));
    for (const store of database.objectStoreNames) {
      found.push(JSON.stringify(await asked(database.transaction(store).objectStore(store).getAll())));
    }
    database.close();
  }
  return found.join(' ');
})()`;
