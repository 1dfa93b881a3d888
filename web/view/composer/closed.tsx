/** In place of the field, where nothing can be written: why, and what to do. */
import { type JSX, useState } from 'react';
import { Banner } from '#parts/banner.tsx';
import { Button } from '#parts/button.tsx';
import { outcome } from '../attempt.ts';
import { useSelect, useWorkspace } from '../workspace.tsx';

export function Archived(): JSX.Element {
  return <Banner sign="lock">This channel is archived. It can be read and searched; nobody can write here.</Banner>;
}

/** A public channel that one looks at from outside. */
export function Outside({ channel }: { channel: string }): JSX.Element {
  const workspace = useWorkspace();
  const role = useSelect(({ members, me }) => members.get(me ?? '')?.role);
  const [pending, setPending] = useState(false);
  const [fault, setFault] = useState<string>();
  const isGuest = role === 'guest' || role === 'single-guest';
  const join = async (): Promise<void> => {
    setPending(true);
    setFault(await outcome(workspace.join(channel)));
    setPending(false);
  };
  if (isGuest) return <Banner sign="lock">You can write here once somebody has invited you to this channel.</Banner>;
  return (
    <Banner
      action={
        <Button kind="primary" pending={pending} onClick={() => void join()}>
          Join channel
        </Button>
      }
    >
      {fault ?? 'You are not in this channel. Join it to write.'}
    </Banner>
  );
}
