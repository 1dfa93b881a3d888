/** Signing in by a provider: the way out, and the page to which the browser comes back. */
import type { JSX } from 'preact';
import { useState } from 'preact/hooks';
import type { SignInOptions, TestedSso } from '#contract/sso.ts';
import button from '#parts/button.module.css';
import { Refusal } from '#sync/api.ts';
import { ownPath } from './addresses.ts';
import s from './entrance.module.css';
import { faultOf } from './faults.ts';
import { Loaded, Sheet } from './page.tsx';
import { api, apiOf, enter, signInTo } from './team.ts';

/** Where to go on after the way out and back; of this window alone. */
const TO = 'wardroom.sso.to';

interface ProvidersProps {
  readonly slug: string;
  readonly options: SignInOptions;
  readonly to: string | undefined;
}

/** Nothing where the team signs in by none. */
export function Providers({ slug, options: { providers, onlyProviders }, to }: ProvidersProps): JSX.Element | null {
  const [fault, setFault] = useState<string>();
  if (providers.length === 0) return null;
  const leave = async (provider: string): Promise<void> => {
    setFault(undefined);
    try {
      const begun = await api.call('POST /v1/sso/requests', { body: { team: slug, provider } });
      sessionStorage.setItem(TO, to ?? '');
      location.assign(begun.location);
    } catch (thrown) {
      setFault(faultOf(thrown).text);
    }
  };
  return (
    <div class={s.links}>
      {fault !== undefined && (
        <p class={s.alert} role="alert">
          {fault}
        </p>
      )}
      {providers.map(({ id, name }) => (
        <button key={id} type="button" class={`${button.button} ${s.go}`} onClick={() => void leave(id)}>
          <span>
            Sign in with <bdi>{name}</bdi>
          </span>
        </button>
      ))}
      <p class={s.foot}>
        {onlyProviders
          ? 'This team signs in this way. A password is for owners, and for guests where they are let off.'
          : 'Or use your password.'}
      </p>
    </div>
  );
}

type Came = { readonly refused: string } | { readonly tested: TestedSso } | undefined;

/** What the provider sent along is used once: it leaves the address before anything else happens. */
async function comeBack(slug: string, provider: string, response: string): Promise<Came> {
  const body = { team: slug, provider, response };
  try {
    const fields = new URLSearchParams(response);
    if ((fields.get('state') ?? fields.get('RelayState'))?.startsWith('wrp_')) {
      const here = await signInTo(slug);
      const ours = here ? apiOf(here.team) : api;
      return { tested: await ours.call('POST /v1/sso/tests/completion', { body }) };
    }
    const signedIn = await api.call('POST /v1/sso/requests/completion', { body });
    enter(signedIn, ownPath(sessionStorage.getItem(TO), slug));
    return undefined;
  } catch (thrown) {
    if (thrown instanceof Refusal) return { refused: thrown.title };
    throw thrown;
  }
}

/**
 * What stands behind the address, or what the provider's page posted to it: then this document carries it, for a post
 * from another site brings no cookie along, and this page's own calls do.
 */
function takeAnswer(): string {
  const { search } = location;
  const posted = document.querySelector<HTMLMetaElement>('meta[name=posted]');
  const fields = posted?.content ?? '';
  posted?.remove();
  history.replaceState(history.state, '', location.pathname);
  return fields === '' ? search : fields;
}

export function SsoPage({ slug, provider }: { readonly slug: string; readonly provider: string }): JSX.Element {
  const [response] = useState(takeAnswer);
  return (
    <Loaded load={() => comeBack(slug, provider, response)}>
      {(came) => {
        if (!came) return <div aria-busy="true" />;
        if ('tested' in came) return <Tested tested={came.tested} slug={slug} />;
        return (
          <Sheet heading="You are not signed in" lead={came.refused}>
            <p>
              <a href={`/t/${slug}/signin`}>Sign in</a>
            </p>
          </Sheet>
        );
      }}
    </Loaded>
  );
}

const outcomes: Readonly<Record<string, string>> = {
  known: 'Who signs in so is known already, and comes in.',
  linked: 'Who signs in so has an account with this address, and comes in.',
  new: 'Who signs in so has no account yet, and gets one.',
};

function Tested({ tested, slug }: { readonly tested: TestedSso; readonly slug: string }): JSX.Element {
  const { outcome, reason, words = '', role, claims } = tested;
  const lead = outcomes[outcome] ?? `Who signs in so is refused: ${words}.`;
  return (
    <Sheet heading="What the provider said" lead={`This was a test: nobody was signed in. ${lead}`}>
      {reason !== undefined && (
        <p class={s.note}>
          In the access log: <code>{reason}</code>
        </p>
      )}
      {role !== undefined && <p class={s.note}>Role: {role}</p>}
      <dl class={s.claims}>
        {claims.map(({ name, value }) => (
          <div key={name}>
            <dt>
              <bdi>{name}</bdi>
            </dt>
            <dd>
              <bdi>{value}</bdi>
            </dd>
          </div>
        ))}
      </dl>
      <p>
        <a href={`/t/${slug}/admin/sign-in`}>Back to the settings</a>
      </p>
    </Sheet>
  );
}
