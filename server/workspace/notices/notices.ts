export { createNoticeFollower } from './follower.ts';
export { type DuePush, noteMessages, noteUntil } from './noting.ts';
export { pushTo } from './pushing.ts';
