/** Where there is nothing: what this place is, and one thing to do. Also for what could not be shown, and why. */
import type { JSX, ReactNode } from 'react';
import s from './empty.module.css';

export interface EmptyProps {
  title: ReactNode;
  children?: ReactNode;
  actions?: ReactNode;
  /** For an error: how the server's log calls it. */
  reference?: string | undefined;
  /** The rank of its heading; 2 unless told. */
  level?: 1 | 2 | 3 | undefined;
}

export function Empty({ title, children, actions, reference, level = 2 }: EmptyProps): JSX.Element {
  const Heading = `h${level}` as const;
  return (
    <div className={s.empty}>
      <Heading className={s.title}>{title}</Heading>
      {children && <div className={s.text}>{children}</div>}
      {actions && <div className={s.actions}>{actions}</div>}
      {reference && (
        <p className={s.reference}>
          Reference <code>{reference}</code>
        </p>
      )}
    </div>
  );
}
