/**
 * Mails that wait for a person. The danger: a report that rots among doubtful mails, and a mail that shows itself to
 * who looks at it. The principle: each waits in sight with its age until somebody at the desk decides; it is shown as
 * text, its files by name alone; who decided is written down, and what was put away can be looked at for a month. The
 * boundary: what is in it was written by a stranger, and may lie.
 */
import type { HeldMail, OpenedMail } from '#contract/desk-mails.ts';
import { type CaseId, type MailId, publicId } from '#contract/ids.ts';
import { type Actor, auditName } from '#identity/access/access.ts';
import { after } from '#platform/clock.ts';
import { limits } from '#platform/limits.ts';
import { problem } from '#platform/problem.ts';
import type { Units, Work } from '#platform/work.ts';
import { caseNameOf, insideCase } from '../cases/cases.ts';
import { deskLimits } from '../limits.ts';
import { tellOfMails } from '../news/news.ts';
import { requireDuty } from '../roster/roster.ts';
import { mailCompartment, rawMail } from './arriving.ts';
import { addToCase, makeCase, putAwayUntil, type ReadOnce } from './filing.ts';
import { deleteMails, heldMails, lockMail, type MailRow, mailRow, updateMail } from './mail-intake.sql.ts';
import { mayHaveReceipt } from './placing.ts';
import { type KeptMail, marksOf, openReading, type Reading, readingOf, sealReading, takeApart } from './reading.ts';

export const noSuchMail = problem('desk-mails/no-such-mail', 404, 'No mail with this id waits for a decision.');
export const mailDecided = problem(
  'desk-mails/decided',
  409,
  'Somebody decided about this mail meanwhile. Load the list again; nothing was changed.',
);

/** Those that wait, the oldest first: held ones, and those that no job has read in time. */
export async function listHeld(
  work: Work,
  actor: Actor,
  { after: from, limit = limits.page.default }: { readonly after?: MailId; readonly limit?: number } = {},
): Promise<{ mails: HeldMail[]; next?: string }> {
  await requireDuty(work, actor);
  const rows = await heldMails(work.sql, { unreadBefore: unreadBefore(work), after: from, limit });
  const mails: HeldMail[] = [];
  for (const row of rows) mails.push(await shownHeld(work, row, await openReading(work, row)));
  const last = rows.length === limit ? rows.at(-1) : undefined;
  return { mails, ...(last ? { next: publicId('M', last.id) } : {}) };
}

const unreadBefore = (work: Work): Date => after(work.now, -deskLimits.mails.unreadMs);

async function shownHeld(work: Work, row: MailRow, reading: Reading | undefined): Promise<HeldMail> {
  const refersTo = reading?.refersTo;
  const name = refersTo && (await caseNameOf(work, refersTo));
  return {
    ...{ id: publicId('M', row.id), receivedAt: row.received_at.toISOString(), bytes: row.bytes },
    heldFor: row.held_for ?? 'unread',
    ...(reading
      ? { subject: reading.subject, marks: reading.marks, ...(reading.name ? { name: reading.name } : {}) }
      : {}),
    ...(refersTo && name ? { case: { id: publicId('N', refersTo), name } } : {}),
  };
}

/** One that waits. */
async function requireWaiting(work: Work, actor: Actor, row: MailRow | undefined): Promise<MailRow> {
  await requireDuty(work, actor);
  if (!row) throw noSuchMail();
  if (row.state === 'held' || (row.state === 'unread' && row.received_at <= unreadBefore(work))) return row;
  throw row.state === 'unread' ? noSuchMail() : mailDecided();
}

/** What it says, as text; with an entry that it was shown. */
export async function openHeld(work: Work, actor: Actor, id: MailId): Promise<OpenedMail> {
  const row = await requireWaiting(work, actor, await mailRow(work.sql, id));
  const reading = await openReading(work, row);
  work.audit({ kind: 'desk-mail.opened', actor: auditName(actor), object: `desk-mail:${id}` });
  return {
    ...(await shownHeld(work, row, reading)),
    ...{ text: reading?.text ?? '', isCut: reading?.isCut ?? true },
    ...{ files: [...(reading?.files ?? [])], to: [...(reading?.to ?? [])] },
  };
}

