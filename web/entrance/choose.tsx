/** The beginning: which team. Who is signed in to one, or where there is only one, is led there at once. */
import type { JSX } from 'preact';
import { useState } from 'preact/hooks';
import { isSlug } from './addresses.ts';
import s from './entrance.module.css';
import { Misfit } from './faults.ts';
import { Field, Form } from './form.tsx';
import { Loaded, Sheet } from './page.tsx';
import { api, type SignIn, signIns } from './team.ts';

export function Choose(): JSX.Element {
  const load = async () => {
    const [entrance, signedIn] = await Promise.all([api.call('GET /v1/entrance'), signIns()]);
    const [only, other] = signedIn;
    const to =
      only && !other ? `/t/${only.team.slug}/` : !only && entrance.team ? `/t/${entrance.team.slug}/signin` : undefined;
    if (to !== undefined) location.replace(to);
    return { hasTeam: entrance.hasTeam, signedIn, isLeaving: to !== undefined };
  };
  return (
    <Loaded load={load}>
      {({ hasTeam, signedIn, isLeaving }) => (isLeaving ? null : hasTeam ? <Teams signedIn={signedIn} /> : <NoTeam />)}
    </Loaded>
  );
}

function Teams({ signedIn }: { readonly signedIn: readonly SignIn[] }): JSX.Element {
  const [slug, setSlug] = useState('');
  const go = async (): Promise<void> => {
    if (!isSlug(slug)) throw new Misfit('slug');
    location.assign(`/t/${slug}/signin`);
  };
  const isNone = signedIn.length === 0;
  return (
    <Sheet
      heading={isNone ? 'Which team?' : 'Your teams'}
      lead={
        isNone
          ? 'Give the address of your team to sign in to it. It is in your invitation.'
          : 'You are signed in to these on this device. Choose one, or sign in to another.'
      }
    >
      {!isNone && (
        <ul class={s.teams}>
          {signedIn.map(({ team, member }) => (
            <li key={team.id}>
              <a class={s.team} href={`/t/${team.slug}/`}>
                <b>
                  <bdi>{team.name}</bdi>
                </b>
                <span>
                  as <bdi>{member.name}</bdi>
                </span>
              </a>
            </li>
          ))}
        </ul>
      )}
      <Form action={isNone ? 'Continue' : 'Sign in to another'} send={go}>
        {(fault) => (
          <Field
            name="slug"
            label="Address of the team"
            hint={`What stands after ${location.host}/t/ in its links`}
            fault={fault}
            value={slug}
            onText={(text) => setSlug(text.trim().toLowerCase())}
            autocomplete="off"
          />
        )}
      </Form>
    </Sheet>
  );
}

function NoTeam(): JSX.Element {
  return (
    <Sheet
      heading="There is no team here yet"
      lead="Whoever runs this server makes the first one: open the link that it printed when it started."
    >
      <p>Each start prints a new link. Or, on the machine that it runs on:</p>
      <code class={s.code}>bin/wardroom setup --help</code>
    </Sheet>
  );
}
