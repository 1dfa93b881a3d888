/** The link in the mail that tells of a reset: it stops it. */
import type { JSX } from 'preact';
import { useState } from 'preact/hooks';
import { isDeadLink } from './faults.ts';
import { Form } from './form.tsx';
import { DeadLink, Sheet } from './page.tsx';
import { api } from './team.ts';

export function KeepFactorPage({ slug }: { readonly slug: string }): JSX.Element {
  const [became, setBecame] = useState<'stopped' | 'dead'>();
  if (became === 'dead') {
    return (
      <DeadLink>
        <p>No reset is under way: it was stopped, or its day is over. If that is news to you, ask an admin at once.</p>
      </DeadLink>
    );
  }
  if (became === 'stopped') {
    return (
      <Sheet heading="The reset is stopped" lead="Your second factor and recovery codes stay as they are.">
        <p>
          Ask who began it why. <a href={`/t/${slug}/signin`}>Sign in</a>
        </p>
      </Sheet>
    );
  }
  const stop = async (): Promise<void> => {
    try {
      await api.call('POST /v1/second-factor-resets/stop', { body: { token: location.hash.slice(1) } });
      setBecame('stopped');
    } catch (thrown) {
      if (!isDeadLink(thrown)) throw thrown;
      setBecame('dead');
    }
  };
  return (
    <Sheet
      heading="Keep your second factor"
      lead="An admin is having it removed, as for somebody who lost it. If you did not ask for that, stop it."
    >
      <Form action="Stop the reset" send={stop}>
        {() => null}
      </Form>
    </Sheet>
  );
}
