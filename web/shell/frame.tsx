/** Rail, sidebar, and what one works on; on a phone one of them at a time, with a bar of areas at the foot. */
import type { JSX, ReactNode } from 'react';
import { Link, useLocation } from 'wouter';
import { Badge } from '#parts/badge.tsx';
import { Icon } from '#parts/icon.tsx';
import type { Area } from './areas.ts';
import styles from './frame.module.css';

interface Props {
  readonly team: string;
  readonly areas: readonly Area[];
  /** What concerns everything: the connection, a deadline. */
  readonly bars: ReactNode;
  readonly side: ReactNode;
  readonly children: ReactNode;
}

export function Frame({ team, areas, bars, side, children }: Props): JSX.Element {
  const [path] = useLocation();
  const onPhone = areas.filter(({ isOnPhone }) => isOnPhone);
  return (
    <>
      <a className={styles.skip} href="#main">
        Skip to the conversation
      </a>
      <div className={styles.frame} data-shows={path === '/' ? 'side' : 'main'}>
        <div className={styles.bars}>{bars}</div>
        <nav className={styles.rail} aria-label="Areas" data-ring>
          <span className={styles.team} role="img" aria-label={`Team ${team}`}>
            {[...team][0]?.toUpperCase()}
          </span>
          {areas.map((area) => (
            <AreaLink key={area.path} area={area} isHere={isHere(area, path)} />
          ))}
        </nav>
        {side}
        <main className={styles.main} id="main" tabIndex={-1}>
          {children}
        </main>
        <nav className={styles.bottom} aria-label="Areas">
          {onPhone.map((area) => (
            <AreaLink key={area.path} area={area} isHere={isHere(area, path)} />
          ))}
        </nav>
      </div>
    </>
  );
}

const isHere = ({ path, stands }: Area, here: string): boolean => here === path || stands.test(here);

function AreaLink({
  area: { path, label, sign, count, isLast },
  isHere,
}: {
  area: Area;
  isHere: boolean;
}): JSX.Element {
  return (
    <>
      {isLast && <span className={styles.gap} />}
      <Link className={styles.area} href={path} aria-current={isHere ? 'page' : undefined}>
        <Icon sign={sign} />
        {label}
        {count && (
          <span className={styles.count}>
            <Badge count={count.number} word={count.of} loud={!count.isCalm} />
          </span>
        )}
      </Link>
    </>
  );
}