/** The mail as it came, to be saved; with an entry that it was handed out. */
export async function openHeldRaw(work: Work, actor: Actor, id: MailId) {
  const row = await requireWaiting(work, actor, await mailRow(work.sql, id));
  work.audit({ kind: 'desk-mail.opened', actor: auditName(actor), object: `desk-mail:${id}` });
  const raw = await rawMail(work, row);
  return { sha256: row.digest.toString('hex'), bytes: raw.length, base64: raw.toString('base64') };
}

/** Decides about one that waits: it is read once more, and then held to the end of the unit. */
async function decide<T>(
  units: Units,
  actor: Actor,
  id: MailId,
  file: (work: Work, row: MailRow, kept: KeptMail, of: Filed) => Promise<T>,
): Promise<T> {
  await units.open({ team: actor.team }, async (work) => requireWaiting(work, actor, await mailRow(work.sql, id)));
  const kept = await takeApart(units, actor.team, id, ({ state }) => state === 'held' || state === 'unread');
  if (!kept) throw mailDecided();
  return await units.open({ team: actor.team }, async (work) => {
    const row = await requireWaiting(work, actor, await lockMail(work.sql, id));
    const reading = (await openReading(work, row)) ?? unreadReading(kept);
    const decided = { decided_by: actor.member, decided_at: work.now };
    await tellOfMails(work);
    work.audit({ kind: 'desk-mail.decided', actor: auditName(actor), object: `desk-mail:${id}` });
    return await file(work, row, kept, {
      sealed: await sealReading(work, id, reading),
      receipt: reading.receipt,
      decided,
    });
  });
}

interface Filed extends ReadOnce {
  readonly decided: Pick<MailRow, 'decided_by' | 'decided_at'>;
}

/** Of one that no job could read: nothing is known of where it came from. */
function unreadReading(kept: KeptMail): Reading {
  const unknown = { result: 'unknown' } as const;
  const verdicts = { spf: unknown, dkim: [], dmarc: unknown, arc: unknown };
  const marks = marksOf(kept, verdicts);
  const { row, read, envelope } = kept;
  const seen = { head: read?.head, sender: envelope.sender, recipient: row.recipient, verdicts };
  const receipt = mayHaveReceipt({
    ...{ ...seen, encryption: marks.encryption, signatures: [], referred: { kind: 'none' } },
  });
  return readingOf(kept, marks, receipt);
}

/** It is a report after all. */
export const fileAsCase = (units: Units, actor: Actor, id: MailId): Promise<{ case: CaseId; name: string }> =>
  decide(units, actor, id, async (work, row, kept, { sealed, receipt, decided }) => {
    const opened = await makeCase(work, row, kept, { sealed, receipt, ...decided });
    return { case: opened.id, name: opened.name };
  });

/** It belongs to a case, in which one has to be; its reporter reads it there. */
export const fileInCase = (
  units: Units,
  actor: Actor,
  id: MailId,
  into: CaseId,
): Promise<{ case: CaseId; name: string }> =>
  decide(units, actor, id, async (work, row, kept, { sealed, decided }) => {
    await insideCase(work, actor, into);
    await addToCase(work, row, kept, { id: into, sealed, ...decided });
    return { case: into, name: (await caseNameOf(work, into)) ?? '' };
  });

/** It is none for the desk: it can be looked at for a month, by its entry in the log, and then it is gone. */
export async function putAway(work: Work, actor: Actor, id: MailId, as: 'automatic' | 'spam'): Promise<void> {
  await requireWaiting(work, actor, await lockMail(work.sql, id));
  await updateMail(work.sql, id, {
    ...{ state: 'put-away', decided_by: actor.member, decided_at: work.now, keep_until: putAwayUntil(work.now) },
  });
  await tellOfMails(work);
  work.audit({
    ...{ kind: 'desk-mail.put-away', actor: auditName(actor), object: `desk-mail:${id}` },
    details: { as },
  });
}

/** What was put away long enough, and what was in a case that is gone; their keys go with them. */
export async function expireMails(work: Work): Promise<number> {
  const gone = await deleteMails(work.sql, work.now, deskLimits.mails.expiredAtOnceMax);
  for (const id of gone) await work.keys.destroy(mailCompartment(id));
  return gone.length;
}
