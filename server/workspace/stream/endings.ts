/**
 * How open connections end when a right does. The danger: a connection that goes on after the order to end it. The
 * principle: a fact ends it at once; who listens is asked for again every half minute, and whenever a fact may have
 * been missed. When everybody is signed out, this process says when its last connection was gone. The boundary: what
 * was sent before the order is on its way.
 */
import type { TeamId } from '#contract/ids.ts';
import type { Actor } from '#identity/access/access.ts';
import { standingNow } from '#identity/authentication.ts';
import { noteClosing } from '#identity/sign-outs/sign-outs.ts';
import { limits } from '#platform/limits.ts';
import type { Log } from '#platform/log.ts';
import type { Hub } from '#platform/realtime/realtime.ts';
import type { Timer } from '#platform/timer.ts';
import type { Fact, Units } from '#platform/work.ts';
import type { Listener } from './listener.ts';

type TeamSignedOut = Extract<Fact, { kind: 'team.signed-out' }>;

export interface Endings {
  /** Closes what the order ends, and says so when the last of it is gone. */
  signedOut(team: TeamId, order: TeamSignedOut): void;
  /** The connection is gone. */
  gone(listener: Listener): void;
  /** Asks for everybody who listens, in this team or in all. */
  askAgain(team?: TeamId): Promise<void>;
  /** Asks again and again, until `close`. */
  start(): void;
  close(): Promise<void>;
}

export interface EndingsMeans {
  readonly units: Units;
  readonly hub: Hub;
  readonly log: Log;
  readonly timer: Timer;
  /** What tells this process from others. */
  readonly process: string;
  readonly listeners: () => Iterable<Listener>;
}

export function createEndings(means: EndingsMeans): Endings {
  const { hub, log, timer } = means;
  const closing = new Set<Closing>();
  const underway = new Set<Promise<void>>();
  let cancel = (): void => {};
  const go = (deed: Promise<void>, says: string): void => {
    const done = deed.catch((error: unknown) => log.error({ err: error }, says)).finally(() => underway.delete(done));
    underway.add(done);
  };
  const report = (one: Closing): void => {
    if (one.left.size > 0 || !closing.delete(one)) return;
    const said = noteClosing(means.units, one.team, one.signOut, { process: means.process, sockets: one.sockets });
    go(said, 'That everybody is out could not be noted');
  };
  const askAgain = (team?: TeamId) => askAll(means, team);
  const again = (): void => {
    go(askAgain(), 'Those who listen could not be asked for');
    cancel = timer(again, limits.realtime.askAgainMs);
  };

  return {
    signedOut(team, { signOut, except, tokens }) {
      const left = new Set<Listener>();
      for (const listener of means.listeners()) {
        if (listener.actor.team === team && isEnded(listener.actor, except, tokens)) left.add(listener);
      }
      const one = { team, signOut, left, sockets: left.size };
      closing.add(one);
      for (const { subscriber } of left) hub.close(subscriber, 'signedOut');
      report(one);
    },
    gone(listener) {
      for (const one of closing) if (one.left.delete(listener)) report(one);
    },
    askAgain,
    start: () => {
      cancel = timer(again, limits.realtime.askAgainMs);
    },
    async close() {
      cancel();
      await Promise.all(underway);
    },
  };
}

interface Closing {
  readonly team: TeamId;
  readonly signOut: string;
  /** Those whose line is still there. */
  readonly left: Set<Listener>;
  readonly sockets: number;
}

function isEnded({ by, role }: Actor, except: TeamSignedOut['except'], tokens: TeamSignedOut['tokens']): boolean {
  if ('session' in by) return by.session !== except;
  return tokens === 'all' || (tokens === 'but-owners' && role !== 'owner');
}

async function askAll({ units, hub, listeners }: EndingsMeans, team: TeamId | undefined): Promise<void> {
  const byTeam = Map.groupBy(listeners(), ({ actor }) => actor.team);
  for (const [of, all] of byTeam) {
    if (team !== undefined && of !== team) continue;
    for (let at = 0; at < all.length; at += limits.realtime.askedAtOnceMax) {
      const some = all.slice(at, at + limits.realtime.askedAtOnceMax);
      const actors = some.map(({ actor }) => actor);
      const standing = await units.open({ team: of }, (work) => standingNow(work, of, actors));
      for (const { actor, subscriber } of some) {
        const now = standing.get(actor);
        if (now === 'signed-out') hub.close(subscriber, 'signedOut');
        if (now === 'rights-changed') hub.close(subscriber, 'rightsChanged');
      }
    }
  }
}
