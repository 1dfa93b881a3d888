/**
 * What a directory does, call by call. The danger: a directory that fails silently, so that who left stays in; or one
 * whose credential somebody else uses unseen. The principle: every change is in the audit log under the directory's own
 * name and in the list of calls; refusals are in the list, sixty of a minute; that it calls at all is noted every five
 * minutes, together with what was done; how often it may call is bounded. The boundary: what was sent is not kept, only
 * to whom it was done and why it was refused. Not listed are calls that come too often, that cannot be read at all, or
 * whose credential is none.
 */
import type { ProvisioningCall } from '#contract/provisioning.ts';
import { after, type Clock, MINUTE_MS } from '#platform/clock.ts';
import { limits } from '#platform/limits.ts';
import type { Mailer } from '#platform/mail/mail.ts';
import { Problem } from '#platform/problem.ts';
import { createThrottle, retryAfter } from '#platform/throttle.ts';
import type { Units, Work } from '#platform/work.ts';
import { sendMail } from '../mailed-links/mailed-links.ts';
import { type CallRow, insertCall, latestCalls, noteRefused, noteSucceeded } from './credentials.sql.ts';
import { type Directory, inWords } from './credentials.ts';
import type { Done } from './people.ts';
import { tooFast } from './refusals.ts';

export interface Calls {
  /** Answers what only reads. */
  read<T>(units: Units, directory: Directory, line: string, rule: (work: Work) => Promise<T>): Promise<T>;
  /** Makes a change, and mails what it has to tell. */
  change(units: Units, directory: Directory, line: string, rule: (work: Work) => Promise<Done>): Promise<Done>;
}

export function createCalls(clock: Clock, mailer: Mailer): Calls {
  const requests = createThrottle(limits.provisioning.requests, clock);
  const notes = createThrottle({ max: limits.provisioning.refusalsNotedMax, windowMs: MINUTE_MS }, clock);

  const attended = async <T>(
    units: Units,
    directory: Directory,
    line: string,
    rule: (work: Work) => Promise<T>,
  ): Promise<T> => {
    const leftMs = requests.take(directory.credential);
    if (leftMs > 0) throw tooFast(retryAfter(leftMs));
    try {
      return await units.open({ team: directory.team }, async (work) => {
        const result = await rule(work);
        const { succeededAt } = directory;
        if (!succeededAt || succeededAt < after(work.now, -limits.provisioning.seenEveryMs))
          await noteUse(work, directory);
        return result;
      });
    } catch (error) {
      if (error instanceof Problem && error.status < 500 && notes.take(directory.credential) === 0)
        await units.open({ team: directory.team }, (work) => noteRefusal(work, directory, line, error as Problem));
      throw error;
    }
  };

  return {
    read: attended,
    async change(units, directory, line, rule) {
      const done = await attended(units, directory, line, async (work) => {
        const result = await rule(work);
        await noteCall(work, directory, line, { status: 200, refusal: null, object: result.object });
        return result;
      });
      if (done.news) await sendMail(mailer, done.news);
      return done;
    },
  };
}

async function noteUse(work: Work, { credential, client }: Directory): Promise<void> {
  await noteSucceeded(work.sql, credential, work.now);
  work.audit({ kind: 'provisioning.used', actor: client, object: client });
}

async function noteRefusal(work: Work, directory: Directory, line: string, { code, status }: Problem): Promise<void> {
  await noteRefused(work.sql, directory.credential, code, work.now);
  await noteCall(work, directory, line, { status, refusal: code, object: null });
}

const noteCall = (
  work: Work,
  { team, credential }: Directory,
  line: string,
  outcome: { readonly status: number; readonly refusal: string | null; readonly object: string | null },
): Promise<void> =>
  insertCall(work.sql, {
    ...{ id: work.random.uuid(), team_id: team, credential_id: credential, at: work.now, line },
    ...outcome,
  });

/** The last changes and refusals, newest first. */
export const lastCalls = async (work: Work): Promise<ProvisioningCall[]> =>
  (await latestCalls(work.sql, limits.provisioning.callsShownMax)).map(showCall);

const showCall = ({ at, line, status, refusal }: CallRow): ProvisioningCall => ({
  at: at.toISOString(),
  line,
  status,
  ...(refusal === null ? {} : { refusal: inWords(refusal) }),
});
