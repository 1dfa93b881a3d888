/** What concerns one: where one was named, what was said to one alone, what others felt about one's words. */
import { type JSX, useState } from 'react';
import { Empty } from '#parts/empty.tsx';
import { Pane, PaneBody, PaneHead } from '#parts/pane.tsx';
import { Tabs } from '#parts/tabs.tsx';
import { Found } from '#view/found/found.tsx';

const kinds = {
  mentions: { label: 'Mentions', query: 'mentions:me', none: 'Nobody has named you yet.' },
  direct: { label: 'To you', query: 'to:me', none: 'Nobody has written to you alone yet.' },
  reactions: { label: 'Reactions', query: 'from:me has:reaction', none: 'Nobody has reacted to your messages yet.' },
} as const;
type Kind = keyof typeof kinds;

export function ActivityScreen(): JSX.Element {
  const [kind, setKind] = useState<Kind>('mentions');
  const { label, query, none } = kinds[kind];
  return (
    <Pane aria-label="Activity" ring>
      <PaneHead title="Activity" about="What concerns you, newest first." />
      <Tabs
        label="Kinds of activity"
        current={kind}
        onChange={setKind}
        tabs={(Object.keys(kinds) as Kind[]).map((name) => ({ name, label: kinds[name].label }))}
      >
        <PaneBody padded>
          <Found query={query} label={label} empty={<Empty title="Nothing here">{none}</Empty>} />
        </PaneBody>
      </Tabs>
    </Pane>
  );
}
