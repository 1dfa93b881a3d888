/**
 * The menu of a conversation in the sidebar, by the right button or Shift+F10: where it stands, and whether it is
 * quiet.
 */
import { type JSX, type KeyboardEvent, type MouseEvent, useState } from 'react';
import { flushSync } from 'react-dom';
import { announce } from '#parts/announce.ts';
import { type MenuItem, useMenu } from '#parts/menu.tsx';
import { placed, shownOrder } from '#sync/sidebar.ts';
import { attempt } from '#view/attempt.ts';
import { conversationName } from '#view/conversation-name.ts';
import { homeOf, sectionName } from '#view/section-name.ts';
import { useSelect, useWorkspace } from '#view/workspace.tsx';
import { focusLine } from './focus-sidebar.ts';

/** One for all lines: spread `context` over what they stand in, and draw `menu` beside. */
export function useLineMenu(onNewSection: (channel: string) => void): {
  menu: JSX.Element;
  context: { onContextMenu(event: MouseEvent<HTMLElement>): void; onKeyDown(event: KeyboardEvent<HTMLElement>): void };
} {
  const workspace = useWorkspace();
  const [pointed, setPointed] = useState<string>();
  const order = useSelect(shownOrder);
  const channel = useSelect(({ conversations }) => conversations.get(pointed ?? '')?.channel);
  const isMuted = useSelect(({ settings }) => settings.get(pointed ?? '')?.muted ?? false);
  const name = useSelect(({ members, me }) => (channel ? conversationName(channel, members, me) : ''));
  const { menu, show } = useMenu({ label: name, items: channel ? items() : [] });

  function items(): MenuItem[] {
    if (!channel) return [];
    const { id } = channel;
    const home = homeOf(channel);
    const there = order.places.find((one) => one.channel === id)?.section ?? home;
    const choices = order.sections.filter((one) => one.id === home || (one.id !== 'channels' && one.id !== 'direct'));
    const move = async (section: string, word: string): Promise<void> => {
      if (!(await attempt(workspace.arrange(placed(id, section))))) return;
      announce(`${name} moved to ${word}`);
      focusLine(id, section);
    };
    return [
      ...choices.map((section) => ({
        label: `Move to ${sectionName(section)}`,
        checked: section.id === there,
        onSelect: () => void move(section.id, sectionName(section)),
      })),
      { label: 'Move to a new section…', sign: 'plus', onSelect: () => onNewSection(id) },
      {
        label: isMuted ? 'Unmute' : 'Mute',
        sign: 'bell',
        apart: true,
        onSelect: () => void attempt(workspace.changeSetting(id, { muted: !isMuted })),
      },
    ];
  }
  const openAt = (event: MouseEvent<HTMLElement> | KeyboardEvent<HTMLElement>, at?: { x: number; y: number }): void => {
    const line = event.target instanceof Element ? event.target.closest<HTMLElement>('[data-line]') : null;
    if (!line) return;
    event.preventDefault();
    flushSync(() => setPointed(line.dataset.line));
    show(at ? { left: at.x, top: at.y, width: 0, height: 0 } : line);
  };
  return {
    menu,
    context: {
      onContextMenu: (event) => {
        const { clientX: x, clientY: y } = event;
        openAt(event, x === 0 && y === 0 ? undefined : { x, y });
      },
      onKeyDown: (event) => {
        if (event.key === 'ContextMenu' || (event.key === 'F10' && event.shiftKey)) openAt(event);
      },
    },
  };
}
