/** Where the team is run: a section at a time, each with one sentence on what it is for. */
import type { JSX } from 'react';
import { type SectionOf, Sections } from '#view/sections.tsx';
import { AccessLog } from './access-log.tsx';
import { AuditLog } from './audit-log.tsx';
import { Channels } from './channels.tsx';
import { Desk } from './desk.tsx';
import { Emoji } from './emoji.tsx';
import { Groups } from './groups.tsx';
import { Invitations } from './invitations.tsx';
import { Members } from './members.tsx';
import { Settings } from './settings.tsx';
import { SignIn } from './sign-in.tsx';
import { Tokens } from './tokens.tsx';

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
  tokens: {
    label: 'API tokens',
    about: 'Programs that act in the team, and what they reach, so that no forgotten secret opens it.',
    needs: 'tokens.manage',
    Section: Tokens,
  },
  desk: {
    label: 'Security desk',
    about: 'How strangers who found a weakness in what you make reach you, and what you promise them.',
    needs: 'desk.manage',
    Section: Desk,
  },
  settings: {
    label: 'Settings',
    about: 'What holds for everybody in the team.',
    needs: 'workspace.manage',
    Section: Settings,
  },
  'access-log': {
    label: 'Access log',
    about: 'Who came in and who tried to, from where and by what, so that a stranger is found.',
    needs: 'attempts.read',
    Section: AccessLog,
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
