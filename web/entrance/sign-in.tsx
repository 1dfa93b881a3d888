/** Signing in to one team. What is wrong is never said more exactly than the server says it. */
import type { JSX } from 'preact';
import { useState } from 'preact/hooks';
import type { SignInOptions } from '#contract/sso.ts';
import button from '#parts/button.module.css';
import { ownPath } from './addresses.ts';
import s from './entrance.module.css';
import { Field, Form, PasswordField, type Typed } from './form.tsx';
import { Loaded, Sheet } from './page.tsx';
import { usePasskeySignIn } from './passkey-sign-in.ts';
import { Providers } from './sso.tsx';
import { api, enter, finishPath, type SignIn, signIns } from './team.ts';

export function SignInPage({ slug }: { readonly slug: string }): JSX.Element {
  const load = async () => {
    const [entrance, options, signedIn] = await Promise.all([
      api.call('GET /v1/entrance'),
      api.call('GET /v1/teams/:slug/sign-in', { params: { slug } }),
      signIns(),
    ]);
    return { name: entrance.team?.slug === slug ? entrance.team.name : undefined, options, signedIn };
  };
  return (
    <Loaded load={load}>
      {({ name, options, signedIn }) => {
        const here = signedIn.find(({ team }) => team.slug === slug);
        return (
          <Door
            slug={slug}
            name={here?.team.name ?? name ?? slug}
            options={options}
            here={here}
            isOneOfMany={signedIn.length > 0}
          />
        );
      }}
    </Loaded>
  );
}

interface DoorProps {
  readonly slug: string;
  readonly name: string;
  readonly options: SignInOptions;
  /** Who is signed in already. */
  readonly here: SignIn | undefined;
  readonly isOneOfMany: boolean;
}

function Door({ slug, name, options, here, isOneOfMany }: DoorProps): JSX.Element {
  const query = new URLSearchParams(location.search);
  const to = ownPath(query.get('to'), slug);
  const [email, setEmail] = useState('');
  const passkey = usePasskeySignIn(slug, to);
  const send = async ({ email = '', password = '' }: Typed): Promise<void> =>
    enter(await api.call('POST /v1/sign-in', { body: { team: slug, email: email.trim(), password } }), to);
  return (
    <Sheet heading={`Sign in to ${name}`} lead={leadOf(query.has('out'), to !== undefined)}>
      {here && (
        <p class={s.note}>
          You are signed in as <bdi>{here.member.name}</bdi>.{' '}
          <a href={here.owes ? finishPath(slug, to) : (to ?? `/t/${slug}/`)}>Go on as this</a>, or sign in as somebody
          else.
        </p>
      )}
      <Providers slug={slug} options={options} to={to} />
      <Form action="Sign in" send={send} beside={<a href={resetHref(slug, email)}>Forgot the password?</a>}>
        {(fault) => (
          <>
            <Field
              name="email"
              label="E-mail address"
              type="email"
              autocomplete="username webauthn"
              fault={fault}
              value={email}
              onText={setEmail}
            />
            <PasswordField which="current" label="Password" fault={fault} />
          </>
        )}
      </Form>
      {passkey.isPossible && (
        <div class={s.links}>
          {passkey.fault !== undefined && (
            <p class={s.alert} role="alert">
              {passkey.fault}
            </p>
          )}
          <button
            type="button"
            class={`${button.button} ${s.go}`}
            aria-disabled={passkey.isBusy}
            onClick={() => void passkey.ask()}
          >
            Sign in with a passkey
          </button>
        </div>
      )}
      <p class={s.foot}>
        New here? The way in is the link in your invitation. Some teams also let you{' '}
        <a href={`/t/${slug}/join`}>join with your work address</a>.
      </p>
      {isOneOfMany && (
        <p class={s.foot}>
          <a href="/">Your other teams on this device</a>
        </p>
      )}
    </Sheet>
  );
}

function leadOf(isOut: boolean, isGoingOn: boolean): string {
  if (isOut) return 'You are signed out on this device. What you had not sent was removed from it.';
  if (isGoingOn) return 'Sign in to go on to the page that you asked for. What you wrote and had not sent is kept.';
  return 'Use the address and the password that you chose for this team.';
}

/** The address goes along behind the hash sign: it reaches no log. */
const resetHref = (slug: string, email: string): string =>
  `/t/${slug}/reset${email.trim() === '' ? '' : `#for=${encodeURIComponent(email.trim())}`}`;
