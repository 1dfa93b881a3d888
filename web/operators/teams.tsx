/** Which teams there are, and how large: all that operators see of them. */
import type { JSX } from 'preact';
import { useLayoutEffect, useRef, useState } from 'preact/hooks';
import { announce } from '#parts/announce.ts';
import button from '#parts/button.module.css';
import { bytesInWords } from '#parts/bytes.ts';
import type { Reply } from '#sync/api.ts';
import { faultOf } from '../entrance/faults.ts';
import { Loaded } from '../entrance/page.tsx';
import { api } from './api.ts';
import { Area } from './frame.tsx';
import s from './operators.module.css';
import { Table } from './table.tsx';
import { countOf, dayOf } from './words.ts';

type Page = Reply<'POST /v1/operator/team-list'>;

const look = (after?: string): Promise<Page> =>
  api.call('POST /v1/operator/team-list', { body: after === undefined ? {} : { after } });

export const Teams = (): JSX.Element => (
  <Area
    heading="Teams"
    lead="Nothing in a team opens from here: you see that it is there and how large. Each look is an entry in the log."
  >
    <Loaded load={() => look()}>{(page) => <List first={page} />}</Loaded>
  </Area>
);

function List({ first }: { readonly first: Page }): JSX.Element {
  const [pages, setPages] = useState([first]);
  const [failed, setFailed] = useState<string>();
  const [isBusy, setBusy] = useState(false);
  const end = useRef<HTMLParagraphElement>(null);
  const teams = pages.flatMap((page) => page.teams);
  const next = pages.at(-1)?.next;
  const more = async (): Promise<void> => {
    if (isBusy) return;
    setBusy(true);
    try {
      const page = await look(next);
      setPages([...pages, page]);
      setFailed(undefined);
      announce(countOf(page.teams.length, 'more team is shown', 'more teams are shown'));
    } catch (thrown) {
      setFailed(faultOf(thrown).text);
    } finally {
      setBusy(false);
    }
  };
  // The button goes with the last page, and its focus would be nowhere.
  useLayoutEffect(() => {
    if (next === undefined) end.current?.focus();
  }, [next]);
  if (teams.length === 0) {
    return (
      <p class={s.nothing}>There is no team yet. When the server starts it prints the link that makes the first one.</p>
    );
  }
  return (
    <div class={s.wide}>
      <Table
        caption="Teams"
        columns={[
          { head: 'Name', cell: ({ name }) => <bdi>{name}</bdi> },
          { head: 'Id', cell: ({ id }) => <code class={s.id}>{id}</code> },
          { head: 'People', numeric: true, cell: ({ members }) => new Intl.NumberFormat().format(members) },
          { head: 'Files', numeric: true, cell: ({ storageBytes }) => bytesInWords(storageBytes) },
          { head: 'Since', cell: ({ createdAt }) => dayOf(createdAt) },
        ]}
        rows={teams}
        keyOf={({ id }) => id}
      />
      {failed !== undefined && (
        <p class={s.fault} role="alert">
          {failed}
        </p>
      )}
      {next !== undefined && (
        <p class={s.more}>
          <button class={button.button} type="button" aria-disabled={isBusy} onClick={() => void more()}>
            More teams
          </button>
        </p>
      )}
      {next === undefined && pages.length > 1 && (
        <p class={s.more} tabIndex={-1} ref={end}>
          These are all {teams.length}.
        </p>
      )}
    </div>
  );
}
