/**
 * Every screen of the client, and every state of it that looks different. The gallery takes its pictures of these, and
 * `tests/journeys/screens*.test.ts` look for barriers in them and hold the list to the addresses that there are.
 */
import { conversationScreens } from './conversation.ts';
import { deskScreens } from './desk.ts';
import { entranceScreens } from './entrance.ts';
import { pageScreens } from './pages.ts';
import type { Screen } from './screen.ts';
import { ssoScreens } from './single-sign-on.ts';
import { stateScreens } from './states.ts';

export type { Screen } from './screen.ts';
export { desk, openWalk, phone, zoomed } from './walk.ts';
export { makeFounding, makeWorld } from './world.ts';

const pages: readonly Screen[] = [...pageScreens, ...ssoScreens, ...stateScreens, ...deskScreens];
export const screens: readonly Screen[] = [...entranceScreens, ...pages, ...conversationScreens];

/** Neither a way in nor a conversation: two tests share the list, each with about half of it. */
export const isPage = (screen: Screen): boolean => pages.includes(screen);
