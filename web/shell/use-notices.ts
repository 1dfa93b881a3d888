/**
 * What the stream says is meant for one, some seconds after each message and unless one has read it: those who listen
 * hear what was written elsewhere, and the service worker shows it where no window of the team has the focus.
 */
import { useEffect, useRef } from 'react';
import type { Notice } from '#contract/notices.ts';
import type { Message } from '#contract/workspace.ts';
import { announce } from '#parts/announce.ts';
import type { Workspace } from '#sync/workspace.ts';
import { wordsFor } from '#view/attempt.ts';
import { conversationName } from '#view/conversation-name.ts';
import { announcementsHabit, windowNoticesHabit } from '#view/habit.ts';
import { spoken } from '#view/spoken.ts';
import { useWorkspace } from '#view/workspace.tsx';

/** Of more at once, the texts are not asked for: they are told as a number. */
const askedAtOnceMost = 3;

/** `here`: the conversation that is open. */
export function useNotices(here: string | undefined): void {
  const workspace = useWorkspace();
  const place = useRef(here);
  place.current = here;
  useEffect(() => {
    let asking = 0;
    return workspace.onNotice((notice) => {
      if (windowNoticesHabit.get() === 'on') void show(workspace, notice);
      if (announcementsHabit.get() === 'off' || !isMeant(notice)) return;
      if (asking >= askedAtOnceMost) return speak(workspace, notice, undefined, place.current);
      asking += 1;
      const { channel, ts } = notice;
      workspace.api
        .call('GET /v1/channels/:channel/messages/:ts', { params: { channel, ts } })
        .then((message) => speak(workspace, notice, message, place.current))
        // It was deleted meanwhile, or there is no connection: then it is not told.
        .catch(wordsFor)
        .finally(() => {
          asking -= 1;
        });
    });
  }, [workspace]);
}

const isMeant = ({ reason }: Notice): boolean => reason !== 'all' && reason !== 'thread';

function speak(
  workspace: Workspace,
  { channel }: Notice,
  message: Message | undefined,
  here: string | undefined,
): void {
  const state = workspace.state();
  const conversation = state.conversations.get(channel);
  if (!conversation) return;
  const thread = new URLSearchParams(location.search).get('thread');
  // What stands in the open timeline or thread is told there.
  if (channel === here && (!message || message.inTimeline || message.threadTs === thread)) return;
  const name = conversationName(conversation.channel, state.members, state.me);
  announce({
    text: message ? spoken(message, state, name) : `Something is meant for you in ${name}`,
    many: {
      kind: 'meant',
      text: (count) => (count === 1 ? '1 more message is meant for you' : `${count} more messages are meant for you`),
    },
  });
}

async function show(workspace: Workspace, notice: Notice): Promise<void> {
  const { team, me } = workspace.state();
  const registration = await navigator.serviceWorker?.getRegistration('/');
  registration?.active?.postMessage({ ...notice, team: team?.id, member: me });
}
