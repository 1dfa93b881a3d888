/**
 * The promises of a desk as clocks: when each began, when it is due, when somebody is alarmed. Pure: the
 * present moment is an argument. Times are milliseconds since 1970; a clock stands still only while one waits for the
 * reporter, which both sides see, and the clock of the whole never does.
 */

import type { DeskPromises } from './desk-policy.ts';

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;

export const SEVERITY_LEVELS = ['critical', 'high', 'medium', 'low'] as const;
export type SeverityLevel = (typeof SEVERITY_LEVELS)[number];

export type ClockName =
  | 'receipt'
  | 'first-touch'
  | 'triage'
  | 'fix'
  | 'update'
  | 'overall'
  | 'retrospective'
  | 'renewal';

interface ClockKind {
  /** What it promises. */
  readonly says: string;
  /** Its number in the specification of the process. */
  readonly number: string;
  readonly lastsMs: number;
  /** How long after its beginning somebody is alarmed. */
  readonly alarmsMs: readonly number[];
  /** Whether it stands still while one waits for the reporter. */
  readonly pauses: boolean;
}

/** After so long without a coordinator, the next one in turn has the case. */
export const OWNERLESS_MS = 3 * DAY;

/** Of keys and signed files: so long before they end they are renewed, and so long before, somebody is alarmed. */
export const RENEWAL_MS = { renew: 60 * DAY, alarm: 30 * DAY } as const;

/** What a team has promised. Alarms come at shares of it: so that each promise can still be kept, or be mended soon. */
function kindOf(
  name: ClockName,
  { promises, severity = 'low' }: Pick<CaseMoments, 'promises' | 'severity'>,
): ClockKind {
  const lasting = (lastsMs: number, shares: readonly number[]): Pick<ClockKind, 'lastsMs' | 'alarmsMs'> => ({
    lastsMs,
    alarmsMs: shares.map((share) => Math.round(share * lastsMs)),
  });
  switch (name) {
    case 'receipt':
      return { number: 'C0', says: 'a receipt', ...lasting(5 * MINUTE, [3]), pauses: false };
    case 'first-touch': {
      const lasts = lasting(promises.firstAnswerHours * HOUR, [0.5, 1.5]);
      return { number: 'C1', says: 'a human answer', ...lasts, pauses: false };
    }
    case 'triage':
      return { number: 'C2', says: 'valid or not', ...lasting(promises.triageDays * DAY, [5 / 7]), pauses: true };
    case 'fix':
      return { number: 'C3', says: 'a fix', ...lasting(promises.fixDays[severity] * DAY, [0.5, 0.8]), pauses: true };
    case 'update':
      // The alarm of the source comes with the deadline; the one before it lets somebody keep the promise.
      return { number: 'C4', says: 'an update', ...lasting(promises.updateDays * DAY, [0.8, 1]), pauses: true };
    case 'overall':
      return { number: 'C5', says: 'the end', ...lasting(promises.overallDays * DAY, [2 / 3, 8 / 9]), pauses: false };
    case 'retrospective':
      return { number: 'C9', says: 'what was learnt', ...lasting(3 * DAY, [2 / 3]), pauses: false };
    case 'renewal':
      throw new Error('A renewal is counted back from an end: see renewalClock.');
  }
}

/** A time in which one waits for the reporter; without an end it lasts. */
export interface Pause {
  readonly from: number;
  readonly to?: number | undefined;
}

/** The moments of a case that start and stop its clocks. */
export interface CaseMoments {
  /** What was promised when it came in. */
  readonly promises: DeskPromises;
  readonly receivedAt: number;
  readonly receiptAt?: number | undefined;
  readonly answeredAt?: number | undefined;
  /** It was judged to be valid or not. */
  readonly judgedAt?: number | undefined;
  /** It was found valid; the fix is due from here on. */
  readonly validAt?: number | undefined;
  /** Somebody took it on, or put it off. */
  readonly isAccepted: boolean;
  readonly fixReadyAt?: number | undefined;
  /** The reporter last heard from a person. */
  readonly updatedAt?: number | undefined;
  readonly publishedAt?: number | undefined;
  readonly retrospectiveAt?: number | undefined;
  readonly closedAt?: number | undefined;
  readonly severity?: SeverityLevel | undefined;
  readonly pauses: readonly Pause[];
}

export interface Clock {
  readonly name: ClockName;
  readonly number: string;
  readonly says: string;
  readonly startedAt: number;
  /** Later by each pause that is over; while one lasts, as of now. */
  readonly dueAt: number;
  readonly stoppedAt?: number | undefined;
  /** `kept` and `broken` have stopped, or its case is closed; `overdue` still runs. */
  readonly state: 'running' | 'paused' | 'overdue' | 'kept' | 'broken';
  /** The moments of its alarms, passed or to come, in their order. */
  readonly alarms: readonly number[];
}

/** How long one waited for the reporter between two moments. */
export const waitedMs = (pauses: readonly Pause[], from: number, to: number): number =>
  pauses.reduce((sum, pause) => sum + Math.max(0, Math.min(pause.to ?? to, to) - Math.max(pause.from, from)), 0);

