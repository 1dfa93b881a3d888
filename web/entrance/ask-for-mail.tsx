/** Asking for a link by mail. The answer is the same for every address, and so is what is shown. */
import type { JSX } from 'preact';
import { useState } from 'preact/hooks';
import s from './entrance.module.css';
import { Field, Form, type Typed } from './form.tsx';
import { Sheet } from './page.tsx';

interface AskForMailProps {
  readonly slug: string;
  readonly heading: string;
  readonly lead: string;
  readonly email?: string;
  readonly ask: (wish: { team: string; email: string }) => Promise<unknown>;
  /** How "If ada@example.com …" goes on. */
  readonly sent: string;
  /** How "ask an admin of the team: …" goes on. */
  readonly otherwise: string;
}

export function AskForMail({ slug, heading, lead, email, ask, sent, otherwise }: AskForMailProps): JSX.Element {
  const [asked, setAsked] = useState<string>();
  const back = <a href={`/t/${slug}/signin`}>Back to signing in</a>;
  if (asked !== undefined) {
    return (
      <Sheet
        heading="Look into your mail"
        lead={
          <>
            If <bdi>{asked}</bdi> {sent}
          </>
        }
      >
        <p>Nothing came after some minutes? Look among the junk mail, or ask an admin of the team: {otherwise}</p>
        <p class={s.foot}>{back}</p>
      </Sheet>
    );
  }
  const send = async ({ email: typed = '' }: Typed): Promise<void> => {
    await ask({ team: slug, email: typed.trim() });
    setAsked(typed.trim());
  };
  return (
    <Sheet heading={heading} lead={lead}>
      <Form action="Mail me a link" send={send} beside={back}>
        {(fault) => (
          <Field
            name="email"
            label="E-mail address"
            type="email"
            autocomplete="username"
            fault={fault}
            defaultValue={email}
          />
        )}
      </Form>
    </Sheet>
  );
}
