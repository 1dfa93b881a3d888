/** Where the team is run: a section at a time, each with one sentence on what it is for. */
import type { JSX } from 'react';
import { type SectionOf, Sections } from '#view/sections.tsx';
import { AuditLog } from './audit-log.tsx';
import { Channels } from './channels.tsx';
import { Emoji } from './emoji.tsx';
import { Groups } from './groups.tsx';
import { Invitations } from './invitations.tsx';
import { Members } from './members.tsx';
import { Settings } from './settings.tsx';
import { SignIn } from './sign-in.tsx';

const sections: Record<string, SectionOf> = {
  members: {
    label: 'Members',
    about: 'Who is in the team and what they may do. Closing an account ends every device and token of it at once.',
    needs: 'members.manage',
    Section: Members,
    padded: true,
  },
  invitations: {
    label: 'Invitations',
    about: 'A link lets one person in, once, and stops working by itself.',
    needs: 'invitations.manage',
    Section: Invitations,
    padded: true,
  },
  channels: {
    label: 'Channels',
    about: 'Every channel by name and size. What is said in private ones stays with their members.',
    needs: 'channels.manage',
    Section: Channels,
    padded: true,
  },
  groups: {
    label: 'User groups',
    about: 'One name for several people, to call them together.',
    needs: 'user-groups.manage',
    Section: Groups,
    padded: true,
  },
  emoji: {
    label: 'Emoji',
    about: 'Pictures of your own between the words.',
    needs: 'emoji.add',
    Section: Emoji,
    padded: true,
  },
  'sign-in': {
    label: 'Sign-in',
    about: 'What is asked of everybody who comes in, so that a stolen password is not enough.',
    needs: 'sign-in.manage',
    Section: SignIn,
  },
  settings: {
    label: 'Settings',
    about: 'What holds for everybody in the team.',
    needs: 'workspace.manage',
    Section: Settings,
  },
  audit: {
    label: 'Audit log',
    about: 'What was changed, by whom and when. Entries cannot be altered or left out without it showing.',
    needs: 'audit.read',
    Section: AuditLog,
    padded: true,
  },
};

export function AdminScreen(): JSX.Element {
  return <Sections label="Administration" base="/admin" sections={sections} />;
}
