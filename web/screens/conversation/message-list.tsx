/**
 * Rows of messages, of which only those in sight and near it are in the document. The position belongs to one owner:
 * `virtua` keeps what is in sight where it is while rows come before it or change their height, and here it is decided
 * when the end is followed. The focused row stays in the document wherever one scrolls.
 */
import {
  type JSX,
  memo,
  type ReactNode,
  type Ref,
  useImperativeHandle,
  useLayoutEffect,
  useMemo,
  useRef,
  useState,
} from 'react';
import { Virtualizer } from 'virtua';
import { Icon } from '#parts/icon.tsx';
import { Earlier } from './earlier.tsx';
import { useHeights } from './heights.ts';
import type { Landing } from './landing.ts';
import { ListRow, type RowLook } from './list-row.tsx';
import s from './message-list.module.css';
import type { Row } from './rows.ts';
import type { RestingPlace } from './scroll-memory.ts';
import { useFocusedRow } from './use-focused-row.ts';
import { useScroll } from './use-scroll.ts';

export interface MessageListHandle {
  /** To the end, which may have to be loaded. */
  toLatest(): void;
  /** Gives the focus to the row that opened something, or to the nearest one. */
  focusRow(ts: string | undefined): void;
  /** After a row went away with the focus in it. */
  focusLast(): void;
}

export interface MessageListProps extends RowLook {
  ref?: Ref<MessageListHandle>;
  /** "Messages in incident-room" */
  label: string;
  /** By which the heights of its rows are remembered for coming back. */
  name?: string | undefined;
  rows: readonly Row[];
  /** What stands before the first message that ever was. */
  beginning?: ReactNode;
  hasEarlier: boolean;
  hasLater: boolean;
  onEarlier(): Promise<void>;
  onLater(): Promise<void>;
  /** Where one begins. Another object leads there again. */
  landing: Landing;
  /** It is there, and shown. */
  onLanded?: ((landing: Landing) => void) | undefined;
  /** Everything up to this message was in sight long enough, while the window had the focus. */
  onSeen?: ((ts: string) => void) | undefined;
  /** The first row in sight and how far its top is above the edge, when one stopped scrolling; undefined at the end. */
  onRest?: ((place: RestingPlace | undefined) => void) | undefined;
  onJumpToLatest?: (() => void) | undefined;
  /** What does not fill the list stands at its upper end, and not above the composer. */
  fromTop?: boolean | undefined;
  /** Everything that was loaded is in the document. */
  plain?: boolean | undefined;
  /** Keys that do something with a row; true when it was taken. */
  onRowKey?: ((key: string, row: Row, element: Element) => boolean) | undefined;
}

/** Rows for those who go through the page with a reader's own cursor: some fifty on each side. */
const bufferPx = 2_500;
const bufferAtFirstPx = 300;
/** Some ten rows on each side. */
const bufferStepPx = 550;
const topPx = 48;

