/** What is done only right after a proof: asks for it when that is too long ago, and goes on where it stopped. */
import type { ComponentChildren, JSX, RefObject } from 'preact';
import { useLayoutEffect, useRef, useState } from 'preact/hooks';
import button from '#parts/button.module.css';
import { codeIn } from '#sync/codes.ts';
import { askPasskey } from '#sync/passkeys.ts';
import { Dropped } from '../entrance/faults.ts';
import { CodeField, Form, firstField, type Typed } from '../entrance/form.tsx';
import { api, isRefusedWith } from './api.ts';
import s from './operators.module.css';

/** A form that opens below a heading, and has the focus then. */
export function Step({ children }: { readonly children: ComponentChildren }): JSX.Element {
  const place = useRef<HTMLDivElement>(null);
  useLayoutEffect(() => {
    const one = place.current;
    if (one) (firstField(one) ?? one.querySelector('button'))?.focus();
  }, []);
  return (
    <div class={s.step} ref={place}>
      {children}
    </div>
  );
}

/** Gives the focus back to what asked for a proof, when that is over. */
export function useFocusBack(place: RefObject<HTMLElement | null>, isAsked: boolean): void {
  const was = useRef(false);
  useLayoutEffect(() => {
    if (was.current && !isAsked && place.current) firstField(place.current)?.focus();
    was.current = isAsked;
  }, [isAsked, place]);
}

interface Proof {
  /** Stands in the place of what asked for it. */
  readonly ask: JSX.Element | undefined;
  /** Ends when the act has, after a proof where one is needed; throws `Dropped` when the person leaves it. */
  readonly proven: (act: () => Promise<void>) => Promise<void>;
}

const Quiet = ({ onClick, children }: { readonly onClick: () => void; readonly children: ComponentChildren }) => (
  <button class={`${button.button} ${button.quiet}`} type="button" onClick={onClick}>
    {children}
  </button>
);

/** `hasPasskey`: there is one for this address, which may stand in the code's place. */
export function useProof(hasPasskey: boolean): Proof {
  const [by, setBy] = useState<'passkey' | 'code'>('code');
  const [goOn, setGoOn] = useState<{ readonly on: (isProven: boolean) => void }>();
  const proven = async (act: () => Promise<void>): Promise<void> => {
    try {
      return await act();
    } catch (thrown) {
      if (!isRefusedWith(thrown, 'operators/proof-needed')) throw thrown;
    }
    const isProven = await new Promise<boolean>((on) => setGoOn({ on }));
    if (!isProven) throw new Dropped();
    await act();
  };
  const end = (isProven: boolean): void => {
    setGoOn(undefined);
    goOn?.on(isProven);
  };
  const send = async ({ code = '' }: Typed): Promise<void> => {
    const body =
      by === 'code'
        ? { code: codeIn(code) }
        : { passkey: await askPasskey(await api.call('POST /v1/operator/me/proof/passkey-request')) };
    await api.call('POST /v1/operator/me/proof', { body });
    end(true);
  };
  const ask = goOn && (
    <Step key={by}>
      <p class={s.about}>Show once more that it is you.</p>
      <Form
        action={by === 'code' ? 'Go on' : 'Use a passkey'}
        send={send}
        beside={
          <>
            {hasPasskey && (
              <Quiet onClick={() => setBy(by === 'code' ? 'passkey' : 'code')}>
                {by === 'code' ? 'By a passkey' : 'By the app'}
              </Quiet>
            )}
            <Quiet onClick={() => end(false)}>Leave it</Quiet>
          </>
        }
      >
        {(fault) => by === 'code' && <CodeField fault={fault} />}
      </Form>
    </Step>
  );
  return { ask, proven };
}
