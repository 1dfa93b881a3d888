import { type JSX, useState } from 'react';
import { Button } from '#parts/button.tsx';
import { Chip } from '#parts/chip.tsx';
import { TextField } from '#parts/field.tsx';
import { Section } from '#parts/pane.tsx';
import { useKept } from '#view/kept.ts';
import { useWorkspace } from '#view/workspace.tsx';
import styles from './me.module.css';

export function Keywords({ stored }: { stored: readonly string[] }): JSX.Element {
  const { changeNotifications } = useWorkspace();
  const [typed, setTyped] = useState('');
  const [keywords, keep] = useKept(stored, (to) => changeNotifications({ keywords: [...to] }));
  const add = (): void => {
    const said = typed.split(',').map((one) => one.trim());
    const fresh = said.filter((one) => one !== '' && !keywords.includes(one));
    if (fresh.length > 0) keep([...new Set([...keywords, ...fresh])]);
    setTyped('');
  };
  return (
    <Section title="Keywords" about="A message with one of them counts as meant for you. Nobody else sees them.">
      <form
        className={styles.form}
        onSubmit={(event) => {
          event.preventDefault();
          add();
        }}
      >
        <TextField
          label="Word or phrase"
          hint="Several at once with commas between them."
          autoComplete="off"
          maxLength={80}
          value={typed}
          onChange={({ target }) => setTyped(target.value)}
          beside={<Button type="submit">Add</Button>}
        />
      </form>
      {keywords.length > 0 && (
        <ul className={styles.chips} aria-label="Keywords">
          {keywords.map((keyword) => (
            <li key={keyword}>
              <Chip
                onRemove={() => keep(keywords.filter((one) => one !== keyword))}
                removeLabel={`Take out ${keyword}`}
              >
                <bdi>{keyword}</bdi>
              </Chip>
            </li>
          ))}
        </ul>
      )}
    </Section>
  );
}
