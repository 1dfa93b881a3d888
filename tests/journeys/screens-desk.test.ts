/** The security desk of those who work at it, looked at screen after screen. */
import { lookAt } from '../screens/looks.ts';
import { shares } from '../screens/screens.ts';

await lookAt(shares.desk);
