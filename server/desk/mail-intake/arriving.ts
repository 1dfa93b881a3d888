/**
 * Mails to the desk as they arrive. The danger: one that was answered for and is lost, one that counts twice, and a
 * flood that keeps others out. The principle: its bytes are sealed and committed with what the envelope said before
 * anything of them is understood, and only then is it answered for; who sends many is asked to come again later, and
 * nobody is turned away for good but by a wrong address or by size. The boundary: who wrote it is not known here.
 */
import { createHash } from 'node:crypto';
import type { MailId, TeamId } from '#contract/ids.ts';
import { type Guesses, guessTooSoon, isRefusal, judged } from '#identity/guessing/guessing.ts';
import { lockTeam } from '#identity/teams/teams.ts';
import { after } from '#platform/clock.ts';
import type { IncomingMail, MailAnswer, MailTaker, Peer } from '#platform/incoming-mail/incoming-mail.ts';
import type { Log } from '#platform/log.ts';
import type { Problem } from '#platform/problem.ts';
import type { Compartment } from '#platform/vault/vault.ts';
import type { Units, Work } from '#platform/work.ts';
import { deskLimits } from '../limits.ts';
import { openParts, partsMax, sealedParts } from '../sealed-parts.ts';
import { insertMail, insertMailParts, isKeptSince, type MailRow, mailParts, teamOfAddress } from './mail-intake.sql.ts';

declare module '#platform/work.ts' {
  interface Facts {
    /** A mail whose bytes wait to be read. */
    'desk-mail.received': { readonly mail: MailId };
  }
}

/** What whoever handed it over said of it. */
export interface Envelope {
  readonly sender: string;
  readonly recipients: readonly string[];
  readonly ip?: string;
  readonly helo: string;
  readonly protocol: Peer['protocol'];
  readonly encrypted: boolean;
}

const NOT_HERE: MailAnswer = { kind: 'refused', says: '5.1.1 No such mailbox here' };
const NOTHING: MailAnswer = { kind: 'refused', says: '5.6.0 A mail without a single byte is none' };
const TROUBLE: MailAnswer = { kind: 'later', says: '4.3.0 It could not be kept; hand it over again later' };
const TAKEN: MailAnswer = { kind: 'taken' };

const later = (seconds: number): MailAnswer => ({
  kind: 'later',
  says: `4.7.1 Nothing is lost; hand it over again in ${Math.max(1, seconds)} seconds`,
});

export interface ArrivingMeans {
  readonly units: Units;
  readonly guesses: Guesses;
  readonly log: Log;
}

export function createMailTaker({ units, guesses, log }: ArrivingMeans): MailTaker {
  const teamOf = (address: string): Promise<TeamId | undefined> =>
    units.open('deployment', (work) => teamOfAddress(work.sql, address));

  const takeFor = async (address: string, mail: IncomingMail): Promise<MailAnswer> => {
    const team = await teamOf(address);
    if (!team) return NOT_HERE;
    if (mail.raw.length === 0) return NOTHING;
    const recipient = address.toLowerCase();
    const digest = createHash('sha256').update(mail.raw).digest();
    if (await units.open({ team }, (work) => isKept(work, digest, recipient))) return TAKEN;
    const guess = await guesses.begin(...doorOf(mail.peer, team));
    await judged(guess, () => units.open({ team }, (work) => keepMail(work, team, { mail, recipient, digest })));
    return TAKEN;
  };

  return {
    async recipient(address, peer) {
      const team = await teamOf(address);
      if (!team) return NOT_HERE;
      const leftMs = guesses.look(...doorOf(peer, team));
      return leftMs > 0 ? later(Math.ceil(leftMs / 1_000)) : TAKEN;
    },
    async take(mail) {
      const answers: MailAnswer[] = [];
      for (const address of mail.recipients) {
        answers.push(
          await takeFor(address, mail).catch((error: unknown) => {
            if (isRefusal(guessTooSoon.code)(error)) {
              return later((error as Problem<{ retryAfterSeconds: number }>).detail.retryAfterSeconds);
            }
            log.error({ err: error }, 'A mail could not be kept; it is asked to come again');
            return TROUBLE;
          }),
        );
      }
      return answers;
    },
  };
}

/** By network as reports by the web are, whose count it shares; by team alone where the network is not known. */
const doorOf = ({ ip }: Peer, team: TeamId): Parameters<Guesses['look']> =>
  ip === undefined ? ['relayed', { origin: { ip: '' }, team }] : ['report', { origin: { ip }, team }];

const isKept = (work: Work, digest: Buffer, recipient: string): Promise<boolean> =>
  isKeptSince(work.sql, { digest, recipient }, after(work.now, -deskLimits.mails.sameMs));

export interface Arrived {
  readonly mail: IncomingMail;
  readonly recipient: string;
  readonly digest: Buffer;
}

/** Keeps it, once. */
export async function keepMail(work: Work, team: TeamId, { mail, recipient, digest }: Arrived): Promise<void> {
  // Handed over twice at once: the second one finds the first.
  await lockTeam(work, team);
  if (await isKept(work, digest, recipient)) return;
  const id = work.random.uuid() as MailId;
  const key = await mailKey(work, id);
  const { peer, sender, recipients, raw } = mail;
  const envelope: Envelope = {
    ...{ sender, recipients, helo: peer.helo, protocol: peer.protocol, encrypted: peer.encrypted },
    ...(peer.ip === undefined ? {} : { ip: peer.ip }),
  };
  await insertMail(work.sql, {
    ...{ id, team_id: team, recipient, digest, bytes: raw.length, received_at: work.now, state: 'unread' },
    envelope: key.seal(id, 'envelope', JSON.stringify(envelope)),
  });
  const parts = sealedParts(key, id, 'raw', raw);
  await insertMailParts(
    work.sql,
    parts.map((part) => ({ mail_id: id, team_id: team, ...part })),
  );
  work.audit({ kind: 'desk-mail.received', actor: 'nobody', object: `desk-mail:${id}` });
  work.emit({ kind: 'desk-mail.received', mail: id });
}

/** A key for each mail: with it goes all that is known of the mail. */
export const mailKey = (work: Work, id: MailId): Promise<Compartment> => work.keys.compartment(mailCompartment(id));

export const mailCompartment = (id: MailId): string => `desk-mail:${id}`;

export const envelopeOf = async (work: Work, { id, envelope }: MailRow): Promise<Envelope> =>
  JSON.parse((await mailKey(work, id)).open(id, 'envelope', envelope)) as Envelope;

/** The bytes as they came in; the digest is checked. */
export async function rawMail(work: Work, { id, digest }: MailRow): Promise<Buffer> {
  const raw = openParts(await mailKey(work, id), id, 'raw', await mailParts(work.sql, id, partsMax));
  if (!createHash('sha256').update(raw).digest().equals(digest)) throw new Error('A kept mail is not what came in.');
  return raw;
}
