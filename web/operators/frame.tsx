/** What stands around every page of the console: where one is, who is signed in, and the way out. */
import type { ComponentChildren, JSX, Ref } from 'preact';
import { useLayoutEffect, useRef, useState } from 'preact/hooks';
import { faultOf } from '../entrance/faults.ts';
import { Loaded } from '../entrance/page.tsx';
import { api, goTo, noteInside } from './api.ts';
import s from './operators.module.css';

const areas = [
  ['/', 'Deployment'],
  ['/teams', 'Teams'],
  ['/operators', 'Operators'],
  ['/security', 'Your sign-in'],
] as const;

export function Frame({ children }: { readonly children: ComponentChildren }): JSX.Element {
  return (
    <Loaded
      load={async () => {
        const me = await api.call('GET /v1/operator/me');
        if (me.owes) location.replace('/signin');
        else noteInside();
        return me;
      }}
    >
      {(me) => (me.owes ? <div aria-busy="true" /> : <Inside name={me.name}>{children}</Inside>)}
    </Loaded>
  );
}

function Inside({ name, children }: { readonly name: string; readonly children: ComponentChildren }): JSX.Element {
  const [failed, setFailed] = useState<string>();
  const [isLeaving, setLeaving] = useState(false);
  const leave = async (): Promise<void> => {
    if (isLeaving) return;
    setLeaving(true);
    try {
      await api.call('POST /v1/operator/sign-out');
      await goTo('/signin?out');
    } catch (thrown) {
      setFailed(faultOf(thrown).text);
      setLeaving(false);
    }
  };
  return (
    <>
      <header class={s.head}>
        <div class={s.bar}>
          <p class={s.brand}>
            <svg class={s.mark} viewBox="0 0 20 20" fill="none" stroke="currentColor" aria-hidden="true">
              <path d="M3 6.5c2.3 0 2.3 1.6 4.7 1.6S10 6.5 12.3 6.5s2.4 1.6 4.7 1.6" />
              <path d="M3 11.7c2.3 0 2.3 1.6 4.7 1.6s2.3-1.6 4.6-1.6 2.4 1.6 4.7 1.6" />
            </svg>
            <span>
              Wardroom <span class={s.kind}>Console</span>
            </span>
          </p>
          <nav class={s.areas} aria-label="Console">
            {areas.map(([path, word]) => (
              <a key={path} href={path} aria-current={location.pathname === path ? 'page' : undefined}>
                {word}
              </a>
            ))}
          </nav>
          <p class={s.who}>
            <bdi>{name}</bdi>
            <button class={s.out} type="button" aria-disabled={isLeaving} onClick={() => void leave()}>
              Sign out
            </button>
          </p>
        </div>
      </header>
      <main class={s.main}>
        {failed !== undefined && (
          <p class={s.fault} role="alert">
            {failed}
          </p>
        )}
        {children}
      </main>
    </>
  );
}

interface AreaProps {
  readonly heading: string;
  /** One sentence: what it protects from. */
  readonly lead: string;
  readonly children?: ComponentChildren;
}

/** A page: its heading has the focus, since each is a document of its own. */
export function Area({ heading, lead, children }: AreaProps): JSX.Element {
  const title = useRef<HTMLHeadingElement>(null);
  useLayoutEffect(() => {
    document.title = `${heading} · Wardroom console`;
    title.current?.focus();
  }, [heading]);
  return (
    <>
      <div class={s.over}>
        <h1 class={s.title} tabIndex={-1} ref={title}>
          {heading}
        </h1>
        <p class={s.lead}>{lead}</p>
      </div>
      {children}
    </>
  );
}

interface PartProps {
  readonly name: string;
  /** Its heading, which can take the focus of what has gone. */
  readonly title?: Ref<HTMLHeadingElement>;
  readonly about?: ComponentChildren;
  readonly children?: ComponentChildren;
}

export const Part = ({ name, title, about, children }: PartProps): JSX.Element => (
  <section class={s.part}>
    <h2 class={s.name} tabIndex={-1} {...(title ? { ref: title } : {})}>
      {name}
    </h2>
    {about && <p class={s.about}>{about}</p>}
    {children}
  </section>
);
