/** Short words at the edge of the page about what was just done, with a way back where there is one. Spoken too. */
import { type JSX, useEffect, useSyncExternalStore } from 'react';
import { announce } from './announce.ts';
import { Button, IconButton } from './button.tsx';
import s from './toast.module.css';

export interface Toast {
  text: string;
  action?: { label: string; run(): void } | undefined;
}

interface Shown extends Toast {
  id: number;
}

/** What can be undone is shown for longer. */
const staysMs = 5000;
const staysWithActionMs = 12_000;

let shown: readonly Shown[] = [];
let lastId = 0;
const listeners = new Set<() => void>();

function change(next: readonly Shown[]): void {
  shown = next;
  for (const listener of listeners) listener();
}

/** Shows it for some seconds; at most three stand at once. */
export function toast(said: string | Toast): void {
  const one = typeof said === 'string' ? { text: said } : said;
  lastId++;
  change([...shown, { ...one, id: lastId }].slice(-3));
  announce(one.action ? `${one.text} ${one.action.label} is offered.` : one.text);
}

/** Once in a document, at its end. */
export function Toasts(): JSX.Element {
  const all = useSyncExternalStore(
    (listener) => {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    () => shown,
  );
  return (
    <section className={s.toasts} aria-label="Just done">
      {all.map((one) => (
        <OneToast key={one.id} {...one} />
      ))}
    </section>
  );
}

function OneToast({ id, text, action }: Shown): JSX.Element {
  const close = () => change(shown.filter((one) => one.id !== id));
  const stays = action ? staysWithActionMs : staysMs;
  useEffect(() => {
    const timer = setTimeout(() => change(shown.filter((one) => one.id !== id)), stays);
    return () => clearTimeout(timer);
  }, [id, stays]);
  return (
    <div className={s.toast}>
      <span className="grow">{text}</span>
      {action && (
        <Button
          kind="quiet"
          className={s.action}
          onClick={() => {
            close();
            action.run();
          }}
        >
          {action.label}
        </Button>
      )}
      <IconButton sign="close" label="Dismiss" onClick={close} className={s.close} />
    </div>
  );
}
