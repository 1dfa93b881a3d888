import type { MemberId, TeamId } from '#contract/ids.ts';
import { findMembers } from '#identity/members/members.ts';
import { problem } from '#platform/problem.ts';
import { TEAM_COMPARTMENT } from '#platform/vault/vault.ts';
import type { Units, Work } from '#platform/work.ts';
import { choose } from './choosing.ts';

export const unsubscribeUnknown = problem(
  'mail-notices/unsubscribe-unknown',
  404,
  'This link out of a mail is not one of ours, or is incomplete. Sign in to choose which mail you get.',
);

const ID_BYTES = 16;
const FIELD = 'unsubscribe';

/** A text that ends the member's mail and does nothing else; sealed, so nobody can make one up. */
export async function unsubscribeToken(work: Work, team: TeamId, member: MemberId): Promise<string> {
  const sealed = (await work.keys.compartment(TEAM_COMPARTMENT)).seal(member, FIELD, '');
  return Buffer.concat([bytesOf(team), bytesOf(member), sealed]).toString('base64url');
}

/** Ends the mail of the member for whom the token was made; a second time changes nothing. */
export async function unsubscribe(units: Units, token: string): Promise<void> {
  const bytes = Buffer.from(token, 'base64url');
  const team = idOf(bytes.subarray(0, ID_BYTES)) as TeamId;
  const member = idOf(bytes.subarray(ID_BYTES, 2 * ID_BYTES)) as MemberId;
  await units.open({ team }, async (work) => {
    await refuseForged(work, member, bytes.subarray(2 * ID_BYTES));
    await choose(work, { team, member }, 'never');
  });
}

/** Refuses a token that was not made for this member by this team. */
async function refuseForged(work: Work, member: MemberId, sealed: Buffer): Promise<void> {
  if ((await findMembers(work, [member])).length === 0) throw unsubscribeUnknown();
  const compartment = await work.keys.compartment(TEAM_COMPARTMENT);
  try {
    compartment.open(member, FIELD, sealed);
  } catch (cause) {
    // What does not open here was made elsewhere: for the caller that is a wrong link, not a fault of ours.
    throw Object.assign(unsubscribeUnknown(), { cause });
  }
}

const bytesOf = (id: string): Buffer => Buffer.from(id.replaceAll('-', ''), 'hex');
const idOf = (bytes: Buffer): string =>
  bytes.toString('hex').replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, '$1-$2-$3-$4-$5');
