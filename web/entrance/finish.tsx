/** What stands between a password and the team: proving the second factor, or adding the first one. */
import type { JSX } from 'preact';
import { useState } from 'preact/hooks';
import button from '#parts/button.module.css';
import { ownPath } from './addresses.ts';
import { Enrolment } from './enrolment.tsx';
import s from './entrance.module.css';
import { CodeField, Field, Form, type Typed } from './form.tsx';
import { Loaded, Sheet } from './page.tsx';
import { apiOf, goIn, type SignIn, signInTo } from './team.ts';

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
        if (here.owes === 'second-factor') return <SecondStep here={here} to={to} />;
        return factors.authenticator ? <Inside here={here} to={to} /> : <Enrolment here={here} to={to} />;
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

function SecondStep({ here, to }: Props): JSX.Element {
  const [isLost, setLost] = useState(false);
  const [left, setLeft] = useState<number>();
  const { team } = here;
  if (left !== undefined) return <Recovered here={here} to={to} left={left} />;
  const prove = async ({ code = '', recoveryCode = '' }: Typed): Promise<void> => {
    const body = isLost ? { recoveryCode: recoveryCode.trim() } : { code: code.replaceAll(/\s/g, '') };
    const { recoveryCodesLeft } = await apiOf(team).call('POST /v1/sign-in/second-factor', { body });
    if (isLost) setLeft(recoveryCodesLeft);
    else goIn(team, to);
  };
  const other = (
    <button class={s.back} type="button" onClick={() => setLost(!isLost)}>
      {isLost ? 'Use the app' : 'The app is not at hand'}
    </button>
  );
  return (
    <Sheet
      key={String(isLost)}
      heading={isLost ? 'Use a recovery code' : 'Type the code of your app'}
      lead="A stolen password alone opens nothing here."
    >
      <Form action="Go on" send={prove} beside={other}>
        {(fault) =>
          isLost ? (
            <Field
              name="recoveryCode"
              label="Recovery code"
              hint="One of the ten that you kept when you added the app. It works once."
              autocomplete="off"
              fault={fault}
            />
          ) : (
            <CodeField fault={fault} />
          )
        }
      </Form>
      {isLost && (
        <p class={s.foot}>
          No codes either? An admin of the team can have your second factor removed, which takes a day and is told to
          you by mail.
        </p>
      )}
    </Sheet>
  );
}

function Recovered({ here: { team }, to, left }: Props & { readonly left: number }): JSX.Element {
  return (
    <Sheet
      heading="You are signed in"
      lead={
        <>
          That code is used up; {left === 0 ? 'none is' : left === 1 ? '1 is' : `${left} are`} left. If your app is
          lost, put another one in its place now: until then you need a recovery code each time.
        </>
      }
    >
      <p>
        <a class={`${button.button} ${button.primary} ${s.go}`} href={`/t/${team.slug}/me/security`}>
          Put another app in its place
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
