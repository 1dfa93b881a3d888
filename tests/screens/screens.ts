/**
 * Every screen of the client, and every state of it that looks different. The gallery takes its pictures of these, and
 * `tests/journeys/screens.test.ts` looks for barriers in them and holds the list to the addresses that there are.
 */
import { conversationScreens } from './conversation.ts';
import { entranceScreens } from './entrance.ts';
import { pageScreens } from './pages.ts';
import type { Screen } from './screen.ts';

export type { Screen } from './screen.ts';
export { desk, openWalk, phone } from './walk.ts';
export { makeFounding, makeWorld } from './world.ts';

export const screens: readonly Screen[] = [...entranceScreens, ...pageScreens, ...conversationScreens];
