/** What the sections of the sidebar are called, and where a conversation stands by itself. */
import type { SidebarSection } from '#contract/sidebar.ts';
import type { Channel } from '#contract/workspace.ts';
import { isDirect } from './conversation-name.ts';

export const sectionName = ({ id, name = '' }: SidebarSection): string =>
  id === 'channels' ? 'Channels' : id === 'direct' ? 'Direct messages' : name;

export const homeOf = (channel: Channel): 'channels' | 'direct' => (isDirect(channel) ? 'direct' : 'channels');
