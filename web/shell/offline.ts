/** Installs the service worker (`sw.ts`), and goes where a click on one of its notifications leads. */

interface TrustedTypes {
  createPolicy(name: string, rules: { createScriptURL(url: string): string }): { createScriptURL(url: string): string };
}

const WORKER = '/sw.js';

/** The page's policy lets no string become the address of a script, but for this one. */
const trusted = (globalThis as { trustedTypes?: TrustedTypes }).trustedTypes?.createPolicy('wardroom', {
  createScriptURL(url) {
    if (url !== WORKER) throw new TypeError('Only the service worker is loaded by its address.');
    return url;
  },
});

/** A browser without one, or that forbids it, works all the same while there is a network. */
export async function installWorker(): Promise<void> {
  const container = 'serviceWorker' in navigator ? navigator.serviceWorker : undefined;
  if (!container) return;
  container.addEventListener('message', ({ data }: MessageEvent<{ kind?: string; url?: string }>) => {
    if (data.kind === 'open' && data.url?.startsWith('/t/')) history.pushState(null, '', data.url);
  });
  await container.register(trusted?.createScriptURL(WORKER) ?? WORKER).catch(() => undefined);
}
