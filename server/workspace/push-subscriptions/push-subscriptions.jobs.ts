import { MINUTE_MS } from '#platform/clock.ts';
import type { FactJob, Job } from '#platform/jobs/jobs.ts';
import { forgetEnded } from './push-subscriptions.ts';

const ended = <Kind extends 'session.ended' | 'member.signed-out' | 'team.signed-out'>(
  onFact: Kind,
  name: string,
): FactJob<Kind> => ({
  name,
  says: 'Removes the push subscriptions of devices that were signed out.',
  onFact,
  ids: () => ({}),
  deadlineMs: MINUTE_MS,
  attemptsMax: 5,
  run: async (units, team) => void (await units.open({ team }, forgetEnded)),
});

export const pushSubscriptionJobs: Job[] = [
  ended('session.ended', 'forget-device'),
  ended('member.signed-out', 'forget-devices'),
  ended('team.signed-out', 'forget-devices-of-team'),
];
