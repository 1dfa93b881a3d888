/**
 * Whether word of a letter goes by mail to who reported by the web, and when it went. The address was typed and is not
 * proven, so what is kept here is when, and never to whom.
 */
import { timingSafeEqual } from 'node:crypto';
import type { CaseId } from '#contract/ids.ts';
import { after } from '#platform/clock.ts';
import type { Work } from '#platform/work.ts';
import { deskLimits } from '../limits.ts';
import { REPORTER, record } from './case-state.ts';
import { type CaseRow, caseRow, lockCase, updateCase } from './cases.sql.ts';
import { caseByNumber, isPassphraseKnown } from './passphrases.ts';
import { reporterIn } from './reporters.ts';

/** Somebody who has a passphrase, left an address, and does not read letters by mail anyway. */
export async function hasNotices(work: Work, id: CaseId): Promise<boolean> {
  const { byMail = false, address } = (await reporterIn(work, id)) ?? {};
  return !byMail && address !== undefined && (await isPassphraseKnown(work, id));
}

/** Notes that one goes out now, or says why none does. `isWanted`: a person wants it, however lately one went. */
export async function beginNotice(
  work: Work,
  id: CaseId,
  { isWanted }: { readonly isWanted: boolean },
): Promise<'notices-off' | 'told-lately' | undefined> {
  const row = await lockCase(work.sql, id);
  if (!row || row.notices_off_at) return 'notices-off';
  const isLately = row.noticed_at !== null && row.noticed_at > after(work.now, -deskLimits.notices.everyMs);
  if (isLately && !isWanted) return 'told-lately';
  await updateCase(work.sql, id, { noticed_at: work.now });
  return undefined;
}

/** It was certainly not taken: the next letter may bring one. */
export async function noticeFailed(work: Work, id: CaseId): Promise<void> {
  await updateCase(work.sql, id, { noticed_at: null });
}

/** The reporter has opened the case: the next letter is told again. */
export async function noteComing(work: Work, row: CaseRow): Promise<void> {
  if (row.noticed_at) await updateCase(work.sql, row.id, { noticed_at: null });
}

/** From now on no such mail goes out. Nothing happens where that is so. */
export async function endNotices(work: Work, id: CaseId): Promise<void> {
  const row = await lockCase(work.sql, id);
  if (row && !row.notices_off_at)
    await record(work, row, REPORTER, { notices_off_at: work.now }, { kind: 'notices-ended', shown: true });
}

export async function noticesAgain(work: Work, id: CaseId): Promise<void> {
  const row = await lockCase(work.sql, id);
  if (row?.notices_off_at)
    await record(work, row, REPORTER, { notices_off_at: null }, { kind: 'notices-wanted', shown: true });
}

const TAG_BYTES = 16;
const TOKEN = /^(?<number>\d{1,9})-(?<tag>[\w-]{22})$/;

/** By which whoever reads the mails of a case ends them; it opens nothing. Undefined where the case is gone. */
export async function noticeToken(work: Work, id: CaseId): Promise<string | undefined> {
  const row = await caseRow(work.sql, id);
  return row && `${row.number}-${(await tagOf(work, id)).toString('base64url')}`;
}

/** The case whose mails it ends; undefined for what was not made here. */
export async function readNoticeToken(work: Work, token: string): Promise<CaseId | undefined> {
  const { number, tag = '' } = TOKEN.exec(token)?.groups ?? {};
  const id = number === undefined ? undefined : await caseByNumber(work, Number(number));
  if (id === undefined) return undefined;
  const given = Buffer.from(tag, 'base64url');
  return given.length === TAG_BYTES && timingSafeEqual(given, await tagOf(work, id)) ? id : undefined;
}

async function tagOf(work: Work, id: CaseId): Promise<Buffer> {
  const digest = await work.keys.contentDigest();
  return digest().update(`end of notices ${id}`).digest().subarray(0, TAG_BYTES);
}
