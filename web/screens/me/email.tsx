import { type JSX, useState } from 'react';
import { Banner } from '#parts/banner.tsx';
import { Button } from '#parts/button.tsx';
import { TextField } from '#parts/field.tsx';
import { fullMoment } from '#parts/moments.ts';
import { Section } from '#parts/pane.tsx';
import type { Reply } from '#sync/api.ts';
import { usePlace } from '#view/place.ts';
import { useWorkspace } from '#view/workspace.tsx';
import { Form, useSending } from './form.tsx';

type Asked = Reply<'PUT /v1/me/email'> & { readonly email: string };

export function Email({ email: now }: { email: string }): JSX.Element {
  const { api } = useWorkspace();
  const [email, setEmail] = useState('');
  const [password, setPassword] = useState('');
  const [asked, setAsked] = useState<Asked>();
  const sending = useSending(async () => {
    const body = { email: email.trim(), password };
    setAsked({ ...(await api.call('PUT /v1/me/email', { body })), email: body.email });
    setEmail('');
    setPassword('');
  }, 'current');
  return (
    <Section
      title="E-mail"
      about={
        <>
          You sign in with <b>{now}</b>. Another address holds once you have opened the link that is mailed there.
        </>
      }
    >
      {asked && <Sent asked={asked} />}
      <Form
        sending={sending}
        actions={
          <Button type="submit" pending={sending.isPending}>
            Mail me the link
          </Button>
        }
      >
        <TextField
          label="New e-mail"
          type="email"
          required
          autoComplete="email"
          value={email}
          onChange={({ target }) => setEmail(target.value)}
          error={sending.faults.email}
        />
        <TextField
          label="Your password"
          hint="So that nobody else changes it on an open device."
          type="password"
          required
          autoComplete="current-password"
          value={password}
          onChange={({ target }) => setPassword(target.value)}
          error={sending.faults.current}
        />
      </Form>
    </Section>
  );
}

/** What became of the mail, and what to do. */
function Sent({ asked: { email, mail, expiresAt } }: { asked: Asked }): JSX.Element {
  const place = usePlace();
  if (mail === 'not-taken') {
    return (
      <Banner tone="warn">
        The mail server did not take the mail to {email}. Your address stays as it is; try again later.
      </Banner>
    );
  }
  return (
    <div role="status">
      <Banner tone="info">
        {mail === 'kept'
          ? 'No mail server is set up, so the mail lies in the folder of the server: ask whoever runs it for the link. '
          : `A link was mailed to ${email}. `}
        Open it on a device where you are signed in; it works until {fullMoment(Date.parse(expiresAt), place)}.
      </Banner>
    </div>
  );
}
