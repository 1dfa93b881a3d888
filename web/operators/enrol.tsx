/** The one-time link: a password, an app, and a recovery code typed back. Until the last step nothing is open. */
import type { JSX } from 'preact';
import { useState } from 'preact/hooks';
import type { Reply } from '#sync/api.ts';
import s from '../entrance/entrance.module.css';
import { Form, PasswordField, type Typed } from '../entrance/form.tsx';
import { DeadLink, Loaded, Sheet } from '../entrance/page.tsx';
import { AppForm, CodesForm } from '../entrance/secret.tsx';
import { doorApi, goTo } from './api.ts';

const steps = ['Password', 'App', 'Recovery codes'] as const;

const Steps = ({ at }: { readonly at: 0 | 1 | 2 }): JSX.Element => (
  <ol class={s.steps} aria-label="Steps">
    {steps.map((name, index) => (
      <li key={name} class={index < at ? s.done : undefined} aria-current={index === at ? 'step' : undefined}>
        {name}
      </li>
    ))}
  </ol>
);

export function EnrolPage(): JSX.Element {
  const token = location.hash.slice(1);
  const dead = (
    <DeadLink>
      <p class={s.foot}>
        Whoever has the machine prints a new one: <code>wardroom operator reset --name NAME</code>. If you have enrolled
        already, <a href="/signin">sign in</a>.
      </p>
    </DeadLink>
  );
  return (
    <Loaded load={() => doorApi.call('POST /v1/operator/enrolment/preview', { body: { token } })} dead={dead}>
      {({ name }) => <Begin name={name} token={token} />}
    </Loaded>
  );
}

function Begin({ name, token }: { readonly name: string; readonly token: string }): JSX.Element {
  const [isBegun, setBegun] = useState(false);
  if (isBegun) return <Enrolling />;
  const send = async ({ password = '' }: Typed): Promise<void> => {
    await doorApi.call('POST /v1/operator/enrolment', { body: { token, password } });
    setBegun(true);
  };
  return (
    <Sheet
      heading={`Enrol as ${name}`}
      lead="You will run this server and read nothing that a team writes. Nothing is open before the third step."
    >
      <Steps at={0} />
      <Form action="Go on" send={send}>
        {(fault) => (
          <>
            <input type="hidden" name="username" value={name} autocomplete="username" />
            <PasswordField which="new" label="Password" fault={fault} />
          </>
        )}
      </Form>
    </Sheet>
  );
}

/** From the app on, for whoever has begun. */
export const Enrolling = (): JSX.Element => (
  <Loaded load={() => doorApi.call('PUT /v1/operator/me/authenticator')}>
    {(secret) => <AddApp secret={secret} />}
  </Loaded>
);

function AddApp({ secret }: { readonly secret: Reply<'PUT /v1/operator/me/authenticator'> }): JSX.Element {
  const [codes, setCodes] = useState<readonly string[]>();
  if (codes) return <KeepCodes codes={codes} />;
  const confirm = async (code: string): Promise<void> => {
    await doorApi.call('POST /v1/operator/me/authenticator/confirmation', { body: { code } });
    setCodes((await doorApi.call('POST /v1/operator/me/recovery-codes')).codes);
  };
  return (
    <Sheet heading="Add an authenticator app" lead="With it, a stolen password alone opens nothing here.">
      <Steps at={1} />
      <AppForm secret={secret} action="Add the app" confirm={confirm} />
    </Sheet>
  );
}

function KeepCodes({ codes }: { readonly codes: readonly string[] }): JSX.Element {
  const confirm = async (recoveryCode: string): Promise<void> => {
    await doorApi.call('POST /v1/operator/me/recovery-codes/confirmation', { body: { recoveryCode } });
    await goTo('/');
  };
  return (
    <Sheet
      heading="Keep these recovery codes"
      lead="Each lets you in once when the app is lost. They are shown this once: keep them where the phone is not."
    >
      <Steps at={2} />
      <CodesForm codes={codes} action="Go to the console" confirm={confirm} />
    </Sheet>
  );
}
