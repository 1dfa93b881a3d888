/**
 * By what a reporter proves to be the one of a case: a passphrase of 140 random bits, of which the server keeps a
 * digest. It is made with the form, so that the same form posted twice is the same case.
 */
import { timingSafeEqual } from 'node:crypto';
import type { CaseId, TeamId } from '#contract/ids.ts';
import { digestOf } from '#platform/digest.ts';
import { problem } from '#platform/problem.ts';
import type { Random } from '#platform/random.ts';
import type { Work } from '#platform/work.ts';
import { nameOf } from './case-state.ts';
import type { CaseRow } from './cases.sql.ts';
import {
  caseByDigest,
  digestOfCase,
  followingCase,
  insertPassphrase,
  passphraseRow,
  replacePassphrase,
} from './passphrases.sql.ts';

export const passphraseUnusable = problem(
  'desk/passphrase-unusable',
  422,
  'A passphrase of a report is made by the form: seven groups of four letters and digits. Load the form anew.',
);

/** Without letters that look like digits, as ids have them (Crockford's base 32). */
const DIGITS = '0123456789abcdefghjkmnpqrstvwxyz';
const LENGTH = 28;

/** `k7m2-9d4x-…`: seven groups of four. */
export function newPassphrase(random: Random): string {
  const digits = [...random.bytes(LENGTH)].map((byte) => DIGITS[byte % DIGITS.length]).join('');
  return digits.match(/.{4}/g)?.join('-') ?? digits;
}

/** As it is compared: whatever case and signs it was typed with, and letters read for digits. */
function plain(typed: string): string | undefined {
  const digits = typed
    .toLowerCase()
    .replaceAll(/[^0-9a-z]/g, '')
    .replaceAll('o', '0')
    .replaceAll(/[il]/g, '1');
  return digits.length === LENGTH && [...digits].every((digit) => DIGITS.includes(digit)) ? digits : undefined;
}

const digestOfTyped = (typed: string): Buffer | undefined => {
  const digits = plain(typed);
  return digits === undefined ? undefined : digestOf(digits);
};

/** Refuses what was not made here. */
export function requirePassphrase(typed: string): Buffer {
  const digest = digestOfTyped(typed);
  if (!digest) throw passphraseUnusable();
  return digest;
}

/** The case that was opened by a form with this passphrase. */
export async function caseOfForm(work: Work, digest: Buffer): Promise<{ name: string; receivedAt: Date } | undefined> {
  const row = await caseByDigest(work.sql, digest);
  return row && { name: nameOf(row), receivedAt: row.received_at };
}

export async function keepPassphrase(work: Work, team: TeamId, id: CaseId, digest: Buffer): Promise<void> {
  await insertPassphrase(work.sql, { case_id: id, team_id: team, digest, is_first: true, is_known: true });
}

/** For a case whose reporter came by mail: nobody is told it, and the reporter has one made on the page of the case. */
export async function keepUnknownPassphrase(work: Work, team: TeamId, id: CaseId): Promise<void> {
  const digest = digestOfTyped(newPassphrase(work.random)) ?? NOBODYS;
  await insertPassphrase(work.sql, { case_id: id, team_id: team, digest, is_first: true, is_known: false });
}

/** Whether somebody was told the passphrase of the case. */
export const isPassphraseKnown = async (work: Work, id: CaseId): Promise<boolean> =>
  (await passphraseRow(work.sql, id))?.is_known ?? false;

/** A new one in place of that which nobody knows; also for the cases that began anew after it. */
export async function makePassphrase(work: Work, id: CaseId): Promise<string> {
  const passphrase = newPassphrase(work.random);
  const row = await passphraseRow(work.sql, id);
  if (!row || row.is_known) throw new Error('A passphrase that somebody knows stays.');
  await replacePassphrase(work.sql, row.digest, requirePassphrase(passphrase));
  return passphrase;
}

/** The reporter of a case comes back to the one that follows it in the same way. */
export async function handOnPassphrase(work: Work, from: CaseRow, to: CaseId): Promise<void> {
  const kept = await passphraseRow(work.sql, from.id);
  if (kept) await insertPassphrase(work.sql, { ...kept, case_id: to, team_id: from.team_id, is_first: false });
}

/** Nobody's: what a wrong number is compared with, so that it takes as long as a wrong passphrase. */
const NOBODYS = digestOf('');

/** The case with this number; for who tells nobody whether there is one. */
export const caseByNumber = async (work: Work, number: number): Promise<CaseId | undefined> =>
  (await digestOfCase(work.sql, number))?.case_id;

/** The case with this number, if this is its passphrase; compared in constant time, whether or not there is one. */
export async function caseOfReporter(work: Work, number: number, typed: string): Promise<CaseId | undefined> {
  const kept = await digestOfCase(work.sql, number);
  const given = digestOfTyped(typed) ?? digestOf(`wrong ${typed}`);
  const isRight = timingSafeEqual(kept?.digest ?? NOBODYS, given);
  return isRight ? kept?.case_id : undefined;
}

/** The name of the case that this one began anew as. */
export async function goesOnAs(work: Work, row: CaseRow): Promise<string | undefined> {
  const following = await followingCase(work.sql, row.id);
  return following && nameOf(following);
}
