import type { FileAllowance, FileUsage } from '#contract/files.ts';
import { type Actor, auditName } from '#identity/access/access.ts';
import { limits } from '#platform/limits.ts';
import { problem } from '#platform/problem.ts';
import type { Work } from '#platform/work.ts';
import { addUsage, allowanceOf, lockUsage, upsertAllowance, usageOf } from './usage.sql.ts';

export const allowanceUsedUp = problem<{ of: 'team' | 'member'; bytesMax: number; bytesUsed: number }>(
  'files/allowance-used-up',
  413,
  'There is no room for this file. Delete files that nobody needs, or ask an admin for more room.',
);

/** What is used and what may be: of the team, and of the actor alone. */
export async function readUsage(work: Work, actor: Actor): Promise<FileUsage> {
  return { ...(await usageOf(work.sql, actor.member)), allowance: await allowance(work) };
}

/** Takes the room for a file before its first byte. Equal contents are counted each: a discount would betray them. */
export async function takeRoom(work: Work, actor: Actor, bytes: number): Promise<void> {
  await lockUsage(work.sql, actor.team);
  const used = await usageOf(work.sql, actor.member);
  const { teamBytes, memberBytes } = await allowance(work);
  if (used.memberBytes + bytes > memberBytes)
    throw allowanceUsedUp({ of: 'member', bytesMax: memberBytes, bytesUsed: used.memberBytes });
  if (used.teamBytes + bytes > teamBytes)
    throw allowanceUsedUp({ of: 'team', bytesMax: teamBytes, bytesUsed: used.teamBytes });
  await addUsage(work.sql, actor.team, actor.member, bytes);
}

/** Holds for what is uploaded from now on; nothing that is there goes. */
export async function setAllowance(work: Work, actor: Actor, wanted: FileAllowance): Promise<FileUsage> {
  await upsertAllowance(work.sql, actor.team, wanted);
  work.audit({ kind: 'files.allowance-set', actor: auditName(actor), object: `team:${actor.team}`, details: wanted });
  return await readUsage(work, actor);
}

async function allowance(work: Work): Promise<FileAllowance> {
  const { teamBytesDefault, memberBytesDefault } = limits.files;
  return (await allowanceOf(work.sql)) ?? { teamBytes: teamBytesDefault, memberBytes: memberBytesDefault };
}
