/** What the window's tab says: where one is, and how much calls for one, in words and by a mark on its sign. */
import { useEffect } from 'react';
import { announce } from '#parts/announce.ts';
import { conversationName } from '#view/conversation-name.ts';
import { useSelect } from '#view/workspace.tsx';
import calm from './tab.svg?no-inline';
import called from './tab-called.svg?no-inline';

/** Screens that are no conversation name themselves by their first heading, once it is there. */
export function useTab({ urgent, here }: { urgent: number; here: string | undefined }): void {
  const name = useSelect(({ conversations, members, me }) => {
    const conversation = here === undefined ? undefined : conversations.get(here);
    return conversation && conversationName(conversation.channel, members, me);
  });
  const team = useSelect(({ team }) => team?.name ?? 'Wardroom');
  useEffect(() => {
    document.title = `${urgent > 0 ? `(${urgent}) ` : ''}${name === undefined ? '' : `${name} · `}${team}`;
  }, [urgent, name, team]);
  const isCalled = urgent > 0;
  useEffect(() => {
    const sign = document.querySelector<HTMLLinkElement>('link[rel=icon]');
    if (sign) sign.href = isCalled ? called : calm;
  }, [isCalled]);
  useEffect(() => {
    if (name !== undefined) announce(name);
  }, [name]);
}
