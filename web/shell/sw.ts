/**
 * The service worker: it keeps the documents and assets of one build, so that the workspace opens without a network and
 * says so, and shows what is pushed and what open windows were told of. Nothing of `/v1` ever goes through it, and it
 * keeps no word of anybody.
 *
 * A build is taken over whole: its files are stored before it counts, and it counts once no page of the build before is
 * open any more. Documents are asked for first and taken from here when no answer comes.
 */
import type { PushedNotice, PushedReminder } from '#contract/notices.ts';
import { createTelling } from './telling.ts';

/** What is used of a service worker's surroundings, which the types of a page do not know. */
interface Waiting extends Event {
  waitUntil(work: Promise<unknown>): void;
}
interface Fetching extends Event {
  readonly request: Request;
  respondWith(answer: Promise<Response>): void;
}
interface Pushing extends Waiting {
  readonly data: { json(): unknown } | null;
}
interface Hearing extends Waiting {
  readonly data: unknown;
}
interface Clicking extends Waiting {
  readonly notification: Notification;
}
interface Page {
  readonly url: string;
  readonly focused: boolean;
  focus(): Promise<unknown>;
  postMessage(message: unknown): void;
}
interface Worker {
  readonly registration: ServiceWorkerRegistration;
  readonly clients: {
    matchAll(of: { type: 'window'; includeUncontrolled: boolean }): Promise<readonly Page[]>;
    openWindow(url: string): Promise<unknown>;
  };
  addEventListener(kind: 'install' | 'activate', run: (event: Waiting) => void): void;
  addEventListener(kind: 'fetch', run: (event: Fetching) => void): void;
  addEventListener(kind: 'push', run: (event: Pushing) => void): void;
  addEventListener(kind: 'message', run: (event: Hearing) => void): void;
  addEventListener(kind: 'notificationclick', run: (event: Clicking) => void): void;
}

/** The build puts its files here, between blanks, and what tells it from other builds. */
const FILES = 'SHELL_FILES'.split(' ');
const VERSION = 'SHELL_VERSION';
/** Any address of a team gives the same document. */
const DOCUMENT = '/t/-/';
const cacheName = `shell-${VERSION}`;
const patienceMs = 4_000;

const worker = globalThis as unknown as Worker;

worker.addEventListener('install', (event) => {
  event.waitUntil(caches.open(cacheName).then((cache) => cache.addAll([DOCUMENT, ...FILES])));
});

worker.addEventListener('activate', (event) => event.waitUntil(dropOthers()));

async function dropOthers(): Promise<void> {
  for (const name of await caches.keys()) if (name !== cacheName) await caches.delete(name);
}

worker.addEventListener('fetch', (event) => {
  const { request } = event;
  const { origin, pathname } = new URL(request.url);
  if (request.method !== 'GET' || origin !== location.origin) return;
  if (request.mode === 'navigate' && pathname.startsWith('/t/')) event.respondWith(documentFor(request));
  else if (pathname.startsWith('/assets/')) event.respondWith(asset(request));
});

/** The entrance and the public pages are left to the server: they make no sense without one. */
async function documentFor(request: Request): Promise<Response> {
  try {
    return await Promise.race([globalThis.fetch(request), noAnswer()]);
  } catch (fault) {
    const isEntrance = /^\/t\/[^/]+\/(signin|invite|claim|email|reset|join|security|\.well-known)\b/.test(
      new URL(request.url).pathname,
    );
    const kept = isEntrance ? undefined : await caches.match(DOCUMENT);
    if (kept) return kept;
    throw fault;
  }
}

const noAnswer = (): Promise<never> =>
  new Promise((_, reject) => setTimeout(() => reject(new TypeError('The server did not answer.')), patienceMs));

/** Assets never change under their name. */
const asset = async (request: Request): Promise<Response> =>
  (await caches.match(request)) ?? (await globalThis.fetch(request));

worker.addEventListener('push', (event) => {
  const pushed = event.data?.json() as PushedNotice | PushedReminder | undefined;
  if (pushed) event.waitUntil(tell(pushed));
});

/** An open window was told by the stream, and passes it on. */
worker.addEventListener('message', (event) => {
  const notice = event.data as PushedNotice | undefined;
  if (notice?.kind === 'notice') event.waitUntil(tell(notice));
});

/** With this device's own session; undefined where it is not told. */
async function ask(path: string, team: string): Promise<unknown> {
  const answer = await globalThis.fetch(path, { headers: { 'wardroom-team': team } });
  return answer.ok ? ((await answer.json()) as unknown) : undefined;
}

const windows = (): Promise<readonly Page[]> => worker.clients.matchAll({ type: 'window', includeUncontrolled: true });

const tell = createTelling({
  ask,
  lookedAt: async () => (await windows()).filter(({ focused }) => focused).map(({ url }) => url),
  show: ({ title, body, tag, url }) => worker.registration.showNotification(title, { body, tag, data: { url } }),
});

worker.addEventListener('notificationclick', (event) => {
  event.notification.close();
  event.waitUntil(open((event.notification.data as { url: string }).url));
});

/** In a page of the team that is open already, or in a new one. */
async function open(url: string): Promise<void> {
  const pages = await windows();
  const team = /^\/t\/[^/]+\//.exec(url)?.[0] ?? url;
  const page = pages.find((one) => new URL(one.url).pathname.startsWith(team));
  if (!page) return void (await worker.clients.openWindow(url));
  page.postMessage({ kind: 'open', url });
  await page.focus();
}
