/** What stands between a password and the team: proving the second factor, or adding the first one. */
import type { JSX } from 'preact';
import { useState } from 'preact/hooks';
import type { SecondStep as SecondProof } from '#contract/second-factors.ts';
import button from '#parts/button.module.css';
import type { Reply } from '#sync/api.ts';
import { codeIn } from '#sync/codes.ts';
import { askPasskey, knowsPasskeys } from '#sync/passkeys.ts';
import { ownPath } from './addresses.ts';
import { Enrolment } from './enrolment.tsx';
import s from './entrance.module.css';
import { CodeField, Field, Form, type Typed } from './form.tsx';
import { Loaded, Sheet } from './page.tsx';
import { apiOf, goIn, type SignIn, signInTo } from './team.ts';

type Factors = Reply<'GET /v1/me/second-factors'>;

export function FinishPage({ slug }: { readonly slug: string }): JSX.Element {
  const to = ownPath(new URLSearchParams(location.search).get('to'), slug);
  const load = async () => {
    const here = await signInTo(slug);
    return here && { here, factors: await apiOf(here.team).call('GET /v1/me/second-factors') };
  };
  return (
    <Loaded load={load}>
      {(loaded) => {
        if (!loaded) return <SignInFirst slug={slug} />;
        const { here, factors } = loaded;
        if (here.owes === 'second-factor') return <SecondStep here={here} to={to} factors={factors} />;
        if (factors.authenticator || factors.passkey.isReady) return <Inside here={here} to={to} />;
        return (
          <Enrolment here={here} isPasskeyPossible={factors.passkey.isPossible} onDone={() => goIn(here.team, to)} />
        );
      }}
    </Loaded>
  );
}

const SignInFirst = ({ slug }: { readonly slug: string }): JSX.Element => (
  <Sheet heading="Sign in first" lead="This sign-in has ended. Nothing that you wrote is lost.">
    <p>
      <a class={`${button.button} ${button.primary} ${s.go}`} href={`/t/${slug}/signin`}>
        Sign in
      </a>
    </p>
  </Sheet>
);

interface Props {
  readonly here: SignIn;
  readonly to: string | undefined;
}

const Inside = ({ here: { team }, to }: Props): JSX.Element => (
  <Sheet heading="You are signed in" lead="Nothing more is asked of you.">
    <p>
      <a class={`${button.button} ${button.primary} ${s.go}`} href={to ?? `/t/${team.slug}/`}>
        Go to <bdi>{team.name}</bdi>
      </a>
    </p>
  </Sheet>
);

type By = 'passkey' | 'code' | 'recovery';

const words: Readonly<Record<By, { readonly heading: string; readonly action: string }>> = {
  passkey: { heading: 'Use your passkey', action: 'Use the passkey' },
  code: { heading: 'Type the code of your app', action: 'Go on' },
  recovery: { heading: 'Use a recovery code', action: 'Go on' },
};

function SecondStep({ here, to, factors }: Props & { readonly factors: Factors }): JSX.Element {
  const { team } = here;
  const ways: readonly By[] = [
    ...(factors.passkey.isReady && knowsPasskeys() ? (['passkey'] as const) : []),
    ...(factors.authenticator ? (['code'] as const) : []),
    'recovery',
  ];
  const [by, setBy] = useState<By>(ways[0] ?? 'recovery');
  const [left, setLeft] = useState<number>();
  if (left !== undefined) return <Recovered here={here} to={to} left={left} />;
  const prove = async (typed: Typed): Promise<void> => {
    const body = await proofOf(team, by, typed);
    const { recoveryCodesLeft } = await apiOf(team).call('POST /v1/sign-in/second-factor', { body });
    if (by === 'recovery') setLeft(recoveryCodesLeft);
    else goIn(team, to);
  };
  return (
    <Sheet key={by} heading={words[by].heading} lead="A stolen password alone opens nothing here.">
      <Form
        action={words[by].action}
        send={prove}
        beside={ways
          .filter((way) => way !== by)
          .map((way) => (
            <button key={way} class={s.back} type="button" onClick={() => setBy(way)}>
              {other(way, factors)}
            </button>
          ))}
      >
        {(fault) =>
          by === 'recovery' ? (
            <Field
              name="recoveryCode"
              label="Recovery code"
              hint="One of the ten that you kept. It works once."
              autocomplete="off"
              fault={fault}
            />
          ) : (
            by === 'code' && <CodeField fault={fault} />
          )
        }
      </Form>
      {by === 'recovery' && (
        <p class={s.foot}>
          No codes either? An admin of the team can have your second factor removed, which takes a day and is told to
          you by mail.
        </p>
      )}
    </Sheet>
  );
}

/** What leads to another way. */
function other(way: By, { authenticator, passkey }: Factors): string {
  if (way === 'passkey') return 'Use a passkey';
  if (way === 'code') return 'Use the app';
  if (authenticator && passkey.isReady) return 'Neither is at hand';
  return authenticator ? 'The app is not at hand' : 'It is not at hand';
}

async function proofOf(team: SignIn['team'], by: By, { code = '', recoveryCode = '' }: Typed): Promise<SecondProof> {
  if (by === 'recovery') return { recoveryCode: recoveryCode.trim() };
  if (by === 'code') return { code: codeIn(code) };
  return { passkey: await askPasskey(await apiOf(team).call('POST /v1/sign-in/second-factor/passkey-request')) };
}

function Recovered({ here: { team }, to, left }: Props & { readonly left: number }): JSX.Element {
  return (
    <Sheet
      heading="You are signed in"
      lead={
        <>
          That code is used up; {left === 0 ? 'none is' : left === 1 ? '1 is' : `${left} are`} left. If what you signed
          in with is lost, put another in its place now: until then you need a recovery code each time.
        </>
      }
    >
      <p>
        <a class={`${button.button} ${button.primary} ${s.go}`} href={`/t/${team.slug}/me/security`}>
          Put another in its place
        </a>
      </p>
      <p class={s.foot}>
        <a href={to ?? `/t/${team.slug}/`}>
          Go to <bdi>{team.name}</bdi>
        </a>
      </p>
    </Sheet>
  );
}
