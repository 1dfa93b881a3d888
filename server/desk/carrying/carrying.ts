/**
 * Letters of the desk, carried to reporters who write by mail. The danger: words of a case that travel in the clear, a
 * letter that goes out twice, and programs that answer each other. The principle: a letter is encrypted for a key that
 * is known, or the mail holds no word of it but a link; each attempt is committed before the mail is handed over;
 * receipts go where the report came from, once a day, with an empty sender. The boundary: what a mail server has taken
 * is out of our hands, and from whom, to whom and when is open to everybody on the way.
 */
import type { Withheld } from '#contract/desk-deliveries.ts';
import type { CaseId, TeamId } from '#contract/ids.ts';
import { lockTeam, ownTeam } from '#identity/teams/teams.ts';
import type { Egress } from '#platform/egress/egress.ts';
import { type Carrier, type Envelope, mailNotTaken } from '#platform/mail/mail.ts';
import { Problem } from '#platform/problem.ts';
import type { Units, Work } from '#platform/work.ts';
import { type Correspondent, letterToCarry, lockedCase, reporterOf } from '../cases/cases.ts';
import {
  beginDelivery,
  finishDelivery,
  hadReceipt,
  lastAttempt,
  newMessageId,
  sentIds,
  type ToDeliver,
  withhold,
} from '../deliveries/deliveries.ts';
import { privateKeyOf, standingKey } from '../keys/keys.ts';
import { composeLetter, type LetterKeys, type LetterMail, type LetterOut } from '../mail-writing/mail-writing.ts';
import { currentPolicy } from '../policy/policy.ts';
import { openLink } from '../reporter/reporter.ts';
import { keyToWriteTo } from '../sender-keys/sender-keys.ts';

export interface CarryingMeans {
  readonly units: Units;
  readonly mailer: Carrier;
  readonly egress: Pick<Egress, 'request'>;
  /** The address that people type. */
  readonly url: () => string;
}

export interface Wanted {
  readonly case: CaseId;
  readonly letter: number;
  /** Somebody at the desk wants it sent once more, after this attempt. */
  readonly after?: number;
}

/** Carries one letter, or writes down why not. Throws where it was certainly not taken and can be tried again. */
export async function carryLetter(means: CarryingMeans, team: TeamId, wanted: Wanted): Promise<void> {
  const { units } = means;
  const ready = await units.open({ team }, (work) => prepare(work, team, wanted, means.url()));
  if (!ready) return;
  const theirs = await keyToWriteTo(units, means.egress, team, ready.to);
  const mail = await composeLetter(ready.letter, { own: ready.own, theirs: theirs?.publicKey });
  const attempt = await units.open({ team }, (work) => begin(work, team, wanted, ready, mail));
  if (attempt === undefined) return;
  const from = ready.isReceipt ? null : ready.letter.from.address;
  await handOver(means, team, { ...wanted, attempt }, { envelope: { from, to: ready.to }, raw: mail.raw });
}

/** Hands over what was begun, once, and writes down how that ended. */
export async function handOver(
  { units, mailer }: Pick<CarryingMeans, 'units' | 'mailer'>,
  team: TeamId,
  { case: case_id, letter, attempt }: Wanted & { readonly attempt: number },
  { envelope, raw }: { readonly envelope: Envelope; readonly raw: Buffer },
  failed: (work: Work) => Promise<void> = async () => {},
): Promise<void> {
  const of = { case_id, letter, attempt };
  try {
    const state = (await mailer.carry(envelope, raw)) === 'delivered' ? 'sent' : 'kept';
    await units.open({ team }, (work) => finishDelivery(work, of, { state }));
  } catch (error) {
    const why = whyNotTaken(error);
    // Nobody knows whether it was taken: it stays begun, and the desk sees that.
    if (why === undefined) return;
    await units.open({ team }, async (work) => {
      await finishDelivery(work, of, { state: 'failed', why });
      await failed(work);
    });
    if (why === 'unreachable') throw error;
  }
}

interface Ready {
  /** A program wrote it, and it is no receipt: a link to it alone would tell nothing new. */
  readonly isBeside: boolean;
  readonly to: string;
  readonly isReceipt: boolean;
  readonly letter: LetterOut;
  readonly own: LetterKeys['own'];
}

/** Whether it is to be sent at all. Undefined: its reporter does not read mail, or it was sent or begun already. */
async function prepare(work: Work, team: TeamId, wanted: Wanted, url: string): Promise<Ready | undefined> {
  const reporter = await reporterOf(work, wanted.case);
  if (!reporter.byMail || reporter.address === undefined || !(await isDue(work, wanted))) return undefined;
  const { text, files, automatic, isFirst } = await letterToCarry(work, wanted.case, wanted.letter);
  const isReceipt = automatic && isFirst;
  const { version, policy } = await currentPolicy(work, team);
  if (version === 0) {
    await lockedCase(work, wanted.case);
    const of = { case: wanted.case, team, letter: wanted.letter, address: reporter.address } as const;
    await withhold(work, { ...of, how: isReceipt ? 'receipt' : 'link' }, 'no-desk-address');
    return undefined;
  }
  const { letter, own } = await letterFrom(work, team, wanted.case, reporter, policy.address, url);
  const said = { text: `${text}\n\n${footer(letter.link)}`, files };
  // The receipt says nothing of the report.
  const open = isReceipt ? { inClear: text } : {};
  const auto = automatic ? ({ autoSubmitted: isReceipt ? 'auto-replied' : 'auto-generated' } as const) : {};
  return {
    to: reporter.address,
    isReceipt,
    isBeside: automatic && !isFirst,
    own,
    letter: { ...letter, ...said, ...open, ...auto },
  };
}

