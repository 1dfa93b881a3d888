/** Words and filters, and what they find. The address holds the query, so going back finds the list as it was. */
import { type JSX, type KeyboardEvent, useState } from 'react';
import { useSearchParams } from 'wouter';
import { Button } from '#parts/button.tsx';
import { Empty } from '#parts/empty.tsx';
import { RadioGroup, TextField } from '#parts/field.tsx';
import { Pane, PaneBody, PaneHead } from '#parts/pane.tsx';
import { Found } from '#view/found/found.tsx';
import { filters, withFilter } from './filters.ts';
import styles from './search.module.css';

type Sort = 'recent' | 'relevant';

export function SearchScreen(): JSX.Element {
  const [params, setParams] = useSearchParams();
  const query = params.get('q') ?? '';
  const sort: Sort = params.get('sort') === 'relevant' ? 'relevant' : 'recent';
  const [typed, setTyped] = useState(query);
  const [shown, setShown] = useState(query);
  // Somebody else, such as the switcher or the way back, changed the address.
  if (shown !== query) {
    setShown(query);
    setTyped(query);
  }
  const look = (q: string, by: Sort = sort): void =>
    setParams(by === 'recent' ? { q } : { q, sort: by }, { replace: q === query });
  const onKeyDown = (event: KeyboardEvent): void => {
    if (event.key !== 'Enter' || event.nativeEvent.isComposing) return;
    event.preventDefault();
    look(typed.trim());
  };
  const add = (filter: string): void => {
    setTyped(withFilter(typed, filter));
    document.querySelector<HTMLInputElement>('input[name=q]')?.focus();
  };
  return (
    <Pane aria-label="Search" ring>
      <PaneHead
        title="Search"
        about="In your conversations and the public channels, with what they say at this moment."
      />
      <PaneBody narrow padded>
        <search>
          <TextField
            label="Words, “phrases” and filters"
            name="q"
            type="search"
            value={typed}
            onChange={(event) => setTyped(event.target.value)}
            onKeyDown={onKeyDown}
            maxLength={1000}
            autoComplete="off"
            autoFocus
            beside={
              <Button kind="primary" onClick={() => look(typed.trim())}>
                Search
              </Button>
            }
          />
          <div className={styles.filters}>
            {filters.map(({ filter, label }) => (
              <button key={filter} type="button" className={styles.filter} onClick={() => add(filter)}>
                <code>{filter}</code> {label}
              </button>
            ))}
          </div>
        </search>
        {query !== '' && <Results query={query} sort={sort} onSort={(by) => look(query, by)} />}
      </PaneBody>
    </Pane>
  );
}

interface ResultsProps {
  readonly query: string;
  readonly sort: Sort;
  readonly onSort: (sort: Sort) => void;
}

function Results({ query, sort, onSort }: ResultsProps): JSX.Element {
  return (
    <>
      <RadioGroup
        label="Order"
        labelHidden
        segment
        value={sort}
        onChange={onSort}
        options={[
          { value: 'recent', label: 'Newest first' },
          { value: 'relevant', label: 'Best match first' },
        ]}
      />
      <Found
        query={query}
        sort={sort}
        label={`what “${query}” finds`}
        empty={
          <Empty title="Nothing was found">
            All words must stand in one message. A star finds beginnings: <code>deploy*</code>. A minus leaves out:{' '}
            <code>-from:bot</code>.
          </Empty>
        }
      />
    </>
  );
}
