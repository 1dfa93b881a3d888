/**
 * Every screen of the client, and every state of it that looks different. The gallery takes its pictures of these, and
 * `tests/journeys/screens*.test.ts` look for barriers in them and hold the list to the addresses that there are.
 */
import { conversationScreens } from './conversation.ts';
import { deskScreens } from './desk.ts';
import { deskAdminScreens } from './desk-admin.ts';
import { entranceScreens } from './entrance.ts';
import { pageScreens } from './pages.ts';
import type { Screen } from './screen.ts';
import { ssoScreens } from './single-sign-on.ts';
import { stateScreens } from './states.ts';

export type { Screen } from './screen.ts';
export { desk, openWalk, phone, zoomed } from './walk.ts';
export { makeFounding, makeWorld } from './world.ts';

/** What one test looks at, each about as long as the others. */
export const shares = {
  conversations: [...entranceScreens, ...conversationScreens],
  pages: [...pageScreens, ...ssoScreens, ...stateScreens],
  desk: [...deskScreens, ...deskAdminScreens],
} as const satisfies Record<string, readonly Screen[]>;

export const screens: readonly Screen[] = [...entranceScreens, ...shares.pages, ...shares.desk, ...conversationScreens];