function clock(name: ClockName, of: CaseMoments, now: number, startedAt: number, ended: number | undefined): Clock {
  const { pauses, closedAt } = of;
  const kind = kindOf(name, of);
  const stoppedAt = ended ?? closedAt;
  const until = stoppedAt ?? now;
  const shift = (atMs: number): number => {
    // A pause that begins after the moment has passed no longer moves it.
    let moment = startedAt + atMs;
    if (!kind.pauses) return moment;
    for (const pause of pauses.toSorted((one, other) => one.from - other.from)) {
      if (pause.from >= moment) break;
      moment += waitedMs([pause], startedAt, Math.max(until, startedAt));
    }
    return moment;
  };
  const dueAt = shift(kind.lastsMs);
  const isPaused = kind.pauses && pauses.some(({ from, to }) => from <= now && (to === undefined || to > now));
  const running = now > dueAt ? 'overdue' : isPaused ? 'paused' : 'running';
  const state = stoppedAt === undefined ? running : stoppedAt <= dueAt ? 'kept' : 'broken';
  const { number, says } = kind;
  return { name, number, says, startedAt, dueAt, stoppedAt, state, alarms: kind.alarmsMs.map(shift) };
}

/** The clocks of a case that have started, in the order of their numbers. */
export function clocksOf(of: CaseMoments, now: number): Clock[] {
  const start = (name: ClockName, from: number | undefined, to: number | undefined): Clock[] =>
    from === undefined ? [] : [clock(name, of, now, from, to)];
  const isOver = of.closedAt ?? of.publishedAt;
  return [
    ...start('receipt', of.receivedAt, of.receiptAt),
    ...start('first-touch', of.receivedAt, of.answeredAt),
    ...start('triage', of.receivedAt, of.judgedAt),
    ...start('fix', of.isAccepted ? of.validAt : undefined, of.fixReadyAt),
    ...(isOver === undefined ? start('update', of.updatedAt, undefined) : []),
    ...start('overall', of.receivedAt, of.publishedAt),
    ...start('retrospective', of.publishedAt, of.retrospectiveAt),
  ];
}

/** The promise that must be kept next: the earliest that runs or is overdue. */
export const nextDue = (clocks: readonly Clock[]): Clock | undefined =>
  clocks
    .filter(({ state }) => state === 'running' || state === 'overdue')
    .toSorted((one, other) => one.dueAt - other.dueAt)[0];

/** The alarms of clocks that still run whose moment has come. */
export const dueAlarms = (clocks: readonly Clock[], now: number): { readonly clock: Clock; readonly alarm: number }[] =>
  clocks
    .filter(({ state }) => state === 'running' || state === 'overdue')
    .flatMap((of) => of.alarms.flatMap((at, alarm) => (at <= now ? [{ clock: of, alarm }] : [])));

/** Of a key or a signed file that ends then (C10). */
export const renewalClock = (endsAt: number): { readonly renewAt: number; readonly alarmAt: number } => ({
  renewAt: endsAt - RENEWAL_MS.renew,
  alarmAt: endsAt - RENEWAL_MS.alarm,
});

const shownIn = (at: number, zone: string, options: Intl.DateTimeFormatOptions): Record<string, string> =>
  Object.fromEntries(
    new Intl.DateTimeFormat('en-GB', { timeZone: zone, hourCycle: 'h23', ...options })
      .formatToParts(at)
      .map(({ type, value }) => [type, value]),
  );

/** `Tue 8 Dec 2026, 15:00 GMT+1 · 14:00 UTC`: day and hour in the reader's zone, and the hour in UTC. */
export function momentInWords(at: number, zone: string): string {
  const day = { weekday: 'short', day: 'numeric', month: 'short', year: 'numeric' } as const;
  const hour = { hour: '2-digit', minute: '2-digit' } as const;
  const here = shownIn(at, zone, { ...day, ...hour, timeZoneName: 'short' });
  const utc = shownIn(at, 'UTC', { ...day, ...hour });
  const date = (of: Record<string, string>): string => `${of.weekday} ${of.day} ${of.month} ${of.year}`;
  const clockHere = `${date(here)}, ${here.hour}:${here.minute} ${here.timeZoneName}`;
  if (here.timeZoneName === 'UTC') return clockHere;
  const dayThere = date(utc) === date(here) ? '' : `${date(utc)}, `;
  return `${clockHere} · ${dayThere}${utc.hour}:${utc.minute} UTC`;
}

/** `4 h`, `16 days 3 h`; minutes below an hour. */
function spanInWords(spanMs: number): string {
  const [days, hours, minutes] = [spanMs / DAY, (spanMs % DAY) / HOUR, (spanMs % HOUR) / MINUTE].map(Math.floor) as [
    number,
    number,
    number,
  ];
  const dayWord = days === 1 ? '1 day' : `${days} days`;
  return days > 0 ? `${dayWord} ${hours} h` : hours > 0 ? `${hours} h` : `${minutes} min`;
}

/** `4 h left`, `16 days 3 h left`, `2 h overdue`. */
export const leftInWords = (dueAt: number, now: number): string =>
  `${spanInWords(Math.abs(dueAt - now))} ${dueAt >= now ? 'left' : 'overdue'}`;

/** The same of a promise: `due in 4 h`, `2 h overdue`. */
export const dueInWords = (dueAt: number, now: number): string =>
  dueAt >= now ? `due in ${spanInWords(dueAt - now)}` : leftInWords(dueAt, now);
