/** How a case is written to and fro by mail, for who is in it; and a letter that did not go out, sent once more. */
import type { Correspondence } from '#contract/desk-deliveries.ts';
import { type CaseId, publicId } from '#contract/ids.ts';
import type { Actor } from '#identity/access/access.ts';
import { auditName } from '#identity/access/access.ts';
import { problem } from '#platform/problem.ts';
import type { Work } from '#platform/work.ts';
import { hasNotices, insideCase, lockedCase, reporterOf } from '../cases/cases.ts';
import { lastAttempt, shown, shownDeliveries } from '../deliveries/deliveries.ts';
import { marksInCase } from '../mail-intake/mail-intake.ts';
import { listSenderKeys } from '../sender-keys/sender-keys.ts';

export const notToBeSent = problem(
  'desk-deliveries/not-to-be-sent',
  409,
  'This letter went out, is on its way, or is not one that goes out by mail. Nothing was sent.',
);

declare module '#platform/work.ts' {
  interface Facts {
    /** Somebody at the desk wants a letter to be sent once more, after this attempt. */
    'desk-letter.wanted': { readonly case: CaseId; readonly number: number; readonly after: number };
  }
}

export async function correspondenceIn(work: Work, actor: Actor, id: CaseId): Promise<Correspondence> {
  const { part } = await insideCase(work, actor, id);
  const { byMail = false, address, mayBeNamed = false, noticesOff } = await reporterOf(work, id);
  const mayKnow = part !== 'fixer' || mayBeNamed;
  const keys = byMail && address !== undefined ? await listSenderKeys(work, address) : [];
  const key = keys.find(({ state, expiresAt }) => state === 'current' && (!expiresAt || expiresAt > work.now));
  const mails = mayKnow ? await marksInCase(work, id) : [];
  return {
    goesOut: !byMail ? (!noticesOff && (await hasNotices(work, id)) ? 'notice' : 'page') : key ? 'encrypted' : 'link',
    ...(key && mayKnow ? { key: { fingerprint: key.fingerprint, isConfirmed: key.confirmed !== undefined } } : {}),
    deliveries: (await shownDeliveries(work, id)).map(({ letter, delivery }) => ({ letter, ...delivery })),
    mails: mails.map(({ id: mail, letter, marks }) => ({
      ...{ id: publicId('M', mail), marks },
      ...(letter === null ? {} : { letter }),
    })),
  };
}

/** Has a letter sent once more of which it is not certain that it went out. */
export async function sendAgain(work: Work, actor: Actor, id: CaseId, letter: number): Promise<void> {
  await insideCase(work, actor, id);
  await lockedCase(work, id);
  const last = await lastAttempt(work, id, letter);
  const state = last && last.how !== 'receipt' ? shown(last, work.now).state : undefined;
  if (!last || (state !== 'failed' && state !== 'withheld' && state !== 'uncertain')) throw notToBeSent();
  // What slows such mails, and its reporter's word, is not for the desk to pass over.
  if (last.how === 'notice' && state === 'withheld' && last.why !== 'no-desk-address') throw notToBeSent();
  work.audit({ kind: 'desk-letter.sent-again', actor: auditName(actor), object: `desk-case:${id}` });
  work.emit({ kind: 'desk-letter.wanted', case: id, number: letter, after: last.attempt });
}
