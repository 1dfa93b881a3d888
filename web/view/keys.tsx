/** Every key that does something here and now, by what it is for. */
import type { JSX } from 'react';
import { keyboard } from '#parts/keyboard.ts';
import styles from './keys.module.css';

export function Keys({ level }: { level: 2 | 3 }): JSX.Element {
  const groups = Map.groupBy(keyboard.list(), ({ group }) => group);
  const Heading = `h${level}` as const;
  return (
    <div className={styles.groups}>
      {[...groups].map(([group, shortcuts]) => (
        <section key={group}>
          <Heading>{group}</Heading>
          <dl className={styles.keys}>
            {shortcuts.map(({ label, keys }) => (
              <div key={label}>
                <dt>{label}</dt>
                <dd>
                  {[keys].flat().map((one) => (
                    <kbd key={one}>{keyboard.written(one)}</kbd>
                  ))}
                </dd>
              </div>
            ))}
          </dl>
        </section>
      ))}
    </div>
  );
}
