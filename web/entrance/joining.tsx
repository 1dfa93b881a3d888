/** Links that bring somebody into a team: an invitation, and the account that an import made. */
import type { JSX } from 'preact';
import { useState } from 'preact/hooks';
import { handleFrom } from './addresses.ts';
import { AskForMail } from './ask-for-mail.tsx';
import { Field, Form, PasswordField, type Typed } from './form.tsx';
import { DeadLink, Loaded, Sheet } from './page.tsx';
import { api, enterAnew } from './team.ts';

interface AtTeam {
  readonly slug: string;
}

const askAgain = (slug: string): JSX.Element => (
  <DeadLink>
    <p>
      An invitation works once, for some days. Ask the person who sent it for a new one. If you used it yourself,{' '}
      <a href={`/t/${slug}/signin`}>sign in</a>.
    </p>
  </DeadLink>
);

const roles: Readonly<Record<string, string>> = {
  admin: 'You come in as an admin: you can invite people and manage the team.',
  guest: 'You come in as a guest: you see the channels that you were invited to.',
  'single-guest': 'You come in as a guest of one channel.',
};

export function InvitePage({ slug }: AtTeam): JSX.Element {
  const token = location.hash.slice(1);
  return (
    <Loaded load={() => api.call('POST /v1/invitations/preview', { body: { token } })} dead={askAgain(slug)}>
      {({ team, role, invitedBy, email }) => (
        <Sheet
          heading={`Join ${team.name}`}
          lead={
            <>
              {invitedBy !== undefined && (
                <>
                  <bdi>{invitedBy}</bdi> invites you.{' '}
                </>
              )}
              {roles[role] ?? 'Choose a name and a password, and you are in.'}
            </>
          }
        >
          <Newcomer token={token} email={email} />
        </Sheet>
      )}
    </Loaded>
  );
}

function Newcomer({ token, email }: { readonly token: string; readonly email: string | undefined }): JSX.Element {
  const [name, setName] = useState('');
  const [handle, setHandle] = useState<string>();
  const send = async ({ name = '', handle = '', email = '', password = '' }: Typed): Promise<void> => {
    const body = { token, name: name.trim(), handle: handle.trim(), email: email.trim(), password };
    await enterAnew(await api.call('POST /v1/invitations/acceptance', { body }));
  };
  return (
    <Form action="Join" send={send}>
      {(fault) => (
        <>
          <Field name="name" label="Your name" autocomplete="name" fault={fault} value={name} onText={setName} />
          <Field
            name="handle"
            label="Short name"
            hint="By which others mention you with an @. You can change it later."
            autocomplete="off"
            fault={fault}
            value={handle ?? handleFrom(name)}
            onText={setHandle}
          />
          <Field
            name="email"
            label="E-mail address"
            hint={email === undefined ? undefined : 'The invitation was made for this address.'}
            type="email"
            autocomplete="username"
            readOnly={email !== undefined}
            defaultValue={email}
            fault={fault}
          />
          <PasswordField which="new" label="Password" fault={fault} />
        </>
      )}
    </Form>
  );
}

export function ClaimPage({ slug }: AtTeam): JSX.Element {
  const token = location.hash.slice(1);
  return (
    <Loaded load={() => api.call('POST /v1/claims/preview', { body: { token } })} dead={askAgain(slug)}>
      {({ team, member }) => (
        <Sheet
          heading={`Your account in ${team.name}`}
          lead={
            <>
              You are <bdi>{member.name}</bdi> (@{member.handle}). What you wrote before is here, with your direct
              messages. Choose a password to come in.
            </>
          }
        >
          <Form
            action="Come in"
            send={async ({ password = '' }) =>
              enterAnew(await api.call('POST /v1/claims/acceptance', { body: { token, password } }))
            }
          >
            {(fault) => (
              <>
                <input type="hidden" name="email" autocomplete="username" value={member.email} />
                <PasswordField which="new" label="Password" fault={fault} />
              </>
            )}
          </Form>
        </Sheet>
      )}
    </Loaded>
  );
}

/** Where the team lists the domain of the address, whoever reads its mail may join. */
export function JoinPage({ slug }: AtTeam): JSX.Element {
  return (
    <AskForMail
      slug={slug}
      heading="Join with your work address"
      lead="Some teams let in whoever has an address at their domain. If yours is one, a link is mailed there."
      ask={(body) => api.call('POST /v1/join-requests', { body })}
      sent="may join this team, a link is on its way there. It works once, for a day."
      otherwise="they can invite you. We say the same for every address and every team."
    />
  );
}
