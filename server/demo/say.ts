import type { ChannelId, ClientMessageId, FileId, Ts } from '#contract/ids.ts';
import type { Message } from '#contract/workspace.ts';
import type { Actor } from '#identity/access/access.ts';
import type { Work } from '#platform/work.ts';
import { postMessages } from '#workspace/messages/messages.ts';

/** Posts it as its author would: whoever is meant is told. */
export async function say(
  work: Work,
  actor: Actor,
  channel: ChannelId,
  text: string,
  { files = [], threadTs }: { readonly files?: readonly FileId[]; readonly threadTs?: Ts } = {},
): Promise<Message> {
  const clientId = work.random.uuid() as ClientMessageId;
  const post = { actor, channel, clientId, text, files, threadTs, alsoToChannel: false };
  const [outcome] = await postMessages(work, actor.team, [post]);
  if (outcome?.kind !== 'posted') throw outcome?.problem ?? new Error('A post has no outcome.');
  return outcome.message;
}
