/** Adding the first second factor before coming in: the app, then the recovery codes. */
import type { JSX } from 'preact';
import { useState } from 'preact/hooks';
import button from '#parts/button.module.css';
import secretStyles from '#parts/secret.module.css';
import type { Reply } from '#sync/api.ts';
import { Refusal } from '#sync/api.ts';
import s from './entrance.module.css';
import { CodeField, Field, Form, type Typed } from './form.tsx';
import { Loaded, Sheet } from './page.tsx';
import { apiOf, goIn, type SignIn } from './team.ts';

interface Props {
  readonly here: SignIn;
  readonly to: string | undefined;
}
type Secret = Reply<'PUT /v1/me/authenticator'>;

export function Enrolment(props: Props): JSX.Element {
  const begin = async (): Promise<Secret | 'too old'> => {
    try {
      return await apiOf(props.here.team).call('PUT /v1/me/authenticator');
    } catch (thrown) {
      if (thrown instanceof Refusal && thrown.code === 'access/proof-needed') return 'too old';
      throw thrown;
    }
  };
  return (
    <Loaded load={begin}>
      {(begun) => (begun === 'too old' ? <Again {...props} /> : <AddApp {...props} secret={begun} />)}
    </Loaded>
  );
}

/** The password was typed too long ago for a change like this one. */
function Again({ here: { team }, to }: Props): JSX.Element {
  const query = to === undefined ? '' : `?to=${encodeURIComponent(to)}`;
  return (
    <Sheet
      heading="Your team asks for a second factor"
      lead="Sign in once more: adding one right after the password shows that it is you. What you wrote is kept."
    >
      <p>
        <a class={`${button.button} ${button.primary} ${s.go}`} href={`/t/${team.slug}/signin${query}`}>
          Sign in
        </a>
      </p>
    </Sheet>
  );
}

function AddApp({ here, to, secret: { secret, uri, qr } }: Props & { readonly secret: Secret }): JSX.Element {
  const [codes, setCodes] = useState<readonly string[]>();
  const { team } = here;
  if (codes) return <KeepCodes here={here} to={to} codes={codes} />;
  const confirm = async ({ code = '' }: Typed): Promise<void> => {
    const api = apiOf(team);
    await api.call('POST /v1/me/authenticator/confirmation', { body: { code: code.replaceAll(/\s/g, '') } });
    setCodes((await api.call('POST /v1/me/recovery-codes')).codes);
  };
  return (
    <Sheet
      heading="Add an authenticator app"
      lead={
        <>
          {here.owes && (
            <>
              <bdi>{team.name}</bdi> asks everybody for a second factor.{' '}
            </>
          )}
          With one, a stolen password alone opens nothing. It takes two minutes.
        </>
      }
    >
      <p>Scan this with an authenticator app on your phone, such as Aegis, 2FAS or Google Authenticator.</p>
      <svg
        class={secretStyles.qr}
        viewBox={`-4 -4 ${qr.size + 8} ${qr.size + 8}`}
        role="img"
        aria-label="QR code for the app"
      >
        <path d={qr.path} />
      </svg>
      <p class={s.foot}>
        On this very device, <a href={uri}>open the app</a>. Or type this key:{' '}
        <code class={secretStyles.key}>{spaced(secret)}</code>
      </p>
      <Form action="Add the app" send={confirm}>
        {(fault) => <CodeField fault={fault} />}
      </Form>
    </Sheet>
  );
}

const spaced = (secret: string): string => secret.replaceAll(/.{4}(?=.)/g, '$& ');

function KeepCodes({ here: { team }, to, codes }: Props & { readonly codes: readonly string[] }): JSX.Element {
  const [isCopied, setCopied] = useState(false);
  const copy = (): void => {
    navigator.clipboard.writeText(codes.join('\n')).then(
      () => setCopied(true),
      () => setCopied(false),
    );
  };
  const confirm = async ({ recoveryCode = '' }: Typed): Promise<void> => {
    const body = { recoveryCode: recoveryCode.trim() };
    await apiOf(team).call('POST /v1/me/recovery-codes/confirmation', { body });
    goIn(team, to);
  };
  return (
    <Sheet
      heading="Keep these recovery codes"
      lead="Each lets you in once when the app is lost. They are shown this once: keep them where the phone is not."
    >
      <ul class={s.codes} aria-label="Recovery codes">
        {codes.map((code) => (
          <li key={code}>{code}</li>
        ))}
      </ul>
      <Form
        action="Go to the team"
        send={confirm}
        beside={
          <button class={button.button} type="button" onClick={copy}>
            {isCopied ? 'Copied' : 'Copy all'}
          </button>
        }
      >
        {(fault) => (
          <Field
            name="recoveryCode"
            label="Type one of them back"
            hint="They count once this shows that you have them."
            autocomplete="off"
            fault={fault}
          />
        )}
      </Form>
      <p class={s.foot}>
        <a href={to ?? `/t/${team.slug}/`}>Later</a>: without codes, a lost app means a day of waiting for an admin.
      </p>
    </Sheet>
  );
}
