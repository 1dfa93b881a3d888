import type { Holding } from '#platform/holdings.ts';
import { forgetEnded } from './reporter.ts';

export const reporterHolding: Holding = {
  name: 'desk-reporter-sessions',
  of: 'team',
  tables: ['desk_reporter_sessions', 'desk_reporter_links'],
  kept: 'Until the reporter signs out, at most twelve hours; links by mail three days.',
  expire: forgetEnded,
};
