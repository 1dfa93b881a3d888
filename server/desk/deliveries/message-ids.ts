/**
 * Ids of the mails that we send. The danger: somebody who writes into a case by claiming to answer one of its letters.
 * The principle: an id is random, carries a tag that only this team's key makes, and stands in a table with its case; a
 * mail that names one belongs there only if it comes from the case's reporter as well, which is judged elsewhere. The
 * boundary: whoever has such a mail has its id.
 */
import { timingSafeEqual } from 'node:crypto';
import type { CaseId } from '#contract/ids.ts';
import type { Work } from '#platform/work.ts';
import { deskLimits } from '../limits.ts';
import { caseOfMessage } from './deliveries.sql.ts';

const RANDOM_BYTES = 16;
/** Of 16 bytes in base64url. */
const PIECE = '[A-Za-z0-9_-]{22}';
const OURS = new RegExp(`^(?<random>${PIECE})\\.(?<tag>${PIECE})@`);

async function tagOf(work: Work, random: string): Promise<string> {
  const digest = await work.keys.contentDigest();
  return digest().update(`mail id ${random}`).digest().subarray(0, RANDOM_BYTES).toString('base64url');
}

/** Without angle brackets. */
export async function newMessageId(work: Work, domain: string): Promise<string> {
  const random = work.random.bytes(RANDOM_BYTES).toString('base64url');
  return `${random}.${await tagOf(work, random)}@${domain}`;
}

export type Reference =
  | { readonly kind: 'none' | 'gone' | 'forged' }
  | { readonly kind: 'case'; readonly case: CaseId };

/**
 * To which case these ids lead; the first that is ours counts. `gone`: to one that is kept no longer. `forged`: one
 * looks like ours and is not, and none is.
 */
export async function referenceIn(work: Work, ids: readonly string[]): Promise<Reference> {
  let kind: 'none' | 'gone' | 'forged' = 'none';
  for (const id of ids.slice(0, deskLimits.mails.referencesMax)) {
    const { random, tag } = OURS.exec(id)?.groups ?? {};
    if (random === undefined || tag === undefined) continue;
    const isTagged = timingSafeEqual(Buffer.from(tag), Buffer.from(await tagOf(work, random)));
    const found = isTagged ? await caseOfMessage(work.sql, id) : undefined;
    if (found) return { kind: 'case', case: found.case_id };
    if (kind !== 'gone') kind = isTagged ? 'gone' : 'forged';
  }
  return { kind };
}

/** Tells equal addresses of this team, without saying which. */
export async function addressDigest(work: Work, address: string): Promise<Buffer> {
  const digest = await work.keys.contentDigest();
  return digest().update(`mail address ${address.toLowerCase()}`).digest();
}
