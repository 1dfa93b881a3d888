/** The keys of the reporter of one case, for who is in it and may know who that is. */
import type { SenderKey as Shown } from '#contract/desk-sender-keys.ts';
import { type CaseId, publicId } from '#contract/ids.ts';
import type { Actor } from '#identity/access/access.ts';
import { problem } from '#platform/problem.ts';
import type { Units, Work } from '#platform/work.ts';
import { insideCase, noteDesk, reporterOf } from '../cases/cases.ts';
import {
  confirmSenderKey,
  listSenderKeys,
  refuseSenderKey,
  type SenderKey,
  writeDownSenderKey,
} from './sender-keys.ts';

export const noSender = problem(
  'desk-sender-keys/no-sender',
  404,
  'The reporter of this case gave no mail address, or one that you are not to know.',
);

/** Fixers learn who reported only where the reporter has said so; keys are the desk's even then. */
async function senderOf(work: Work, actor: Actor, id: CaseId): Promise<string | undefined> {
  const { part } = await insideCase(work, actor, id);
  return part === 'fixer' ? undefined : (await reporterOf(work, id)).address;
}

async function requireSender(work: Work, actor: Actor, id: CaseId): Promise<string> {
  const address = await senderOf(work, actor, id);
  if (address === undefined) throw noSender();
  return address;
}

export async function keysInCase(work: Work, actor: Actor, id: CaseId) {
  const address = await senderOf(work, actor, id);
  return address === undefined ? { keys: [] } : { address, keys: (await listSenderKeys(work, address)).map(shown) };
}

export async function judgeKeyInCase(
  work: Work,
  actor: Actor,
  { id, fingerprint, isTheirs }: { readonly id: CaseId; readonly fingerprint: string; readonly isTheirs: boolean },
): Promise<void> {
  const address = await requireSender(work, actor, id);
  const isNews = await (isTheirs ? confirmSenderKey : refuseSenderKey)(work, actor, address, fingerprint);
  if (isNews) await noteDesk(work, actor, id, isTheirs ? 'key-confirmed' : 'key-refused');
}

export async function writeDownInCase(units: Units, actor: Actor, id: CaseId, key: string): Promise<Shown> {
  const address = await units.open({ team: actor.team }, (work) => requireSender(work, actor, id));
  const note = (work: Work): Promise<void> => noteDesk(work, actor, id, 'key-written');
  return shown(await writeDownSenderKey(units, actor, address, Buffer.from(key), note));
}

const shown = ({ fingerprint, state, how, firstSeenAt, expiresAt, confirmed }: SenderKey): Shown => ({
  ...{ fingerprint, state, how, firstSeenAt: firstSeenAt.toISOString() },
  ...(expiresAt ? { expiresAt: expiresAt.toISOString() } : {}),
  ...(confirmed ? { confirmedAt: confirmed.at.toISOString(), confirmedBy: publicId('U', confirmed.by) } : {}),
});
