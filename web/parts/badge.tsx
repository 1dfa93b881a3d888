/** A count in a pill. Loud is red, and only for what calls for this person; the word is for those who listen. */
import type { JSX } from 'react';
import s from './badge.module.css';

/** "2 mentions"; nothing at all where there is nothing to count. */
export function Badge({ count, word, loud = false }: { count: number; word: string; loud?: boolean }) {
  if (count <= 0) return null;
  return (
    <span className={loud ? `${s.badge} ${s.loud}` : s.badge}>
      {count > 99 ? '99+' : count}
      <span className="vh"> {word}</span>
    </span>
  );
}

/** Something new is there, and nobody is called: filled, or hollow for replies to what one follows. */
export const Dot = ({ word, hollow = false }: { word: string; hollow?: boolean }): JSX.Element => (
  <span className={hollow ? `${s.dot} ${s.hollow}` : s.dot}>
    <span className="vh">{word}</span>
  </span>
);
