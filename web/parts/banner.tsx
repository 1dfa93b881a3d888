/** A line above what it concerns. Neutral where nothing is lost; bad only for harm. */
import type { JSX, ReactNode } from 'react';
import s from './banner.module.css';
import { Icon, type Sign } from './icon.tsx';

export interface BannerProps {
  tone?: 'neutral' | 'info' | 'warn' | 'bad' | undefined;
  sign?: Sign | undefined;
  /** What happened, what is kept. */
  children: ReactNode;
  /** What to do: a button or two. */
  action?: ReactNode;
}

export function Banner({ tone = 'neutral', sign, children, action }: BannerProps): JSX.Element {
  const shown = sign ?? (tone === 'bad' || tone === 'warn' ? 'warn' : undefined);
  return (
    <div className={`${s.banner} ${s[tone]}`}>
      {shown && <Icon sign={shown} small />}
      <div className={s.text}>{children}</div>
      {action}
    </div>
  );
}
