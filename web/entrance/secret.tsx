/** A secret that an authenticator app takes over, and the codes for the day on which it is lost. */
import type { ComponentChildren, JSX } from 'preact';
import { useState } from 'preact/hooks';
import type { AuthenticatorSecret } from '#contract/second-factors.ts';
import button from '#parts/button.module.css';
import secretStyles from '#parts/secret.module.css';
import { codeIn } from '#sync/codes.ts';
import s from './entrance.module.css';
import { CodeField, Field, Form, type Typed } from './form.tsx';

const spaced = (secret: string): string => secret.replaceAll(/.{4}(?=.)/g, '$& ');

interface AppProps {
  readonly secret: AuthenticatorSecret;
  readonly action: string;
  readonly confirm: (code: string) => Promise<void>;
  /** Beside the button. */
  readonly beside?: ComponentChildren;
}

export function AppForm({ secret: { secret, uri, qr }, action, confirm, beside }: AppProps): JSX.Element {
  return (
    <>
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
      <Form action={action} send={({ code = '' }: Typed) => confirm(codeIn(code))} beside={beside}>
        {(fault) => <CodeField fault={fault} />}
      </Form>
    </>
  );
}

interface CodesProps {
  readonly codes: readonly string[];
  readonly action: string;
  readonly confirm: (recoveryCode: string) => Promise<void>;
}

export function CodesForm({ codes, action, confirm }: CodesProps): JSX.Element {
  const [isCopied, setCopied] = useState(false);
  const copy = (): void => {
    navigator.clipboard.writeText(codes.join('\n')).then(
      () => setCopied(true),
      () => setCopied(false),
    );
  };
  return (
    <>
      <ul class={s.codes} aria-label="Recovery codes">
        {codes.map((code) => (
          <li key={code}>{code}</li>
        ))}
      </ul>
      <Form
        action={action}
        send={({ recoveryCode = '' }: Typed) => confirm(recoveryCode.trim())}
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
    </>
  );
}
