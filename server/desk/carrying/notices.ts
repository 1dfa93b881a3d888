/**
 * Word by mail for who reported by the web and left an address. The danger: anybody can type anybody's address, so such
 * a mail may reach a stranger, and a stranger could have us mail somebody again and again. The principle: it says that
 * there is something new in a case and where that is opened, and opens nothing; only what a person of the desk wrote
 * brings one, one a day until the reporter came, and a bounded number to one address in all; whoever reads it can end
 * them. The boundary: whoever reads that mailbox learns that the address was given to this desk.
 */
import type { CaseId, TeamId } from '#contract/ids.ts';
import { type Guess, type Guesses, guessTooSoon, isRefusal } from '#identity/guessing/guessing.ts';
import { ownTeam } from '#identity/teams/teams.ts';
import type { Work } from '#platform/work.ts';
import {
  beginNotice,
  hasNotices,
  letterToCarry,
  lockedCase,
  noticeFailed,
  noticeToken,
  reporterOf,
} from '../cases/cases.ts';
import { beginDelivery, type ToDeliver, withhold } from '../deliveries/deliveries.ts';
import { composeLetter, type LetterOut } from '../mail-writing/mail-writing.ts';
import { currentPolicy } from '../policy/policy.ts';
import { type CarryingMeans, handOver, isDue, letterFrom, type Wanted } from './carrying.ts';

export interface NoticeMeans extends Omit<CarryingMeans, 'egress'> {
  readonly guesses: Guesses;
}

/** Tells of one letter, or writes down why not. Throws where it was certainly not taken and can be tried again. */
export async function carryNotice(means: NoticeMeans, team: TeamId, wanted: Wanted): Promise<void> {
  const { units, guesses } = means;
  const ready = await units.open({ team }, (work) => prepare(work, team, wanted, means.url()));
  if (!ready) return;
  const { letter } = ready;
  const counted = await countAgainst(guesses, letter.to);
  const mail = await composeLetter(letter, { own: undefined, theirs: undefined });
  const attempt = await units.open({ team }, (work) => begin(work, wanted, ready, counted !== undefined));
  if (attempt === undefined) {
    await counted?.unjudged();
    return;
  }
  const whole = { envelope: { from: null, to: letter.to }, raw: mail.raw };
  try {
    await handOver(means, team, { ...wanted, attempt }, whole, (work) => noticeFailed(work, wanted.case));
  } catch (error) {
    await counted?.unjudged();
    throw error;
  }
}

interface Ready {
  readonly of: ToDeliver;
  readonly letter: LetterOut;
}

/** Undefined: its reporter is not told so, a program wrote it, or it was told of or begun already. */
async function prepare(work: Work, team: TeamId, wanted: Wanted, url: string): Promise<Ready | undefined> {
  const reporter = await reporterOf(work, wanted.case);
  const { address } = reporter;
  if (address === undefined || !(await hasNotices(work, wanted.case)) || !(await isDue(work, wanted))) return undefined;
  if ((await letterToCarry(work, wanted.case, wanted.letter)).automatic) return undefined;
  const of: ToDeliver = { case: wanted.case, team, letter: wanted.letter, how: 'notice', address };
  const { version, policy } = await currentPolicy(work, team);
  if (version === 0) {
    await lockedCase(work, wanted.case);
    await withhold(work, of, 'no-desk-address');
    return undefined;
  }
  const { letter } = await letterFrom(work, team, wanted.case, reporter, policy.address, url);
  const inClear = `There is something new in the case ${reporter.case}. Open it with its number and your passphrase.`;
  const belowLink = `\n-- \n${WHY}\n${await endOf(work, team, wanted.case, url)}\n`;
  return { of, letter: { ...letter, inClear, belowLink, autoSubmitted: 'auto-generated' } };
}

const WHY = 'This address was given with the case. To get no more mails about it, whoever you are:';

async function endOf(work: Work, team: TeamId, id: CaseId, url: string): Promise<string> {
  const { slug } = await ownTeam(work, team);
  return `${url}/t/${slug}/security/case/notices/link?token=${(await noticeToken(work, id)) ?? ''}`;
}

/** Undefined: this address had as many as it may have. */
async function countAgainst(guesses: Guesses, address: string): Promise<Guess | undefined> {
  try {
    return await guesses.begin('notice', { origin: { ip: '' }, account: address.toLowerCase() });
  } catch (error) {
    if (isRefusal(guessTooSoon.code)(error)) return undefined;
    throw error;
  }
}

/** Commits that it is about to be handed over; undefined where it is not to be. */
async function begin(work: Work, wanted: Wanted, { of, letter }: Ready, mayGo: boolean): Promise<number | undefined> {
  await lockedCase(work, wanted.case);
  if (!(await isDue(work, wanted))) return undefined;
  const why = mayGo
    ? await beginNotice(work, wanted.case, { isWanted: wanted.after !== undefined })
    : ('enough-today' as const);
  if (why === undefined) return await beginDelivery(work, of, letter.messageId);
  await withhold(work, of, why);
  return undefined;
}
