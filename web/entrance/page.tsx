/** What every page of the entrance has: the sheet, its heading with the focus, and what is shown until it is known. */
import type { ComponentChildren, JSX } from 'preact';
import { useEffect, useLayoutEffect, useRef, useState } from 'preact/hooks';
import { announce } from '#parts/announce.ts';
import button from '#parts/button.module.css';
import s from './entrance.module.css';
import { faultOf, isDeadLink } from './faults.ts';
import { firstField } from './form.tsx';

interface SheetProps {
  readonly heading: string;
  /** One sentence: what happens here. */
  readonly lead?: ComponentChildren;
  readonly children?: ComponentChildren;
}

let shown = 0;

/**
 * A new sheet puts the focus where one begins to type, or on its heading. Steps within a page are announced, since the
 * browser says nothing of them.
 */
export function Sheet({ heading, lead, children }: SheetProps): JSX.Element {
  const sheet = useRef<HTMLElement>(null);
  useLayoutEffect(() => {
    document.title = `${heading} · Wardroom`;
    if (shown > 0) announce(heading);
    shown += 1;
    if (!sheet.current) return;
    (firstField(sheet.current) ?? sheet.current.querySelector('h1'))?.focus();
  }, [heading]);
  return (
    <section ref={sheet} class={s.sheet}>
      <h1 class={s.heading} tabIndex={-1}>
        {heading}
      </h1>
      {lead && <p class={s.lead}>{lead}</p>}
      {children}
    </section>
  );
}

export function Page({ children }: { readonly children: ComponentChildren }): JSX.Element {
  const [isOnline, setOnline] = useState(navigator.onLine);
  useEffect(() => {
    const look = (): void => setOnline(navigator.onLine);
    addEventListener('online', look);
    addEventListener('offline', look);
    return () => {
      removeEventListener('online', look);
      removeEventListener('offline', look);
    };
  }, []);
  return (
    <>
      <div role="status">{!isOnline && <p class={s.offline}>This device is offline. What you type stays here.</p>}</div>
      <main class={s.page}>
        <p class={s.brand}>
          <svg
            class={s.mark}
            viewBox="0 0 20 20"
            fill="none"
            stroke="currentColor"
            strokeWidth="1.6"
            aria-hidden="true"
          >
            <path d="M3 6.5c2.3 0 2.3 1.6 4.7 1.6S10 6.5 12.3 6.5s2.4 1.6 4.7 1.6" />
            <path d="M3 11.7c2.3 0 2.3 1.6 4.7 1.6s2.3-1.6 4.6-1.6 2.4 1.6 4.7 1.6" />
          </svg>
          Wardroom
        </p>
        {children}
      </main>
    </>
  );
}

interface LoadedProps<Of> {
  readonly load: () => Promise<Of>;
  /** What is shown instead when the link opens nothing any more. */
  readonly dead?: ComponentChildren;
  readonly children: (loaded: Of) => ComponentChildren;
}

/** Shows nothing until it is there, which is soon, and offers another try when no answer came. */
export function Loaded<Of>({ load, dead, children }: LoadedProps<Of>): JSX.Element {
  const [state, setState] = useState<{ readonly there: Of } | { readonly failed: unknown }>();
  const run = (): void => {
    load().then(
      (there) => setState({ there }),
      (failed: unknown) => setState({ failed }),
    );
  };
  // Once for a page: what it loads is named by the address, and another address is another document.
  // biome-ignore lint/correctness/useExhaustiveDependencies: the above
  useEffect(run, []);
  if (!state) return <div aria-busy="true" />;
  if ('there' in state) return <>{children(state.there)}</>;
  if (dead && isDeadLink(state.failed)) return <>{dead}</>;
  return (
    <Sheet heading="This page could not be loaded" lead={faultOf(state.failed).text}>
      <button class={`${button.button} ${button.primary} ${s.go}`} type="button" onClick={run}>
        Try again
      </button>
    </Sheet>
  );
}

/** Opened too late, twice, or cut off in a mail: one page for all of it, because the server tells nothing of why. */
export function DeadLink({ children }: { readonly children: ComponentChildren }): JSX.Element {
  return (
    <Sheet
      heading="This link does not work any more"
      lead="It was used already, its time is over, or a part of it is missing. Nothing was changed."
    >
      {children}
    </Sheet>
  );
}
