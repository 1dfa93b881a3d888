/** The list of what could be meant, above the field. The field keeps the focus. */
import { type JSX, type RefObject, useEffect, useLayoutEffect, useRef } from 'react';
import { Avatar } from '#parts/avatar.tsx';
import { Icon } from '#parts/icon.tsx';
import { Listbox, type ListboxState } from '#parts/listbox.tsx';
import { place } from '#parts/place.ts';
import s from './completions.module.css';
import type { Completion } from './use-completions.ts';

interface Props {
  readonly list: ListboxState<Completion>['list'];
  readonly label: string;
  /** What it stands above. */
  readonly frame: RefObject<HTMLElement | null>;
}

export function Completions({ list, label, frame }: Props): JSX.Element {
  const panel = useRef<HTMLDivElement>(null);
  useLayoutEffect(() => {
    const { current } = panel;
    if (!current || !frame.current) return;
    if (!current.matches(':popover-open')) current.showPopover();
    standAbove(current, frame.current);
  });
  // A device is turned, or its keyboard opens.
  useEffect(() => {
    const stand = (): void => {
      if (panel.current && frame.current) standAbove(panel.current, frame.current);
    };
    addEventListener('resize', stand);
    visualViewport?.addEventListener('resize', stand);
    return () => {
      removeEventListener('resize', stand);
      visualViewport?.removeEventListener('resize', stand);
    };
  }, [frame]);
  return (
    <div ref={panel} popover="manual" className={s.panel}>
      <Listbox list={list} label={label} keyOf={({ key }) => key}>
        {(item) => <Row item={item} />}
      </Listbox>
    </div>
  );
}

function standAbove(panel: HTMLElement, frame: HTMLElement): void {
  const view = globalThis.visualViewport;
  const [width, height] = [view?.width ?? innerWidth, view?.height ?? innerHeight];
  const box = frame.getBoundingClientRect();
  panel.style.width = `${Math.min(box.width, 420)}px`;
  const size = { width: panel.offsetWidth, height: panel.scrollHeight };
  const bounds = { left: view?.offsetLeft ?? 0, top: view?.offsetTop ?? 0, width, height };
  const spot = place(box, size, bounds, { side: 'above', align: 'start' });
  panel.style.left = `${spot.left}px`;
  panel.style.top = `${spot.top}px`;
  panel.style.maxHeight = `${spot.maxHeight}px`;
}

function Row({ item }: { item: Completion }): JSX.Element {
  switch (item.kind) {
    case 'member':
      return (
        <>
          <Avatar id={item.member.id} name={item.member.name} size="small" />
          <b className="trunc">
            <bdi>{item.member.name}</bdi>
          </b>
          <span className={`grow trunc ${s.hint}`}>@{item.member.handle}</span>
          {item.isOutside && <span className={s.hint}>not in here, is not told</span>}
        </>
      );
    case 'group':
      return (
        <>
          <Sign sign="users" />
          <b className="trunc">@{item.group.handle}</b>
          <span className={`grow trunc ${s.hint}`}>
            <bdi>{item.group.name}</bdi>
          </span>
          <span className={s.hint}>{people(item.group.memberCount)}</span>
        </>
      );
    case 'everybody':
      return (
        <>
          <Sign sign="bell" />
          <b>@{item.word}</b>
          <span className={`grow trunc ${s.hint}`}>
            {item.word === 'here' ? 'Those here who are active now' : 'Everybody in here'}
          </span>
          {item.count !== undefined && (
            <span className={s.hint}>
              {item.word === 'here' ? 'up to ' : ''}
              {item.count} {item.count === '1' ? 'person' : 'people'}
            </span>
          )}
        </>
      );
    case 'channel':
      return (
        <>
          <Sign sign={item.isPrivate ? 'lock' : 'hash'} />
          <b className="grow trunc">{item.name}</b>
          {!item.isNear && <span className={s.hint}>archived</span>}
        </>
      );
    case 'emoji':
      return (
        <>
          <span className={s.emoji}>{item.sign ?? <img src={item.image} alt="" />}</span>
          <span className="grow trunc">:{item.name}:</span>
        </>
      );
  }
}

const people = (count: number): string => (count === 1 ? '1 person' : `${count} people`);

const Sign = ({ sign }: { sign: 'users' | 'bell' | 'lock' | 'hash' }): JSX.Element => (
  <span className={s.sign}>
    <Icon sign={sign} small />
  </span>
);
