/** The last step of the first run: links and mails for the others. */
import type { JSX } from 'preact';
import { useState } from 'preact/hooks';
import button from '#parts/button.module.css';
import field from '#parts/field.module.css';
import s from './entrance.module.css';
import { Field, Form, type Typed } from './form.tsx';
import { Sheet } from './page.tsx';
import { apiOf, type SignIn } from './team.ts';

interface Invited {
  readonly email: string | undefined;
  readonly link: string;
  readonly mail?: 'delivered' | 'kept' | 'not-taken';
}

const became = {
  delivered: 'is mailed',
  kept: 'no mail server is set, so pass the link on yourself.',
  'not-taken': 'the mail was not taken, so pass the link on yourself.',
};

export function Inviting({ team, steps }: { readonly team: SignIn['team']; readonly steps: JSX.Element }): JSX.Element {
  const [invited, setInvited] = useState<readonly Invited[]>([]);
  const send = async ({ email: typed = '' }: Typed): Promise<void> => {
    const email = typed.trim() === '' ? undefined : typed.trim();
    const body = { role: 'member' as const, ...(email === undefined ? {} : { email }) };
    const { link, mail } = await apiOf(team).call('POST /v1/invitations', { body });
    setInvited([{ email, link, ...(mail ? { mail } : {}) }, ...invited]);
  };
  return (
    <Sheet
      heading="Invite people"
      lead={
        <>
          <bdi>{team.name}</bdi> is there, and you are signed in. Invite the others now, or later from the team.
        </>
      }
    >
      {steps}
      <Form action="Invite" send={send} optional={['email']} clears>
        {(fault) => (
          <Field
            name="email"
            label="E-mail address"
            hint="Without an address you get a link to pass on. Each link lets in one person, for seven days."
            type="email"
            autocomplete="off"
            fault={fault}
          />
        )}
      </Form>
      <ul class={s.links} aria-live="polite">
        {invited.map((one) => (
          <Link key={one.link} {...one} />
        ))}
      </ul>
      <p>
        <a class={`${button.button} ${button.plain} ${s.go}`} href={`/t/${team.slug}/`}>
          Go to the team
        </a>
      </p>
    </Sheet>
  );
}

function Link({ email, link, mail }: Invited): JSX.Element {
  const [isCopied, setCopied] = useState(false);
  const copy = (): void => {
    navigator.clipboard.writeText(link).then(
      () => setCopied(true),
      () => setCopied(false),
    );
  };
  return (
    <li class={s.link}>
      <p>
        <b>{email === undefined ? 'A link for one person' : <bdi>{email}</bdi>}</b>
        {mail && `: ${became[mail]}`}
      </p>
      {mail !== 'delivered' && (
        <p class={field.beside}>
          <input
            class={field.control}
            readOnly
            value={link}
            aria-label="Link of the invitation"
            onFocus={(event) => event.currentTarget.select()}
          />
          <button class={button.button} type="button" onClick={copy}>
            {isCopied ? 'Copied' : 'Copy'}
          </button>
        </p>
      )}
    </li>
  );
}
