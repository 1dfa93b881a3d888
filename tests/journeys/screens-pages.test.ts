/** Lists, one's own pages and the administration, looked at one after the other. */
import { lookAt } from '../screens/looks.ts';
import { shares } from '../screens/screens.ts';

await lookAt(shares.pages);
