/** A server that is killed at any moment and started again in the same place, while others go on working with it. */
import assert from 'node:assert/strict';
import { setTimeout as wait } from 'node:timers/promises';
import { type Frame, fetched, type Person, type Place, type Server, startServer } from '../journeys/client.ts';

export interface Lives {
  /** The one that runs, or is about to. */
  up: Promise<Server>;
  /** Nobody begins anything more. */
  isOver: boolean;
  /** What was acknowledged. */
  steps: number;
  onStep: () => void;
  /** Calls that got no answer. */
  unanswered: number;
}

interface Kills {
  readonly kills: number;
  /** What a life lets happen at most before the kill may come. */
  readonly stepsMax: number;
  readonly delayMsMax: number;
  /** Of every server. */
  readonly settings?: Readonly<Record<string, string>>;
}

export const livesOf = (first: Server): Lives => ({
  up: Promise.resolve(first),
  isOver: false,
  steps: 0,
  onStep: () => {},
  unanswered: 0,
});

/** Counts something that was acknowledged. */
export function acknowledge(lives: Lives): void {
  lives.steps += 1;
  lives.onStep();
}

/** Kills so often, each time at any moment after some steps; then it is over, and the last server is up. */
export async function killAgainAndAgain(lives: Lives, place: Place, given: Kills): Promise<void> {
  for (let kill = 0; kill < given.kills; kill++) await killOnce(lives, place, given);
  lives.isOver = true;
}

async function killOnce(lives: Lives, place: Place, { stepsMax, delayMsMax, settings }: Kills): Promise<void> {
  const server = await lives.up;
  const enough = lives.steps + 1 + Math.floor(Math.random() * stepsMax);
  await new Promise<void>((resolve) => {
    lives.onStep = () => lives.steps >= enough && resolve();
  });
  await wait(Math.random() * delayMsMax);
  const { promise, resolve, reject } = Promise.withResolvers<Server>();
  promise.catch(() => {});
  lives.up = promise;
  assert.equal((await server.stop('SIGKILL')).signal, 'SIGKILL');
  startServer(place, settings).then(resolve, reject);
  await promise;
}

/** One call to the server that is up; when no answer came, undefined, and the kill had time to become known. */
export async function tried<T>(lives: Lives, call: (url: string) => Promise<T>): Promise<T | undefined> {
  const { url } = await lives.up;
  const answer = await call(url).catch(() => undefined);
  if (answer !== undefined) return answer;
  lives.unanswered += 1;
  await lives.up.then(({ ended }) => Promise.race([ended, wait(100)]));
  return undefined;
}

/** The same call until it is answered, by whichever server. */
export async function answered<T>(lives: Lives, call: (url: string) => Promise<T>): Promise<T> {
  for (;;) {
    const answer = await tried(lives, call);
    if (answer !== undefined) return answer;
  }
}

/** All events of a channel, from the first. */
export async function wholeLog(url: string, { token }: Person, channel: string): Promise<Frame[]> {
  const events: Frame[] = [];
  for (;;) {
    const after = events.at(-1)?.number ?? 0;
    const page = await fetched(url, `GET /v1/channels/${channel}/events?after=${after}`, token);
    if (page.events.length === 0) return events;
    events.push(...page.events);
  }
}
