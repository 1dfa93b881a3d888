/** What was said and what happened, in its order, with the days between. What comes last moves nothing. */
import { Fragment, type JSX, type ReactNode, useLayoutEffect, useRef } from 'react';
import days from '#parts/day.module.css';
import { dayOf } from '#parts/moments.ts';
import { Time } from '#parts/time.tsx';
import { useServerMinute } from '#view/desk-cases.ts';
import { usePlace } from '#view/place.ts';
import s from './log.module.css';

export interface Entry {
  readonly key: string;
  readonly at: number;
  readonly shows: ReactNode;
}

const nearEnd = 48;

export function Log({ label, entries }: { label: string; entries: readonly Entry[] }): JSX.Element {
  const place = usePlace();
  const now = useServerMinute();
  const region = useFollowedEnd(entries.length);
  let day = '';
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls is scrolled by keys
    <section ref={region} className={s.log} aria-label={label} tabIndex={0} data-ring="">
      <div className={s.push} />
      {entries.map(({ key, at, shows }) => {
        const before = day;
        day = dayOf(at, place.zone);
        return (
          <Fragment key={key}>
            {day !== before && (
              <p className={days.day}>
                <Time at={at} now={now} place={place} form="day" />
              </p>
            )}
            {shows}
          </Fragment>
        );
      })}
    </section>
  );
}

/** Whoever reads the end goes on reading the end; whoever reads above stays there. */
function useFollowedEnd(count: number) {
  const region = useRef<HTMLElement>(null);
  const wasAtEnd = useRef(true);
  useLayoutEffect(() => {
    const element = region.current;
    if (!element) return;
    const note = (): void => {
      wasAtEnd.current = element.scrollHeight - element.scrollTop - element.clientHeight < nearEnd;
    };
    element.addEventListener('scroll', note);
    return () => element.removeEventListener('scroll', note);
  }, []);
  // biome-ignore lint/correctness/useExhaustiveDependencies: after each that comes
  useLayoutEffect(() => {
    if (wasAtEnd.current) region.current?.scrollTo({ top: region.current.scrollHeight });
  }, [count]);
  return region;
}
