/** A forgotten password: asking for the link, and what the link opens. */
import type { JSX } from 'preact';
import { AskForMail } from './ask-for-mail.tsx';
import { Form, PasswordField } from './form.tsx';
import { DeadLink, Loaded, Sheet } from './page.tsx';
import { api, enter } from './team.ts';

export function ResetPage({ slug }: { readonly slug: string }): JSX.Element {
  const behind = location.hash.slice(1);
  if (behind === '' || behind.startsWith('for=')) {
    return (
      <AskForMail
        slug={slug}
        heading="Forgot the password?"
        lead="Give the address of your account. A link to choose a new password is mailed there."
        email={new URLSearchParams(behind).get('for') ?? ''}
        ask={(body) => api.call('POST /v1/password-resets', { body })}
        sent="has an account in this team, a link is on its way there. It works once, for an hour."
        otherwise="they can send you a link too. We say the same for every address, whoever has an account."
      />
    );
  }
  const again = (
    <DeadLink>
      <p>
        A link works once and for an hour. <a href={`/t/${slug}/reset`}>Ask for a new one</a>, or{' '}
        <a href={`/t/${slug}/signin`}>sign in</a> with the password that you have.
      </p>
    </DeadLink>
  );
  return (
    <Loaded load={() => api.call('POST /v1/password-resets/preview', { body: { token: behind } })} dead={again}>
      {({ team, member }) => (
        <Sheet
          heading="Choose a new password"
          lead={
            <>
              For <bdi>{member.name}</bdi> in <bdi>{team.name}</bdi>. All devices of this account are signed out, and
              this one is signed in.
            </>
          }
        >
          <Form
            action="Replace the password"
            send={async ({ password = '' }) =>
              enter(await api.call('POST /v1/password-resets/acceptance', { body: { token: behind, password } }))
            }
          >
            {(fault) => (
              <>
                {/* So that a password manager knows whose password it keeps. */}
                <input type="hidden" name="email" autocomplete="username" value={member.email} />
                <PasswordField which="new" label="New password" fault={fault} />
              </>
            )}
          </Form>
        </Sheet>
      )}
    </Loaded>
  );
}
