/** What the client uses of the browser around it; a test hands in its own. */
import type { SocketLike } from './socket.ts';

export interface Device {
  readonly fetch: typeof globalThis.fetch;
  readonly connect: (path: string) => SocketLike;
  /** Runs when the page shows again, the network is back, or the page comes out of the browser's cache. */
  readonly onWake: (run: () => void) => () => void;
  /** Runs when the page is about to go. */
  readonly onLeave: (run: () => void) => () => void;
  /** Runs something at the next good moment to draw; in a page that does not show, soon. */
  readonly schedule: (run: () => void) => void;
  /** Begins anew, as a reload of the page does. */
  readonly restart: () => void;
  /** Runs while no other tab does the same under this name. */
  readonly exclusively: (name: string, run: () => Promise<void>) => Promise<void>;
}

const unseenMs = 250;

export const browser: Device = {
  fetch: (...asked) => globalThis.fetch(...asked),
  connect: (path) => new WebSocket(`${location.origin.replace(/^http/, 'ws')}${path}`),
  onWake(run) {
    const shown = (): void => (document.visibilityState === 'visible' ? run() : undefined);
    document.addEventListener('visibilitychange', shown);
    globalThis.addEventListener('online', run);
    globalThis.addEventListener('pageshow', run);
    return () => {
      document.removeEventListener('visibilitychange', shown);
      globalThis.removeEventListener('online', run);
      globalThis.removeEventListener('pageshow', run);
    };
  },
  onLeave(run) {
    globalThis.addEventListener('pagehide', run);
    return () => globalThis.removeEventListener('pagehide', run);
  },
  schedule(run) {
    let isDone = false;
    const once = (): void => {
      if (isDone) return;
      isDone = true;
      clearTimeout(timer);
      cancelAnimationFrame(frame);
      run();
    };
    const timer = setTimeout(once, unseenMs);
    const frame = requestAnimationFrame(once);
  },
  restart: () => location.reload(),
  exclusively: async (name, run) => {
    await navigator.locks.request(name, run);
  },
};
