/**
 * Reports by the web. The danger: a report that is lost, or that opens something it should not. The principle: bytes
 * are kept, sealed, before anything of them is understood, in the transaction that makes the case; reading follows in a
 * job, and may fail without losing them. The boundary: without script a report is encrypted only on its way, and the
 * form says so.
 */
import { clocksOf } from '#contract/desk-clocks.ts';
import { ENCRYPTED_REPORT, PROMISE_WORDS, type ReceivedReport } from '#contract/desk-intake.ts';
import type { CaseId, TeamId } from '#contract/ids.ts';
import { type Guesses, judged } from '#identity/guessing/guessing.ts';
import { lockTeam } from '#identity/teams/teams.ts';
import type { Units, Work } from '#platform/work.ts';
import {
  caseOfForm,
  describeReport,
  keepPassphrase,
  leaveUnread,
  openReport,
  requirePassphrase,
  type Understood,
  unreadReport,
} from '../cases/cases.ts';
import { readEncrypted, type Unopened } from '../keys/keys.ts';
import { promisesOf } from '../policy/policy.ts';
import { readEntity, readForm } from './form.ts';

export { filesIn } from './form.ts';
export { boundaryOf, partsOf } from './multipart.ts';
export { createReceiving, type Receive, type Received } from './receiving.ts';

export interface Posted {
  readonly team: TeamId;
  readonly origin: { readonly ip: string };
  readonly passphrase: string;
  readonly raw: Buffer;
  readonly type: string;
}

/**
 * Keeps the bytes as a case; the same passphrase again gets the same answer. Refuses with `guessTooSoon` whoever sends
 * many, and with that nothing is kept.
 */
export async function takeReport(
  units: Units,
  guesses: Guesses,
  { team, origin, passphrase, raw, type }: Posted,
): Promise<ReceivedReport> {
  const digest = requirePassphrase(passphrase);
  const before = await units.open({ team }, async (work) => {
    const found = await caseOfForm(work, digest);
    return found && (await answerOf(work, found));
  });
  if (before) return before;
  const guess = await guesses.begin('report', { origin, team });
  return await judged(guess, () =>
    units.open({ team }, async (work) => {
      // Two copies at once: the second one finds the case of the first.
      await lockTeam(work, team);
      const found = (await caseOfForm(work, digest)) ?? (await openCaseOf(work, team, digest, { raw, type }));
      return await answerOf(work, found);
    }),
  );
}

async function openCaseOf(work: Work, team: TeamId, digest: Buffer, { raw, type }: Pick<Posted, 'raw' | 'type'>) {
  const { id, name } = await openReport(work, team, { raw, type, source: 'web' });
  await keepPassphrase(work, team, id, digest);
  return { name, receivedAt: work.now };
}

const PROMISED: readonly string[] = ['first-touch', 'triage', 'overall'];

async function answerOf(
  work: Work,
  { name, receivedAt }: { readonly name: string; readonly receivedAt: Date },
): Promise<ReceivedReport> {
  const at = receivedAt.getTime();
  const { promises } = await promisesOf(work, receivedAt);
  const clocks = clocksOf({ promises, receivedAt: at, isAccepted: false, pauses: [] }, at);
  const promised = clocks.filter((clock) => PROMISED.includes(clock.name));
  const next = promised.map((clock) => ({ says: PROMISE_WORDS[clock.name], by: new Date(clock.dueAt).toISOString() }));
  return { case: name, next };
}

const WHY: Readonly<Record<Unopened | 'not-ours', string>> = {
  'for-another-key':
    'It is encrypted for a key that is not the one of this desk. Take the key from our page, and write what you ' +
    'found as an answer here.',
  damaged: 'The encrypted message is damaged, or not encrypted at all. Write what you found as an answer here.',
  'too-much': 'Opened, it would become larger than we can take. Send it in parts, as answers here.',
  'not-ours': 'It has another form than our page gives it. What was in it is kept as a file of this case.',
};

/** Reads what came in and adds it to its case; what cannot be read is said to both sides, and stays as it came. */
export async function readReport(units: Units, team: TeamId, id: CaseId): Promise<void> {
  const unread = await units.open({ team }, (work) => unreadReport(work, id));
  if (!unread) return;
  const { raw, type } = unread;
  if (type !== ENCRYPTED_REPORT) return await describe(units, team, id, { content: raw, found: readForm(raw, type) });
  const opened = await readEncrypted(units, { team }, raw);
  if ('content' in opened) {
    const { content } = opened;
    return await describe(units, team, id, { content, found: readEntity(content) });
  }
  await units.open({ team }, (work) => leaveUnread(work, id, WHY[opened.unopened]));
}

async function describe(
  units: Units,
  team: TeamId,
  id: CaseId,
  { content, found }: { readonly content: Buffer; readonly found: Understood | undefined },
): Promise<void> {
  const files = [{ name: 'report', content }];
  await units.open({ team }, (work) =>
    found ? describeReport(work, id, found) : leaveUnread(work, id, WHY['not-ours'], files),
  );
}
