/** The column beside what one works on: whose it is, a field that finds, and what one can go to. */
import type { JSX, ReactNode } from 'react';
import { Icon } from './icon.tsx';
import { keyboard } from './keyboard.ts';
import s from './side.module.css';

export interface SideProps {
  readonly label: string;
  readonly title: ReactNode;
  readonly actions?: ReactNode;
  /** "Find a case…" */
  readonly find: string;
  onFind(): void;
  readonly children: ReactNode;
}

export function Side({ label, title, actions, find, onFind, children }: SideProps): JSX.Element {
  return (
    <aside className={s.side} aria-label={label} data-ring>
      <header className={s.head}>
        <b className="grow trunc">
          <bdi>{title}</bdi>
        </b>
        {actions}
      </header>
      <button type="button" className={s.find} onClick={onFind}>
        <Icon sign="search" small />
        <span>{find}</span>
        <kbd className={s.keys}>{keyboard.written('Ctrl+K')}</kbd>
      </button>
      {children}
    </aside>
  );
}
