import type { JSX, ReactNode } from 'react';
import s from './catalogue.module.css';

/** One frame of the catalogue. */
export function Sample({ title, children }: { title: string; children: ReactNode }): JSX.Element {
  return (
    <section className={s.sample}>
      <h2>{title}</h2>
      <div className={s.inside}>{children}</div>
    </section>
  );
}
