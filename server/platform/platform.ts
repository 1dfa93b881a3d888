import { platformHoldings } from './platform.holding.ts';
import type { Room } from './room.ts';

export const platformRoom: Room = { name: 'platform', routes: [], jobs: [], holdings: platformHoldings, evidence: [] };
