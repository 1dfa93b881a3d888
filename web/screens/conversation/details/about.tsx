/** What a conversation is for and how it is called, what one wants to be told of it, and how one leaves it. */
import { type JSX, useState } from 'react';
import { useLocation } from 'wouter';
import type { Channel } from '#contract/workspace.ts';
import { Button } from '#parts/button.tsx';
import { ConfirmDialog } from '#parts/dialog.tsx';
import { Select, Switch } from '#parts/field.tsx';
import { Section } from '#parts/pane.tsx';
import { isOwnSection, placed, shownOrder } from '#sync/sidebar.ts';
import type { Conversation } from '#sync/state.ts';
import { attempt, outcome } from '#view/attempt.ts';
import { isDirect } from '#view/conversation-name.ts';
import { SectionDialog } from '#view/section-dialog/section-dialog.tsx';
import { homeOf, sectionName } from '#view/section-name.ts';
import { useSelect, useWorkspace } from '#view/workspace.tsx';
import { BookmarksDialog } from '../bookmarks-dialog.tsx';
import s from './details.module.css';
import { LineForm } from './line-form.tsx';

export function About({ conversation, name }: { conversation: Conversation; name: string }): JSX.Element {
  const { channel } = conversation;
  const role = useSelect(({ members, me }) => members.get(me ?? '')?.role);
  const mayManage = useSelect(({ permissions }) => permissions.includes('channels.manage'));
  const isGuest = role === 'guest' || role === 'single-guest';
  const isOpen = channel.archivedAt === undefined;
  return (
    <>
      {!isDirect(channel) && (
        <Section title="What it is for">
          <LineForm channel={channel} what="topic" disabled={isGuest || !isOpen} />
          <LineForm channel={channel} what="purpose" disabled={isGuest || !isOpen} />
          {mayManage && <LineForm channel={channel} what="name" disabled={!isOpen} />}
        </Section>
      )}
      <Telling channel={channel} />
      <Standing channel={channel} />
      {isOpen && <BookmarksSection conversation={conversation} />}
      {!isDirect(channel) && <Ends channel={channel} name={name} mayManage={mayManage} />}
    </>
  );
}

const levels = [
  { value: 'default', label: 'As everywhere' },
  { value: 'all', label: 'Every message' },
  { value: 'mentions', label: 'What is meant for me' },
  { value: 'nothing', label: 'Nothing' },
] as const;

function Telling({ channel }: { channel: Channel }): JSX.Element {
  const workspace = useWorkspace();
  const setting = useSelect(({ settings }) => settings.get(channel.id));
  return (
    <Section title="What you are told">
      <Select
        label="Notify me of"
        value={setting?.level ?? 'default'}
        options={[...levels]}
        onChange={(event) =>
          void attempt(workspace.changeSetting(channel.id, { level: event.target.value as 'default' }))
        }
      />
      <Switch
        label="Muted"
        hint="It stays quiet in the sidebar, also when something is new."
        checked={setting?.muted ?? false}
        onChange={(event) => void attempt(workspace.changeSetting(channel.id, { muted: event.target.checked }))}
      />
    </Section>
  );
}

const anew = 'new';

/** In which section of one's own sidebar it stands. */
function Standing({ channel }: { channel: Channel }): JSX.Element {
  const workspace = useWorkspace();
  const { sections, places } = useSelect(shownOrder);
  const [isNaming, setNaming] = useState(false);
  const home = homeOf(channel);
  const choices = sections.filter((one) => one.id === home || isOwnSection(one));
  const options = choices.map((one) => ({ value: one.id, label: sectionName(one) }));
  return (
    <Section title="Your sidebar">
      <Select
        label="Section"
        hint="Only you see your sections."
        value={places.find((one) => one.channel === channel.id)?.section ?? home}
        options={[...options, { value: anew, label: 'A new section…' }]}
        onChange={({ target: { value } }) =>
          value === anew ? setNaming(true) : void attempt(workspace.arrange(placed(channel.id, value)))
        }
      />
      {isNaming && <SectionDialog channel={channel.id} onClose={() => setNaming(false)} />}
    </Section>
  );
}

function BookmarksSection({ conversation }: { conversation: Conversation }): JSX.Element {
  const [isOpen, setOpen] = useState(false);
  return (
    <Section title="Bookmarks" about="Links that everybody here should find, under the head.">
      <div>
        <Button sign="link" onClick={() => setOpen(true)}>
          Change bookmarks
        </Button>
      </div>
      {isOpen && <BookmarksDialog conversation={conversation} onClose={() => setOpen(false)} />}
    </Section>
  );
}

function Ends({
  channel,
  name,
  mayManage,
}: {
  channel: Channel;
  name: string;
  mayManage: boolean;
}): JSX.Element | null {
  const workspace = useWorkspace();
  const [, go] = useLocation();
  const [asked, setAsked] = useState<'leave' | 'archive'>();
  const params = { channel: channel.id };
  const isArchived = channel.archivedAt !== undefined;
  if (channel.general) return null;
  return (
    <Section title="Leaving">
      <div className={s.deeds}>
        <Button onClick={() => setAsked('leave')}>Leave channel</Button>
        {mayManage && !isArchived && <Button onClick={() => setAsked('archive')}>Archive channel</Button>}
        {mayManage && isArchived && (
          <Button onClick={() => void attempt(workspace.api.call('DELETE /v1/channels/:channel/archive', { params }))}>
            Bring channel back
          </Button>
        )}
      </div>
      {asked === 'leave' && (
        <ConfirmDialog
          title={`Leave ${name}?`}
          consequence="You will not be told of what is written there any more."
          wayBack={
            channel.kind === 'public'
              ? 'You can join again at any time.'
              : 'Only somebody who is in it can bring you back.'
          }
          confirm="Leave channel"
          danger={channel.kind === 'private'}
          onConfirm={async () => {
            const fault = await outcome(workspace.leave(channel.id));
            if (fault === undefined) go('/');
            return fault;
          }}
          onClose={() => setAsked(undefined)}
        />
      )}
      {asked === 'archive' && (
        <ConfirmDialog
          title={`Archive ${name}?`}
          consequence="Nobody can write there any more. Everything stays and can be read and searched."
          wayBack="You can bring it back here at any time."
          confirm="Archive channel"
          onConfirm={() => outcome(workspace.api.call('PUT /v1/channels/:channel/archive', { params }))}
          onClose={() => setAsked(undefined)}
        />
      )}
    </Section>
  );
}
