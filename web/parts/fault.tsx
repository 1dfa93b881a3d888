import type { JSX, ReactNode } from 'react';
import s from './fault.module.css';
import { Icon } from './icon.tsx';

/** What went wrong with a form as a whole, heard at once; nothing where nothing did. */
export const Fault = ({ children }: { readonly children: ReactNode }): JSX.Element | null =>
  children === undefined ? null : (
    <p role="alert" className={s.fault}>
      <Icon sign="warn" small /> {children}
    </p>
  );
