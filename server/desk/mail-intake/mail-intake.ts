/**
 * Mail to the security desk. It arrives and is kept (`arriving.ts`), a job takes it apart and finds where it belongs
 * (`filing.ts`, `placing.ts`), and what is doubtful waits for a person (`quarantine.ts`).
 */
import type { IncomingMailOptions } from '#platform/incoming-mail/incoming-mail.ts';

/** Where mail is to be taken in. */
export type MailPlaces = Pick<IncomingMailOptions, 'smtp' | 'lmtp' | 'tls'>;

export { createMailTaker, keepMail } from './arriving.ts';
export { fileReceived } from './filing.ts';
export { marksInCase } from './marks.ts';
export { expireMails, fileAsCase, fileInCase, listHeld, openHeld, openHeldRaw, putAway } from './quarantine.ts';
export type { ReadingMeans } from './reading.ts';
export { createMailCheck } from './verdicts/verdicts.ts';
export { mailOfWaiting, tellWaiting } from './waiting.ts';