/** Drawn anew only when something of it changed: of a conversation much does that is not in its list. */
export const MessageList = memo(function MessageList(props: MessageListProps): JSX.Element {
  const { rows, label, beginning, hasEarlier, hasLater, fromTop = false, plain = false } = props;
  const items = useMemo(() => (hasEarlier || !beginning ? rows : [undefined, ...rows]), [rows, hasEarlier, beginning]);
  const lead = items.length - rows.length;
  const isShifted = useIsShifted(items);
  // The room for the button stays when there is nothing earlier any more: it would move what is in sight.
  const [top, setTop] = useState(hasEarlier ? topPx : 0);
  if (hasEarlier && top === 0) setTop(topPx);
  const buffer = useBuffer();
  const scroll = useScroll({ ...props, lead, isShifted });
  const { handle, scroller } = scroll;
  const heights = useHeights({ name: props.name, items, scroller, handle });
  const focus = useFocusedRow({ rows, lead, handle, scroller, onRowKey: props.onRowKey });
  useImperativeHandle(props.ref, () => ({
    toLatest: scroll.toLatest,
    focusRow: focus.focusRow,
    focusLast: focus.focusLast,
  }));
  const drawRow = useDrawing(useLook(props));
  const draw = (row: Row | undefined, at: number): JSX.Element =>
    row === undefined ? <div key="beginning">{beginning}</div> : drawRow(row, at - lead + 1, focus.stop === at - lead);
  return (
    <div className={s.frame}>
      <section
        ref={scroller}
        className={`${s.scroller} ${scroll.isLanded ? '' : s.landing}`}
        aria-label={label}
        data-ring=""
        onScroll={scroll.onScroll}
        {...focus.section}
      >
        {!fromTop && <div className={s.push} />}
        <div className={s.top} style={{ height: top }}>
          {hasEarlier && <Earlier {...scroll.earlier} />}
        </div>
        <div ref={scroll.content} className={s.content}>
          {plain ? (
            items.map(draw)
          ) : (
            <Virtualizer
              key={heights ? 'known' : 'measured'}
              ref={handle}
              {...(heights ? { cache: heights } : {})}
              scrollRef={scroller}
              data={items}
              shift={isShifted}
              startMargin={top}
              bufferSize={buffer}
              keepMounted={focus.stop === -1 ? [] : [focus.stop + lead]}
            >
              {draw}
            </Virtualizer>
          )}
        </div>
        <div className={s.bottom}>{hasLater && <Earlier {...scroll.later} />}</div>
        <div ref={focus.end} tabIndex={-1} />
      </section>
      {scroll.away && (
        <button type="button" className={s.pill} onClick={scroll.toLatest}>
          <Icon sign="chev" small />
          {scroll.away}
        </button>
      )}
    </div>
  );
});

/** What is in sight first, the rest when there is time, a little at a time: a key may be pressed meanwhile. */
function useBuffer(): number {
  const [buffer, setBuffer] = useState(bufferAtFirstPx);
  useLayoutEffect(() => {
    if (buffer === bufferPx) return;
    const widen = (): void => setBuffer(Math.min(bufferPx, buffer + bufferStepPx));
    const idle = requestIdleCallback(widen, { timeout: 1_000 });
    return () => cancelIdleCallback(idle);
  }, [buffer]);
  return buffer;
}

/** The same element until something of it changes: of a hundred rows those few are compared that did. */
function useDrawing(look: RowLook): (row: Row, position: number, isStop: boolean) => JSX.Element {
  const drawn = useMemo(() => ({ look, rows: new WeakMap<Row, JSX.Element>() }), [look]);
  return (row, position, isStop) => {
    const there = drawn.rows.get(row);
    const { props } = (there ?? {}) as { props?: { position: number; isStop: boolean } };
    if (there && props?.position === position && props.isStop === isStop) return there;
    const element = <ListRow key={row.key} row={row} position={position} isStop={isStop} look={drawn.look} />;
    drawn.rows.set(row, element);
    return element;
  };
}

/** The same object until something of it changes. */
function useLook({ edited, litTs, pinned, isInThread, showsTheirTime, editor }: RowLook): RowLook {
  return useMemo(
    () => ({ edited, litTs, pinned, isInThread, showsTheirTime, editor }),
    [edited, litTs, pinned, isInThread, showsTheirTime, editor],
  );
}

/** Whether rows came before those that were there, or went there: then the position is kept from the end. */
function useIsShifted(items: readonly (Row | undefined)[]): boolean {
  const before = useRef(items);
  const isShifted = useMemo(() => {
    const was = before.current;
    const hasCome = leadsTo(was, items) > was.findIndex((one) => one !== undefined);
    return hasCome || (items[0] !== undefined && leadsTo(items, was) > 0);
  }, [items]);
  useLayoutEffect(() => {
    before.current = items;
  }, [items]);
  return isShifted;
}

/** Where the first row of the one list stands in the other; -1 where it does not, 0 where there is none. */
function leadsTo(list: readonly (Row | undefined)[], other: readonly (Row | undefined)[]): number {
  const first = list.find((one) => one !== undefined)?.key;
  return first === undefined ? 0 : other.findIndex((one) => one?.key === first);
}
