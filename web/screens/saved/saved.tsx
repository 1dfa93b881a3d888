/** What one has put aside: saved messages, to do and done, and reminders. */
import { type JSX, useState } from 'react';
import { Pane, PaneBody, PaneHead } from '#parts/pane.tsx';
import { Tabs } from '#parts/tabs.tsx';
import { useSelect } from '#view/workspace.tsx';
import { Reminders } from './reminders.tsx';
import { SavedList } from './saved-list.tsx';

type Shelf = 'to-do' | 'done' | 'reminders';

export function SavedScreen(): JSX.Element {
  const [shelf, setShelf] = useState<Shelf>('to-do');
  const toDo = useSelect(({ savedToDo }) => savedToDo);
  const due = useSelect(({ waiting }) => waiting.reminders);
  const tabs = [
    { name: 'to-do' as const, label: 'To do', count: toDo > 0 ? toDo : undefined },
    { name: 'done' as const, label: 'Done' },
    { name: 'reminders' as const, label: 'Reminders', count: due > 0 ? due : undefined },
  ];
  return (
    <Pane aria-label="Saved and reminders" ring>
      <PaneHead title="Saved and reminders" about="Only you see what is here." />
      <Tabs label="What is shown" tabs={tabs} current={shelf} onChange={setShelf}>
        <PaneBody narrow padded>
          {shelf === 'reminders' ? <Reminders /> : <SavedList key={shelf} state={shelf} />}
        </PaneBody>
      </Tabs>
    </Pane>
  );
}
