import type { JSX } from 'react';
import { Link } from 'wouter';
import { Button } from '#parts/button.tsx';
import { Select, Switch } from '#parts/field.tsx';
import { Section } from '#parts/pane.tsx';
import { Table } from '#parts/table.tsx';
import type { ChannelSetting } from '#sync/state.ts';
import { conversationPath } from '#view/addresses.ts';
import { attempt } from '#view/attempt.ts';
import { conversationName } from '#view/conversation-name.ts';
import { useSelect, useWorkspace } from '#view/workspace.tsx';
import styles from './me.module.css';

interface Row extends ChannelSetting {
  readonly channel: string;
  readonly name: string;
}

/** Conversations that have a setting of their own. */
export function Differing(): JSX.Element {
  const settings = useSelect((state) => state.settings);
  const conversations = useSelect((state) => state.conversations);
  const members = useSelect((state) => state.members);
  const me = useSelect((state) => state.me);
  const rows = [...settings].flatMap(([channel, setting]): Row[] => {
    const found = conversations.get(channel);
    return found ? [{ ...setting, channel, name: conversationName(found.channel, members, me) }] : [];
  });
  rows.sort((a, b) => a.name.localeCompare(b.name));
  return (
    <Section
      title="Conversations that differ"
      about="What you chose in the menu of a conversation holds there instead."
    >
      {rows.length === 0 ? <p className={styles.note}>None: all are as everywhere.</p> : <Rows rows={rows} />}
    </Section>
  );
}

function Rows({ rows }: { rows: readonly Row[] }): JSX.Element {
  const { changeSetting } = useWorkspace();
  return (
    <Table
      caption="Conversations that differ"
      rows={rows}
      keyOf={({ channel }) => channel}
      columns={[
        {
          name: 'conversation',
          head: 'Conversation',
          heads: true,
          cell: ({ channel, name }) => (
            <Link href={conversationPath(channel)}>
              <bdi>{name}</bdi>
            </Link>
          ),
        },
        {
          name: 'level',
          head: 'Told of',
          cell: ({ channel, name, level }) => (
            <Select
              label={`Told of in ${name}`}
              labelHidden
              value={level ?? 'default'}
              onChange={({ target }) =>
                void attempt(changeSetting(channel, { level: target.value as NonNullable<typeof level> | 'default' }))
              }
              options={[
                { value: 'default', label: 'As everywhere' },
                { value: 'all', label: 'Every message' },
                { value: 'mentions', label: 'What is meant for me' },
                { value: 'nothing', label: 'Nothing' },
              ]}
            />
          ),
        },
        {
          name: 'muted',
          head: 'Muted',
          cell: ({ channel, name, muted }) => (
            <Switch
              label={`Mute ${name}`}
              labelHidden
              checked={muted}
              onChange={({ target }) => void attempt(changeSetting(channel, { muted: target.checked }))}
            />
          ),
        },
      ]}
      actions={({ channel, name }) => (
        <Button
          kind="quiet"
          aria-label={`As everywhere in ${name}`}
          onClick={() => void attempt(changeSetting(channel, { level: 'default', muted: false }))}
        >
          As everywhere
        </Button>
      )}
    />
  );
}
