export { type Notice, notified } from './judgement.ts';
export { keywordWithoutWords } from './keywords.ts';
export {
  changeChannelNotifications,
  changeNotifications,
  doNotDisturb,
  notAheadOfNow,
  notificationPreferences,
} from './preferences.ts';
export { quietUntil } from './quiet-hours.ts';
export { quietTimes } from './quiet-times.ts';
