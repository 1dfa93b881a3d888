/** When the service worker shows something: once for each message, whoever tells of it, and not to who is looking. */
import type { PushedNotice, PushedReminder } from '#contract/notices.ts';
import { notificationOf, type Shown } from './notification.ts';

export interface Surroundings {
  /** An answer of the API in this team, or undefined where there is none. */
  ask(path: string, team: string): Promise<unknown>;
  /** Addresses of the windows that have the focus. */
  lookedAt(): Promise<readonly string[]>;
  show(shown: Shown): Promise<void>;
}

/** A push and the stream tell of the same message, and so does each open window. */
const rememberedMost = 200;

export function createTelling({ ask, lookedAt, show }: Surroundings) {
  const told = new Set<string>();
  return async (pushed: PushedNotice | PushedReminder): Promise<void> => {
    if (pushed.kind === 'notice') {
      const key = `${pushed.team}/${pushed.channel}/${pushed.ts}`;
      if (told.has(key)) return;
      told.add(key);
      for (const first of told) if (told.size > rememberedMost) told.delete(first);
    }
    const shown = await notificationOf(pushed, (path) => ask(path, pushed.team));
    const team = /^\/t\/[^/]+\//.exec(shown.url)?.[0];
    const isLookedAt = (await lookedAt()).some((url) => team !== undefined && new URL(url).pathname.startsWith(team));
    if (pushed.kind === 'reminder' || !isLookedAt) await show(shown);
  };
}
