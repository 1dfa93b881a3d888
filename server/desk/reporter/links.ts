/**
 * Links by mail into a case. The danger: whoever reads the reporter's mailbox, or the mail on its way, comes into the
 * case. The principle: a link opens once and for three days; looking at it uses nothing up; that it was used is written
 * down in the case, where the reporter sees it; and once the reporter has a passphrase of its own no link is mailed any
 * more. The boundary: until then the case is as safe as the reporter's mailbox
 * (docs/decisions/0015-letters-by-mail.md).
 */
import type { CaseId, TeamId } from '#contract/ids.ts';
import { type Guesses, judged } from '#identity/guessing/guessing.ts';
import { after } from '#platform/clock.ts';
import { digestOf } from '#platform/digest.ts';
import { problem } from '#platform/problem.ts';
import type { Units, Work } from '#platform/work.ts';
import { caseByNumber, isPassphraseKnown, makePassphrase, noteReporter, reporterOf } from '../cases/cases.ts';
import { deskLimits } from '../limits.ts';
import { numberIn } from './case-number.ts';
import { countLinks, insertLink, linkRow, takeLink } from './reporter.sql.ts';
import { beginSession } from './reporter-sessions.ts';

export const linkUnusable = problem(
  'desk-reporter/link-unusable',
  403,
  'This link was used already, or its time is over. Ask for another one below.',
);
export const passphraseIsYours = problem(
  'desk-reporter/passphrase-made',
  409,
  'This case has a passphrase that somebody was told. Nobody can make another one.',
);

declare module '#platform/work.ts' {
  interface Facts {
    /** The reporter of a case wants a link to it, at the address that the case knows. */
    'desk-link.asked': { readonly case: CaseId };
  }
}

const TOKEN_BYTES = 32;

/** A new link into the case, to be mailed and shown nowhere else; undefined where the reporter has a passphrase. */
export async function openLink(work: Work, team: TeamId, id: CaseId): Promise<string | undefined> {
  if (await isPassphraseKnown(work, id)) return undefined;
  const token = work.random.bytes(TOKEN_BYTES).toString('base64url');
  const ends_at = after(work.now, deskLimits.links.lifetimeMs);
  await insertLink(work.sql, { digest: digestOf(token), team_id: team, case_id: id, ends_at });
  return token;
}

export interface Asking {
  readonly team: TeamId;
  readonly origin: { readonly ip: string };
}

/** Opens the case by a link, once; returns the token that the browser keeps. */
export async function signInByLink(units: Units, guesses: Guesses, asking: Asking, token: string): Promise<string> {
  const { team, origin } = asking;
  const guess = await guesses.begin('passphrase', { origin, account: `${team} link` });
  const session = await judged(guess, () =>
    units.open({ team }, async (work) => {
      const id = await takeLink(work.sql, digestOf(token), work.now);
      if (!id) return undefined;
      await noteReporter(work, id, 'reporter-came-by-link');
      return await beginSession(work, team, id);
    }),
  );
  if (session === undefined) throw linkUnusable();
  await guess.right();
  return session;
}

/** Whether a link would open something; uses nothing up. */
export const isLinkOpen = async (work: Work, token: string): Promise<boolean> =>
  (await linkRow(work.sql, digestOf(token), work.now)) !== undefined;

/** Has a link mailed to the reporter's address, if there is such a case and one is due; tells nobody whether. */
export async function askForLink(units: Units, guesses: Guesses, asking: Asking, typed: string): Promise<void> {
  const { team, origin } = asking;
  const number = numberIn(typed);
  await guesses.begin('mail', { origin, team, account: `${team} link ${number ?? typed}` });
  await units.open({ team }, async (work) => {
    const id = number === undefined ? undefined : await caseByNumber(work, number);
    if (!id) return;
    const { byMail = false, address } = await reporterOf(work, id);
    const isFull = (await countLinks(work.sql, id, work.now)) >= deskLimits.links.openMax;
    if (!byMail || address === undefined || isFull || (await isPassphraseKnown(work, id))) return;
    work.audit({ kind: 'desk-case.link-asked', actor: 'nobody', object: `desk-case:${id}` });
    work.emit({ kind: 'desk-link.asked', case: id });
  });
}

/** A passphrase for a reporter who came by mail: shown this once, and in place of all links. */
export async function takePassphrase(work: Work, id: CaseId): Promise<string> {
  if (await isPassphraseKnown(work, id)) throw passphraseIsYours();
  const passphrase = await makePassphrase(work, id);
  await noteReporter(work, id, 'passphrase-made');
  return passphrase;
}
