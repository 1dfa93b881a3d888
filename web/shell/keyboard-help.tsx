/** Every key that does something here and now, by what it is for. */
import type { JSX } from 'react';
import { Dialog } from '#parts/dialog.tsx';
import { keyboard } from '#parts/keyboard.ts';
import styles from './keyboard-help.module.css';

export function KeyboardHelp({ onClose }: { onClose: () => void }): JSX.Element {
  const groups = Map.groupBy(keyboard.list(), ({ group }) => group);
  return (
    <Dialog title="Keys" onClose={onClose} wide>
      <div className={styles.groups}>
        {[...groups].map(([group, shortcuts]) => (
          <section key={group}>
            <h3>{group}</h3>
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
    </Dialog>
  );
}
