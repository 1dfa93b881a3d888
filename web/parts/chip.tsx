/** A short state or property: always a word, with a sign where colour alone would tell. */
import type { JSX, ReactNode } from 'react';
import s from './chip.module.css';
import { Icon, type Sign } from './icon.tsx';

export interface ChipProps {
  tone?: 'plain' | 'ok' | 'warn' | 'bad' | 'info' | undefined;
  sign?: Sign | undefined;
  children: ReactNode;
  /** Gives it a button that takes it away, by this name: "Remove from: Mei". */
  onRemove?: (() => void) | undefined;
  removeLabel?: string | undefined;
}

export function Chip({ tone = 'plain', sign, children, onRemove, removeLabel = 'Remove' }: ChipProps): JSX.Element {
  return (
    <span className={`${s.chip} ${s[tone]}`}>
      {sign && <Icon sign={sign} small />}
      <span className="trunc">{children}</span>
      {onRemove && (
        <button type="button" className={s.remove} aria-label={removeLabel} onClick={onRemove}>
          <Icon sign="close" small />
        </button>
      )}
    </span>
  );
}

/** A key as it is written on keyboards. */
export const Key = ({ children }: { children: ReactNode }): JSX.Element => <kbd className={s.key}>{children}</kbd>;
