import { type JSX, useState } from 'react';
import { Button } from '#parts/button.tsx';
import { ConfirmDialog } from '#parts/dialog.tsx';
import type { State } from '#sync/state.ts';
import { outcome } from '#view/attempt.ts';
import { useSelect, useWorkspace } from '#view/workspace.tsx';

export function SignOut(): JSX.Element {
  const [isAsked, setAsked] = useState(false);
  return (
    <>
      <Button onClick={() => setAsked(true)}>Sign out</Button>
      {isAsked && <Question onClose={() => setAsked(false)} />}
    </>
  );
}

/** Posts that the server does not have, and drafts that only this device has. */
const unsentIn = ({ conversations }: State): number =>
  [...conversations.values()].flatMap(({ pending }) => pending).filter(({ state }) => state !== 'sent').length;
const draftsIn = ({ drafts }: State): number => [...drafts.values()].filter(({ version }) => version === 0).length;

function Question({ onClose }: { onClose: () => void }): JSX.Element {
  const workspace = useWorkspace();
  const unsent = useSelect(unsentIn);
  const drafts = useSelect(draftsIn);
  const slug = useSelect(({ team }) => team?.slug ?? '');
  const leave = async (): Promise<void> => {
    location.assign((await workspace.signOut()) ?? `/t/${slug}/signin`);
  };
  const lost = [counted(unsent, 'message'), counted(drafts, 'draft')].filter((one) => one !== '');
  return (
    <ConfirmDialog
      title="Sign out of this device?"
      consequence={
        unsent + drafts === 0
          ? 'Everything that you wrote here is on the server. This device keeps nothing of it.'
          : `Deleted, because only this device has them: ${lost.join(' and ')}.`
      }
      wayBack="You sign in again with your password. Your other devices stay signed in."
      confirm="Sign out"
      danger={unsent + drafts > 0}
      onConfirm={() => outcome(leave())}
      onClose={onClose}
    />
  );
}

const counted = (count: number, noun: string): string =>
  count === 0 ? '' : `${count} ${noun}${count === 1 ? '' : 's'}`;
