/** The files of the conversations that one may read, by kind. */
import { type JSX, useState } from 'react';
import { Empty } from '#parts/empty.tsx';
import { TextField } from '#parts/field.tsx';
import { Pane, PaneBody, PaneHead } from '#parts/pane.tsx';
import { Tabs } from '#parts/tabs.tsx';
import { Found } from '#view/found/found.tsx';

const kinds = {
  all: { label: 'All', filter: 'has:file' },
  image: { label: 'Images', filter: 'type:image' },
  pdf: { label: 'PDF', filter: 'type:pdf' },
  document: { label: 'Documents', filter: 'type:document' },
  spreadsheet: { label: 'Tables', filter: 'type:spreadsheet' },
  text: { label: 'Text', filter: 'type:text' },
  archive: { label: 'Archives', filter: 'type:archive' },
} as const;
type Kind = keyof typeof kinds;

export function FilesScreen(): JSX.Element {
  const [kind, setKind] = useState<Kind>('all');
  const [typed, setTyped] = useState('');
  const [words, setWords] = useState('');
  const query = `${kinds[kind].filter} ${words}`.trim();
  return (
    <Pane aria-label="Files" ring>
      <PaneHead title="Files" about="With the messages that they came with, newest first." />
      <Tabs
        label="Kinds of files"
        current={kind}
        onChange={setKind}
        tabs={(Object.keys(kinds) as Kind[]).map((name) => ({ name, label: kinds[name].label }))}
      >
        <PaneBody narrow padded>
          <form
            onSubmit={(event) => {
              event.preventDefault();
              setWords(typed.trim());
            }}
          >
            <TextField
              label="Find by name, or by what a text file says"
              type="search"
              value={typed}
              onChange={(event) => setTyped(event.target.value)}
              onBlur={() => setWords(typed.trim())}
              maxLength={200}
            />
          </form>
          <Found
            query={query}
            label={`files: ${kinds[kind].label}`}
            empty={
              <Empty title={words === '' ? 'No file yet' : 'No such file'}>
                Drop one on a conversation, and it appears here.
              </Empty>
            }
          />
        </PaneBody>
      </Tabs>
    </Pane>
  );
}
