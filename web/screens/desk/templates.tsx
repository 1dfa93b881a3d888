/** The replies that the desk writes often: one list, changed as a whole, so that nobody's change is lost unseen. */
import { useQuery, useQueryClient } from '@tanstack/react-query';
import { type JSX, useRef, useState } from 'react';
import { BLANKS, strangeBlanks } from '#contract/desk-template-words.ts';
import { Button } from '#parts/button.tsx';
import { Empty } from '#parts/empty.tsx';
import { Fault } from '#parts/fault.tsx';
import { TextArea, TextField } from '#parts/field.tsx';
import { focusOn } from '#parts/focus.ts';
import { Pane, PaneBody, PaneHead, Section } from '#parts/pane.tsx';
import { Skeleton } from '#parts/skeleton.tsx';
import { toast } from '#parts/toast.tsx';
import type { Reply } from '#sync/api.ts';
import { useAct } from '#view/act.ts';
import { wordsFor } from '#view/attempt.ts';
import { deskKey } from '#view/desk-cases.ts';
import { useWorkspace } from '#view/workspace.tsx';
import s from './desk.module.css';

type Listed = Reply<'GET /v1/desk/templates'>;
interface Draft {
  readonly key: number;
  readonly name: string;
  readonly text: string;
}

export function TemplatesScreen(): JSX.Element {
  const { api } = useWorkspace();
  const { data, error, refetch } = useQuery({
    queryKey: [...deskKey, 'templates'],
    queryFn: ({ signal }) => api.call('GET /v1/desk/templates', { signal }),
  });
  return (
    <Pane aria-label="Saved replies" ring>
      <PaneHead
        title="Saved replies"
        about="What you write often. A case fills them in, and a person changes them before they are sent."
      />
      <PaneBody narrow>
        {data && <Editor key={data.version} listed={data} />}
        {!data && !error && <Skeleton label="Loading the saved replies" rows={6} />}
        {!data && error && (
          <Empty title="They could not be loaded" actions={<Button onClick={() => void refetch()}>Try again</Button>}>
            {wordsFor(error)}
          </Empty>
        )}
      </PaneBody>
    </Pane>
  );
}

function Editor({ listed: { version, templates } }: { listed: Listed }): JSX.Element {
  const { api } = useWorkspace();
  const queries = useQueryClient();
  const [drafts, setDrafts] = useState<readonly Draft[]>(() => templates.map((one, key) => ({ ...one, key })));
  const next = useRef(templates.length);
  const list = useRef<HTMLUListElement>(null);
  const { act, fault, isPending } = useAct();
  const wanted = drafts.map(({ name, text }) => ({ name: name.trim(), text }));
  const isSame = JSON.stringify(wanted) === JSON.stringify(templates);
  const change = (key: number, to: Partial<Draft>): void =>
    setDrafts(drafts.map((draft) => (draft.key === key ? { ...draft, ...to } : draft)));
  const add = (): void => {
    setDrafts([...drafts, { key: next.current++, name: '', text: '' }]);
    requestAnimationFrame(() => {
      const field = list.current?.querySelector<HTMLElement>('li:last-child input');
      if (field) focusOn(field);
    });
  };
  const save = async (): Promise<void> => {
    const isDone = await act(() => api.call('PUT /v1/desk/templates', { body: { after: version, templates: wanted } }));
    if (!isDone) return;
    toast('Saved.');
    await queries.invalidateQueries({ queryKey: deskKey });
  };
  return (
    <form
      onSubmit={(event) => {
        event.preventDefault();
        void save();
      }}
    >
      <Section
        title="Blanks"
        about="In braces, they are filled in from the case. What it has nothing for stays as it is written."
      >
        <dl className={s.blanks}>
          {Object.entries(BLANKS).map(([name, says]) => (
            <div key={name}>
              <dt>
                <code>{`{${name}}`}</code>
              </dt>
              <dd>{says}</dd>
            </div>
          ))}
        </dl>
      </Section>
      <Section
        title="Replies"
        about={version === 0 ? 'What we propose, until you save your own.' : 'Everybody at the desk has the same ones.'}
        actions={<Button onClick={add}>Add a reply</Button>}
      >
        <ul ref={list} className={s.templates}>
          {drafts.map((draft) => (
            <Template
              key={draft.key}
              draft={draft}
              onChange={(to) => change(draft.key, to)}
              onRemove={() => setDrafts(drafts.filter(({ key }) => key !== draft.key))}
            />
          ))}
        </ul>
        <Fault>{fault}</Fault>
        <Button type="submit" kind="primary" pending={isPending} disabled={isSame}>
          Save the replies
        </Button>
      </Section>
    </form>
  );
}

interface TemplateProps {
  readonly draft: Draft;
  onChange(to: Partial<Draft>): void;
  onRemove(): void;
}

function Template({ draft: { name, text }, onChange, onRemove }: TemplateProps): JSX.Element {
  const strange = strangeBlanks(text);
  return (
    <li>
      <TextField
        label="Name"
        required
        maxLength={80}
        value={name}
        onChange={({ target }) => onChange({ name: target.value })}
        beside={
          <Button kind="quiet" aria-label={`Remove ${name === '' ? 'this reply' : name}`} onClick={onRemove}>
            Remove
          </Button>
        }
      />
      <TextArea
        label="Text"
        required
        rows={7}
        maxLength={10_000}
        dir="auto"
        value={text}
        hint={strange.length > 0 ? `Not filled in, because there is no such blank: ${strange.join(', ')}` : undefined}
        onChange={({ target }) => onChange({ text: target.value })}
      />
    </li>
  );
}
