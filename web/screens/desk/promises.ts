/** The clocks of a case as they crossed the wire, for the functions that judge them. */
import { type Clock, type ClockName, nextDue } from '#contract/desk-clocks.ts';
import type { DeskCase } from './use-case.ts';

export const clocksOf = (clocks: DeskCase['clocks']): Clock[] =>
  clocks.map(({ name, number, says, state, startedAt, dueAt, stoppedAt }) => ({
    ...{ name: name as ClockName, number, says, state, alarms: [] },
    startedAt: Date.parse(startedAt),
    dueAt: Date.parse(dueAt),
    stoppedAt: stoppedAt === undefined ? undefined : Date.parse(stoppedAt),
  }));

export const nextPromise = (clocks: DeskCase['clocks']): Clock | undefined => nextDue(clocksOf(clocks));
