import type { Room } from '#platform/room.ts';
import { importHoldings } from './import/import.ts';

export const slackRoom: Room = {
  name: 'slack',
  routes: [],
  jobs: [],
  holdings: importHoldings,
  evidence: [],
};
