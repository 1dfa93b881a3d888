/** The door of the console: a password, then always a second factor. */
import type { JSX } from 'preact';
import { useState } from 'preact/hooks';
import type { OperatorSecondStep } from '#contract/operators.ts';
import { codeIn } from '#sync/codes.ts';
import { askPasskey, knowsPasskeys } from '#sync/passkeys.ts';
import s from '../entrance/entrance.module.css';
import { Misfit } from '../entrance/faults.ts';
import { CodeField, Field, Form, PasswordField, type Typed } from '../entrance/form.tsx';
import { Loaded, Sheet } from '../entrance/page.tsx';
import { doorApi, goTo, isRefusedWith } from './api.ts';
import { Enrolling } from './enrol.tsx';

type Standing = 'nobody' | 'second-factor' | 'enrolment' | 'whole';

async function standing(): Promise<Standing> {
  try {
    return (await doorApi.call('GET /v1/operator/me')).owes ?? 'whole';
  } catch (thrown) {
    if (isRefusedWith(thrown, 'http/sign-in-needed')) return 'nobody';
    throw thrown;
  }
}

export const SignInPage = (): JSX.Element => <Loaded load={standing}>{(first) => <Door first={first} />}</Loaded>;

function Door({ first }: { readonly first: Standing }): JSX.Element {
  const [at, setAt] = useState(first);
  if (at === 'whole') {
    return (
      <Sheet heading="You are signed in" lead="Nothing more is asked of you.">
        <a href="/">Go to the console</a>
      </Sheet>
    );
  }
  if (at === 'enrolment') return <Enrolling />;
  if (at === 'second-factor') return <SecondStep back={() => setAt('nobody')} />;
  return <Password next={() => setAt('second-factor')} />;
}

function Password({ next }: { readonly next: () => void }): JSX.Element {
  const send = async ({ handle = '', password = '' }: Typed): Promise<void> => {
    const name = handle.trim().toLowerCase();
    if (!/^[a-z0-9][a-z0-9._-]{0,31}$/.test(name)) throw new Misfit('handle');
    await doorApi.call('POST /v1/operator/sign-in', { body: { name, password } });
    next();
  };
  return (
    <Sheet heading="Sign in to the console" lead={leadOf(new URLSearchParams(location.search))}>
      <Form action="Go on" send={send}>
        {(fault) => (
          <>
            <Field name="handle" label="Name" autocomplete="username" fault={fault} />
            <PasswordField which="current" label="Password" fault={fault} />
          </>
        )}
      </Form>
      <p class={s.foot}>
        This is for those who run the server. A team’s own members sign in at the team’s address; what they have opens
        nothing here.
      </p>
    </Sheet>
  );
}

function leadOf(query: URLSearchParams): string {
  if (query.has('out')) return 'You are signed out.';
  if (query.has('ended')) return 'Your sign-in has ended: it does so half an hour after its last use.';
  return 'From here you run the server, and nobody can read what a team writes.';
}

type By = 'passkey' | 'code' | 'recovery';

const words: Readonly<Record<By, { readonly heading: string; readonly way: string }>> = {
  passkey: { heading: 'Use your passkey', way: 'Use a passkey' },
  code: { heading: 'Type the code of your app', way: 'Use the app' },
  recovery: { heading: 'Use a recovery code', way: 'The app is not at hand' },
};

async function proofBy(by: By, { code = '', recoveryCode = '' }: Typed): Promise<OperatorSecondStep> {
  if (by === 'recovery') return { recoveryCode: recoveryCode.trim() };
  if (by === 'code') return { code: codeIn(code) };
  return { passkey: await askPasskey(await doorApi.call('POST /v1/operator/sign-in/second-factor/passkey-request')) };
}

const SecondStep = ({ back }: { readonly back: () => void }): JSX.Element => (
  <Loaded load={() => doorApi.call('GET /v1/operator/me')}>
    {({ passkey }) => <Prove hasPasskey={passkey.isReady && knowsPasskeys()} back={back} />}
  </Loaded>
);

interface ProveProps {
  readonly hasPasskey: boolean;
  readonly back: () => void;
}

function Prove({ hasPasskey, back }: ProveProps): JSX.Element {
  const ways: readonly By[] = [...(hasPasskey ? (['passkey'] as const) : []), 'code', 'recovery'];
  const [by, setBy] = useState<By>(ways[0] ?? 'code');
  const prove = async (typed: Typed): Promise<void> => {
    try {
      await doorApi.call('POST /v1/operator/sign-in/second-factor', { body: await proofBy(by, typed) });
      await goTo(by === 'recovery' ? '/security' : '/');
    } catch (thrown) {
      // A sign-in that was begun too long ago begins anew.
      if (!isRefusedWith(thrown, 'http/sign-in-needed')) throw thrown;
      back();
    }
  };
  const others = ways
    .filter((way) => way !== by)
    .map((way) => (
      <button key={way} class={s.back} type="button" onClick={() => setBy(way)}>
        {words[way].way}
      </button>
    ));
  return (
    <Sheet key={by} heading={words[by].heading} lead="A stolen password alone opens nothing here.">
      <Form action={by === 'passkey' ? 'Use the passkey' : 'Sign in'} send={prove} beside={others}>
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
          No codes either? Whoever has the machine runs <code>wardroom operator reset</code>, which prints a link to
          enrol anew.
        </p>
      )}
    </Sheet>
  );
}
