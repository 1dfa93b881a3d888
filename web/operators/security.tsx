/** The own sign-in: the app, the codes and the password. */
import type { JSX } from 'preact';
import { useLayoutEffect, useRef, useState } from 'preact/hooks';
import { announce } from '#parts/announce.ts';
import button from '#parts/button.module.css';
import type { Reply } from '#sync/api.ts';
import { faultOf } from '../entrance/faults.ts';
import { Form, PasswordField, type Typed } from '../entrance/form.tsx';
import { Loaded } from '../entrance/page.tsx';
import { AppForm, CodesForm } from '../entrance/secret.tsx';
import { api } from './api.ts';
import { Area, Part } from './frame.tsx';
import s from './operators.module.css';
import { hasPasskey, Passkeys } from './passkeys.tsx';
import { Step, useFocusBack, useProof } from './proof.tsx';
import { Attempts, SignIns } from './sign-ins.tsx';
import { momentOf } from './words.ts';

type Secret = Reply<'PUT /v1/operator/me/authenticator'>;

export const Security = (): JSX.Element => (
  <Area
    heading="Your sign-in"
    lead="With a second factor a stolen password alone opens nothing here; it cannot be switched off."
  >
    <Loaded load={() => api.call('GET /v1/operator/me')}>{(me) => <Own first={me} />}</Loaded>
    <SignIns />
    <Loaded load={() => api.call('GET /v1/operator/me/attempts')}>
      {({ attempts }) => <Attempts attempts={attempts} />}
    </Loaded>
  </Area>
);

type Me = Reply<'GET /v1/operator/me'>;

function Own({ first }: { readonly first: Me }): JSX.Element {
  const [me, setMe] = useState(first);
  const again = async (): Promise<void> => setMe(await api.call('GET /v1/operator/me'));
  return (
    <>
      <Factors me={me} again={again} />
      <Passkeys me={me} again={again} />
      <Part name="Password" about="Changing it ends your other sign-ins.">
        <Password hasPasskey={hasPasskey(me)} />
      </Part>
    </>
  );
}

type Factor = 'app' | 'codes';
type Opened = { readonly secret: Secret } | { readonly codes: readonly string[] };

function Factors({ me, again }: { readonly me: Me; readonly again: () => Promise<void> }): JSX.Element {
  const [opened, setOpened] = useState<Opened>();
  const [said, setSaid] = useState<string>();
  const [failed, setFailed] = useState<string>();
  const [busy, setBusy] = useState<Factor>();
  const last = useRef<Factor | undefined>(undefined);
  const { ask, proven } = useProof(hasPasskey(me));
  const open = async (which: Factor, act: () => Promise<Opened>): Promise<void> => {
    if (busy) return;
    last.current = which;
    setBusy(which);
    setFailed(undefined);
    setSaid(undefined);
    try {
      await proven(async () => setOpened(await act()));
    } catch (thrown) {
      setFailed(faultOf(thrown).text);
    } finally {
      setBusy(undefined);
    }
  };
  const close = async (what: string): Promise<void> => {
    setOpened(undefined);
    setSaid(what);
    announce(what);
    await again();
  };
  const confirmApp = async (code: string): Promise<void> => {
    await api.call('POST /v1/operator/me/authenticator/confirmation', { body: { code } });
    await close('The app counts from now on, and your other sign-ins have ended.');
  };
  const confirmCodes = async (recoveryCode: string): Promise<void> => {
    await api.call('POST /v1/operator/me/recovery-codes/confirmation', { body: { recoveryCode } });
    await close('The new codes count from now on.');
  };
  return (
    <Part name="Second factor">
      {failed !== undefined && (
        <p class={s.fault} role="alert">
          {failed}
        </p>
      )}
      {ask ??
        (opened ? (
          <Step key={last.current}>
            {'secret' in opened ? (
              <AppForm secret={opened.secret} action="Put it in place" confirm={confirmApp} />
            ) : (
              <CodesForm codes={opened.codes} action="They are kept" confirm={confirmCodes} />
            )}
          </Step>
        ) : (
          <InPlace
            me={me}
            busy={busy}
            focus={last.current}
            onApp={() =>
              void open('app', async () => ({ secret: await api.call('PUT /v1/operator/me/authenticator') }))
            }
            onCodes={() => void open('codes', () => api.call('POST /v1/operator/me/recovery-codes'))}
          />
        ))}
      {said !== undefined && <p class={s.about}>{said}</p>}
    </Part>
  );
}

interface InPlaceProps {
  readonly me: Me;
  readonly busy: Factor | undefined;
  /** Whose button has the focus when it comes back. */
  readonly focus: Factor | undefined;
  readonly onApp: () => void;
  readonly onCodes: () => void;
}

function InPlace({ me: { authenticator, recoveryCodes }, busy, focus, onApp, onCodes }: InPlaceProps): JSX.Element {
  const [app, codes] = [useRef<HTMLButtonElement>(null), useRef<HTMLButtonElement>(null)];
  // biome-ignore lint/correctness/useExhaustiveDependencies: once, when it comes back
  useLayoutEffect(() => {
    if (focus) ({ app, codes })[focus].current?.focus();
  }, []);
  return (
    <dl class={s.facts}>
      <div>
        <dt>Authenticator app</dt>
        <dd>
          {authenticator === undefined ? 'none' : `since ${momentOf(authenticator.since)}`}{' '}
          <button ref={app} class={button.button} type="button" aria-disabled={busy !== undefined} onClick={onApp}>
            Put another app in its place
          </button>
        </dd>
      </div>
      <div>
        <dt>Recovery codes</dt>
        <dd>
          {recoveryCodes.left} left{' '}
          <button ref={codes} class={button.button} type="button" aria-disabled={busy !== undefined} onClick={onCodes}>
            Make new ones
          </button>
        </dd>
      </div>
    </dl>
  );
}

function Password({ hasPasskey: isOffered }: { readonly hasPasskey: boolean }): JSX.Element {
  const { ask, proven } = useProof(isOffered);
  const [isDone, setDone] = useState(false);
  const place = useRef<HTMLDivElement>(null);
  useFocusBack(place, ask !== undefined);
  const send = async ({ password = '' }: Typed): Promise<void> => {
    setDone(false);
    await proven(() => api.call('PUT /v1/operator/me/password', { body: { password } }));
    setDone(true);
    announce('The password is changed.');
  };
  return (
    <>
      {ask}
      {/* What was typed stays while the code is asked for. */}
      <div class={s.step} hidden={ask !== undefined} ref={place}>
        <Form action="Change the password" send={send} clears>
          {(fault) => <PasswordField which="new" label="New password" fault={fault} />}
        </Form>
        {isDone && <p class={s.about}>The password is changed, and your other sign-ins have ended.</p>}
      </div>
    </>
  );
}
