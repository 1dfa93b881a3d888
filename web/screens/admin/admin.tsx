/** Where the team is run: a section at a time, each with one sentence on what it is for. */
import type { ComponentType, JSX } from 'react';
import { Redirect, useParams } from 'wouter';
import { Empty } from '#parts/empty.tsx';
import { Pane, PaneBody, PaneHead } from '#parts/pane.tsx';
import { SectionLinks } from '#view/section-links.tsx';
import { useSelect } from '#view/workspace.tsx';
import { AuditLog } from './audit-log.tsx';
import { Channels } from './channels.tsx';
import { Emoji } from './emoji.tsx';
import { Groups } from './groups.tsx';
import { Invitations } from './invitations.tsx';
import { Members } from './members.tsx';
import { Settings } from './settings.tsx';

interface SectionOf {
  readonly label: string;
  readonly about: string;
  readonly needs: string;
  readonly Section: ComponentType;
}

const sections: Record<string, SectionOf> = {
  members: {
    label: 'Members',
    about: 'Who is in the team and what they may do. Closing an account ends every device and token of it at once.',
    needs: 'members.manage',
    Section: Members,
  },
  invitations: {
    label: 'Invitations',
    about: 'A link lets one person in, once, and stops working by itself.',
    needs: 'invitations.manage',
    Section: Invitations,
  },
  channels: {
    label: 'Channels',
    about: 'Every channel by name and size. What is said in private ones stays with their members.',
    needs: 'channels.manage',
    Section: Channels,
  },
  groups: {
    label: 'User groups',
    about: 'One name for several people, to call them together.',
    needs: 'user-groups.manage',
    Section: Groups,
  },
  emoji: { label: 'Emoji', about: 'Pictures of your own between the words.', needs: 'emoji.add', Section: Emoji },
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
  },
};

export function AdminScreen(): JSX.Element {
  const { section } = useParams<{ section?: string }>();
  const permissions = useSelect((state) => state.permissions);
  const mine = Object.entries(sections).filter(([, { needs }]) => permissions.includes(needs));
  const here = sections[section ?? ''];
  if (!here) return <Redirect to="/admin/members" replace />;
  return (
    <Pane aria-label="Administration" ring>
      <PaneHead title={here.label} about={here.about} />
      <SectionLinks
        label="Administration"
        base="/admin"
        here={section}
        sections={mine.map(([name, { label }]) => ({ name, label }))}
      />
      <PaneBody padded>
        {permissions.includes(here.needs) ? (
          <here.Section />
        ) : (
          <Empty title="This is for the team’s admins">Ask one of them if something should be changed here.</Empty>
        )}
      </PaneBody>
    </Pane>
  );
}
