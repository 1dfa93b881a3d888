/** Adding the first second factor before coming in: a passkey or an app, then the recovery codes. */
import type { JSX } from 'preact';
import { useState } from 'preact/hooks';
import button from '#parts/button.module.css';
import type { Reply } from '#sync/api.ts';
import { Refusal } from '#sync/api.ts';
import { knowsPasskeys, makePasskey } from '#sync/passkeys.ts';
import s from './entrance.module.css';
import { Form } from './form.tsx';
import { Loaded, Sheet } from './page.tsx';
import { AppForm, CodesForm } from './secret.tsx';
import { apiOf, type SignIn } from './team.ts';

interface Props {
  readonly here: SignIn;
  /** Whether the server can have passkeys at its address. */
  readonly isPasskeyPossible: boolean;
  /** What follows, also where it is put off. */
  readonly onDone: () => void;
  /** Above the question. */
  readonly steps?: JSX.Element | undefined;
}
type Secret = Reply<'PUT /v1/me/authenticator'>;
type Stage = 'choose' | 'app' | 'too old' | { readonly codes: readonly string[] };

export function Enrolment(props: Props): JSX.Element {
  const { here, isPasskeyPossible, onDone, steps } = props;
  const [stage, setStage] = useState<Stage>(isPasskeyPossible && knowsPasskeys() ? 'choose' : 'app');
  if (stage === 'too old') return <Again here={here} />;
  const added = async (): Promise<void> =>
    setStage({ codes: (await apiOf(here.team).call('POST /v1/me/recovery-codes')).codes });
  if (typeof stage === 'object') return <KeepCodes here={here} codes={stage.codes} steps={steps} onDone={onDone} />;
  if (stage === 'choose')
    return <AddPasskey {...props} added={added} onApp={() => setStage('app')} onTooOld={() => setStage('too old')} />;
  const begin = async (): Promise<Secret | undefined> => {
    try {
      return await apiOf(here.team).call('PUT /v1/me/authenticator');
    } catch (thrown) {
      if (!isTooOld(thrown)) throw thrown;
      setStage('too old');
      return undefined;
    }
  };
  return (
    <Loaded load={begin}>
      {(secret) => (secret ? <AddApp {...props} secret={secret} added={added} /> : <div aria-busy="true" />)}
    </Loaded>
  );
}

const isTooOld = (thrown: unknown): boolean => thrown instanceof Refusal && thrown.code === 'access/proof-needed';

/** The password was typed too long ago for a change like this one. */
function Again({ here: { team } }: Pick<Props, 'here'>): JSX.Element {
  return (
    <Sheet
      heading="Your team asks for a second factor"
      lead="Sign in once more: adding one right after the password shows that it is you. What you wrote is kept."
    >
      <p>
        <a
          class={`${button.button} ${button.primary} ${s.go}`}
          href={`/t/${team.slug}/signin${location.pathname.endsWith('/finish') ? location.search : ''}`}
        >
          Sign in
        </a>
      </p>
    </Sheet>
  );
}

const why = ({ owes, team }: SignIn): JSX.Element => (
  <>
    {owes && (
      <>
        <bdi>{team.name}</bdi> asks everybody for a second factor.{' '}
      </>
    )}
    With one, a stolen password alone opens nothing.
  </>
);

/** Where nothing is owed it can be put off. */
const Later = ({ here, onDone }: Pick<Props, 'here' | 'onDone'>): JSX.Element | null =>
  here.owes ? null : (
    <button class={s.back} type="button" onClick={onDone}>
      Later
    </button>
  );

interface PasskeyProps extends Props {
  readonly added: () => Promise<void>;
  readonly onApp: () => void;
  readonly onTooOld: () => void;
}

function AddPasskey({ here, onDone, steps, added, onApp, onTooOld }: PasskeyProps): JSX.Element {
  const make = async (): Promise<void> => {
    const api = apiOf(here.team);
    try {
      const passkey = await makePasskey(await api.call('POST /v1/me/passkey-request'));
      await api.call('POST /v1/me/passkeys', { body: { passkey } });
    } catch (thrown) {
      if (!isTooOld(thrown)) throw thrown;
      return onTooOld();
    }
    await added();
  };
  return (
    <Sheet heading="Add a passkey" lead={why(here)}>
      {steps}
      <p>
        A passkey is kept by this device, your phone, a security key or a password manager. You sign in with a finger,
        your face or a PIN, and no false page can take it from you.
      </p>
      <Form
        action="Add a passkey"
        send={make}
        beside={
          <>
            <button class={s.back} type="button" onClick={onApp}>
              Use an authenticator app instead
            </button>
            <Later here={here} onDone={onDone} />
          </>
        }
      >
        {() => null}
      </Form>
    </Sheet>
  );
}

interface AppProps extends Props {
  readonly secret: Secret;
  readonly added: () => Promise<void>;
}

function AddApp({ here, onDone, steps, secret, added }: AppProps): JSX.Element {
  const confirm = async (code: string): Promise<void> => {
    await apiOf(here.team).call('POST /v1/me/authenticator/confirmation', { body: { code } });
    await added();
  };
  return (
    <Sheet heading="Add an authenticator app" lead={<>{why(here)} It takes two minutes.</>}>
      {steps}
      <AppForm secret={secret} action="Add the app" confirm={confirm} beside={<Later here={here} onDone={onDone} />} />
    </Sheet>
  );
}

interface CodesProps extends Pick<Props, 'here' | 'onDone' | 'steps'> {
  readonly codes: readonly string[];
}

function KeepCodes({ here: { team }, codes, steps, onDone }: CodesProps): JSX.Element {
  const confirm = async (recoveryCode: string): Promise<void> => {
    await apiOf(team).call('POST /v1/me/recovery-codes/confirmation', { body: { recoveryCode } });
    onDone();
  };
  return (
    <Sheet
      heading="Keep these recovery codes"
      lead="Each lets you in once when your device is lost. They are shown this once: keep them somewhere else."
    >
      {steps}
      <CodesForm codes={codes} action={steps ? 'Go on' : 'Go to the team'} confirm={confirm} />
      <p class={s.foot}>
        <button class={s.back} type="button" onClick={onDone}>
          Later
        </button>
        : without codes, a lost device means a day of waiting for an admin.
      </p>
    </Sheet>
  );
}
