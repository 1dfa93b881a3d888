/** What one has written and not sent: drafts, and messages that wait for their time. */
import { type JSX, useState } from 'react';
import { Pane, PaneBody, PaneHead } from '#parts/pane.tsx';
import { Tabs } from '#parts/tabs.tsx';
import { useSelect } from '#view/workspace.tsx';
import { DraftList } from './draft-list.tsx';
import { ScheduledList } from './scheduled-list.tsx';

type Shelf = 'drafts' | 'scheduled';

export function DraftsScreen(): JSX.Element {
  const failed = useSelect(({ waiting }) => waiting.failedMessages);
  const drafts = useSelect((state) => state.drafts.size);
  const scheduled = useSelect((state) => state.scheduled?.length);
  // What could not be sent is seen first.
  const [shelf, setShelf] = useState<Shelf>(failed > 0 ? 'scheduled' : 'drafts');
  const tabs = [
    { name: 'drafts' as const, label: 'Drafts', count: drafts > 0 ? drafts : undefined },
    { name: 'scheduled' as const, label: 'Scheduled', count: scheduled || undefined },
  ];
  return (
    <Pane aria-label="Drafts and scheduled" ring>
      <PaneHead title="Drafts and scheduled" about="Nobody else sees what is here." />
      <Tabs label="What is shown" tabs={tabs} current={shelf} onChange={setShelf}>
        <PaneBody narrow padded>
          {shelf === 'drafts' ? <DraftList /> : <ScheduledList />}
        </PaneBody>
      </Tabs>
    </Pane>
  );
}
