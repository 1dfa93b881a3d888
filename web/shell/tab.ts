/** What the window's tab says: where one is, and how much calls for one, in words and by a mark on its sign. */
import { useEffect } from 'react';
import { announce } from '#parts/announce.ts';
import { conversationName } from '#view/conversation-name.ts';
import { useSelect } from '#view/workspace.tsx';
import calm from './tab.svg?no-inline';
import called from './tab-called.svg?no-inline';

interface Place {
  readonly urgent: number;
  /** The conversation. */
  readonly here: string | undefined;
  /** What the screen calls itself, where it is no conversation. */
  readonly heading: string | undefined;
}

/** Where one is stands in the title, and is spoken once. */
export function useTab({ urgent, here, heading }: Place): void {
  const conversationHere = useSelect(({ conversations, members, me }) => {
    const conversation = here === undefined ? undefined : conversations.get(here);
    return conversation && conversationName(conversation.channel, members, me);
  });
  const name = conversationHere ?? heading;
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