/** Everything of a letter but what it says. */
export async function letterFrom(
  work: Work,
  team: TeamId,
  id: CaseId,
  reporter: Correspondent,
  address: string,
  url: string,
): Promise<{ readonly letter: LetterOut; readonly own: LetterKeys['own'] }> {
  const sent = await sentIds(work, id);
  return {
    own: await ownKey(work),
    letter: {
      from: { name: `${(await ownTeam(work, team)).name} Security`, address },
      ...{ to: reporter.address ?? '', date: work.now, references: sent, inReplyTo: sent.at(-1) },
      messageId: await newMessageId(work, address.slice(address.lastIndexOf('@') + 1)),
      ...{ outerSubject: reporter.case, subject: reporter.case, text: '', files: [] },
      link: await linkInto(work, team, id, reporter, url),
    },
  };
}

/** A link that its reporter asked for; nothing is written down but the link itself. */
export async function mailLink(means: CarryingMeans, team: TeamId, id: CaseId): Promise<void> {
  const { units } = means;
  const ready = await units.open({ team }, async (work) => {
    const reporter = await reporterOf(work, id);
    const { version, policy } = await currentPolicy(work, team);
    if (!reporter.byMail || reporter.address === undefined || version === 0) return undefined;
    return await letterFrom(work, team, id, reporter, policy.address, means.url());
  });
  if (!ready) return;
  const theirs = await keyToWriteTo(units, means.egress, team, ready.letter.to);
  const mail = await composeLetter(
    { ...ready.letter, text: footer(ready.letter.link), files: [] },
    {
      ...{ own: ready.own, theirs: theirs?.publicKey },
    },
  );
  await means.mailer.carry({ from: ready.letter.from.address, to: ready.letter.to }, mail.raw);
}

const footer = (link: string): string =>
  `-- \nAnswer this mail, encrypted for our key, or write on the page of your case:\n${link}\n`;

export async function isDue(work: Work, { case: id, letter, after }: Wanted): Promise<boolean> {
  const last = await lastAttempt(work, id, letter);
  if (after !== undefined) return last?.attempt === after;
  return !last || (last.state === 'failed' && last.why === 'unreachable');
}

/** One that opens the case once, until its reporter has a passphrase; then the page where that is asked for. */
async function linkInto(work: Work, team: TeamId, id: CaseId, { case: name }: Correspondent, url: string) {
  const token = await openLink(work, team, id);
  const page = `${url}/t/${(await ownTeam(work, team)).slug}/security/case`;
  return token === undefined ? `${page}?case=${name}` : `${page}/link?token=${token}`;
}

async function ownKey(work: Work): Promise<LetterKeys['own']> {
  const key = await standingKey(work);
  if (!key || key.expires_at <= work.now) return undefined;
  return { privateKey: await privateKeyOf(work, key), publicKey: key.public_key };
}

/** Commits that it is about to be handed over; undefined where another process has done so meanwhile. */
async function begin(
  work: Work,
  team: TeamId,
  wanted: Wanted,
  { to, isReceipt, isBeside, letter }: Ready,
  mail: LetterMail,
): Promise<number | undefined> {
  await lockedCase(work, wanted.case);
  if (!(await isDue(work, wanted))) return undefined;
  const how = isReceipt ? 'receipt' : mail.form;
  const of: ToDeliver = { case: wanted.case, team, letter: wanted.letter, how, address: to };
  if (isBeside && mail.form === 'link') {
    await withhold(work, of, 'told-before');
    return undefined;
  }
  // Receipts of several cases at once: the second one finds the first.
  if (isReceipt) await lockTeam(work, team);
  if (isReceipt && (await hadReceipt(work, to))) {
    await withhold(work, of, 'one-a-day');
    return undefined;
  }
  return await beginDelivery(work, of, letter.messageId);
}

/** Undefined: it may have been taken. */
export function whyNotTaken(error: unknown): Extract<Withheld, 'refused' | 'unreachable'> | undefined {
  if (!(error instanceof Problem)) return undefined;
  if (error.code !== mailNotTaken.code) return 'refused';
  const cause = error.cause as { responseCode?: number; syscall?: string; code?: string } | undefined;
  // It never got that far: too many wait already.
  if (cause === undefined) return 'unreachable';
  if (cause.responseCode !== undefined) return cause.responseCode >= 500 ? 'refused' : 'unreachable';
  // No connection was made, or the folder that holds mails did not take it.
  const isBefore = cause.syscall !== undefined || ['EDNS', 'ETLS', 'EAUTH', 'ECONNREFUSED'].includes(cause.code ?? '');
  return isBefore ? 'unreachable' : undefined;
}
