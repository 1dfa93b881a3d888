/** The link that confirms a new e-mail address; it counts only for the member who is signed in. */
import type { JSX } from 'preact';
import { useState } from 'preact/hooks';
import button from '#parts/button.module.css';
import s from './entrance.module.css';
import { isDeadLink } from './faults.ts';
import { Form } from './form.tsx';
import { DeadLink, Loaded, Sheet } from './page.tsx';
import { apiOf, type SignIn, signInTo } from './team.ts';

export function EmailPage({ slug }: { readonly slug: string }): JSX.Element {
  return (
    <Loaded load={() => signInTo(slug)}>
      {(here) => (here ? <Confirm here={here} /> : <SignInFirst slug={slug} />)}
    </Loaded>
  );
}

function SignInFirst({ slug }: { readonly slug: string }): JSX.Element {
  const to = encodeURIComponent(`/t/${slug}/email${location.hash}`);
  return (
    <Sheet
      heading="Sign in to confirm the address"
      lead="An address changes only when its member says so. Sign in with the former one; then you come back here."
    >
      <p>
        <a class={`${button.button} ${button.primary} ${s.go}`} href={`/t/${slug}/signin?to=${to}`}>
          Sign in
        </a>
      </p>
    </Sheet>
  );
}

function Confirm({ here: { team, member } }: { readonly here: SignIn }): JSX.Element {
  const [became, setBecame] = useState<'confirmed' | 'dead'>();
  if (became === 'dead') {
    return (
      <DeadLink>
        <p>
          A link works once, for a day, and for the account that asked. Ask for the change again in{' '}
          <a href={`/t/${team.slug}/me`}>your settings</a>.
        </p>
      </DeadLink>
    );
  }
  if (became === 'confirmed') {
    return (
      <Sheet heading="The address is confirmed" lead="From now on you sign in with it, and mail goes there.">
        <p>
          <a href={`/t/${team.slug}/`}>
            Go to <bdi>{team.name}</bdi>
          </a>
        </p>
      </Sheet>
    );
  }
  const confirm = async (): Promise<void> => {
    const body = { token: location.hash.slice(1) };
    const sent = apiOf(team).call('POST /v1/me/email/confirmation', { body });
    setBecame(await sent.then(() => 'confirmed' as const, deadOrThrow));
  };
  return (
    <Sheet
      heading="Confirm your new address"
      lead={
        <>
          You are <bdi>{member.name}</bdi> in <bdi>{team.name}</bdi>. The address to which this link was mailed becomes
          the one of your account.
        </>
      }
    >
      <Form action="Confirm" send={confirm}>
        {() => null}
      </Form>
    </Sheet>
  );
}

function deadOrThrow(thrown: unknown): 'dead' {
  if (isDeadLink(thrown)) return 'dead';
  throw thrown;
}
