/**
 * What became of letters that were to go out by mail. The danger: a letter that goes out twice, and one that never does
 * while everybody thinks so. The principle: an attempt is committed before the mail is handed over and ended after it;
 * one that was begun is never begun again by a program, and the desk sees each that did not end well. The boundary:
 * what a mail server has taken may still be lost on its way.
 */
import { type Delivery, WITHHELD, type Withheld } from '#contract/desk-deliveries.ts';
import type { CaseId, TeamId } from '#contract/ids.ts';
import { after } from '#platform/clock.ts';
import type { Work } from '#platform/work.ts';
import { deskLimits } from '../limits.ts';
import {
  type DeliveryRow,
  endDelivery,
  insertDelivery,
  isReceiptSince,
  lastDeliveries,
  lastDelivery,
  messageIdsOf,
} from './deliveries.sql.ts';
import { addressDigest } from './message-ids.ts';

export type { DeliveryRow } from './deliveries.sql.ts';
export { newMessageId, referenceIn } from './message-ids.ts';

export interface ToDeliver {
  readonly case: CaseId;
  readonly team: TeamId;
  readonly letter: number;
  readonly how: Delivery['how'];
  /** To whom. */
  readonly address: string;
}

/** The last attempt; undefined where there was none. */
export const lastAttempt = (work: Work, id: CaseId, letter: number): Promise<DeliveryRow | undefined> =>
  lastDelivery(work.sql, id, letter);

/** Writes down that it is about to be handed over under this id. The case is locked. */
export async function beginDelivery(work: Work, to: ToDeliver, messageId: string): Promise<number> {
  const attempt = await nextAttempt(work, to);
  await insertDelivery(work.sql, {
    ...(await rowOf(work, to, attempt)),
    ...{ state: 'begun', why: null, message_id: messageId, ended_at: null },
  });
  return attempt;
}

/** Writes down that it does not go out, and why. */
export async function withhold(work: Work, to: ToDeliver, why: Withheld): Promise<void> {
  await insertDelivery(work.sql, {
    ...(await rowOf(work, to, await nextAttempt(work, to))),
    ...{ state: 'withheld', why, message_id: null, ended_at: work.now },
  });
}

const nextAttempt = async (work: Work, { case: id, letter }: ToDeliver): Promise<number> =>
  ((await lastDelivery(work.sql, id, letter))?.attempt ?? 0) + 1;

const rowOf = async (work: Work, { case: id, team, letter, how, address }: ToDeliver, attempt: number) => ({
  ...{ case_id: id, letter, attempt, team_id: team, how, begun_at: work.now },
  recipient: await addressDigest(work, address),
});

/** How it ended; one that nobody knows the end of is left begun. */
export const finishDelivery = (
  work: Work,
  of: Pick<DeliveryRow, 'case_id' | 'letter' | 'attempt'>,
  ended: { readonly state: 'sent' | 'kept' } | { readonly state: 'failed'; readonly why: Withheld },
): Promise<void> =>
  endDelivery(work.sql, of, { state: ended.state, why: 'why' in ended ? ended.why : null, ended_at: work.now });

/** Whether this address had a receipt within the last day. */
export const hadReceipt = async (work: Work, address: string): Promise<boolean> =>
  isReceiptSince(work.sql, await addressDigest(work, address), after(work.now, -deskLimits.mails.receiptEveryMs));

/** Ids of mails that went out in this case, the oldest first. */
export const sentIds = (work: Work, id: CaseId): Promise<string[]> =>
  messageIdsOf(work.sql, id, deskLimits.mails.referencesMax);

export interface ShownDelivery {
  readonly letter: number;
  readonly delivery: Delivery;
}

export async function shownDeliveries(work: Work, id: CaseId): Promise<ShownDelivery[]> {
  const rows = await lastDeliveries(work.sql, id, deskLimits.lettersMax);
  return rows.map((row) => ({ letter: row.letter, delivery: shown(row, work.now) }));
}

export function shown({ how, state, why, begun_at, ended_at }: DeliveryRow, now: Date): Delivery {
  const isLate = after(begun_at, deskLimits.mails.handOverMs) < now;
  const reason = (Object.keys(WITHHELD) as Withheld[]).find((one) => one === why);
  return {
    ...{ how, at: (ended_at ?? begun_at).toISOString() },
    state: state === 'begun' ? (isLate ? 'uncertain' : 'sending') : state,
    ...(reason === undefined ? {} : { why: reason }),
  };
}
