import { useQuery, useQueryClient } from '@tanstack/react-query';
import { type JSX, useState } from 'react';
import { Button } from '#parts/button.tsx';
import { Section } from '#parts/pane.tsx';
import { disablePush, enablePush, pushState } from '#sync/push.ts';
import { attempt } from '#view/attempt.ts';
import { useWorkspace } from '#view/workspace.tsx';
import styles from './me.module.css';

const words = {
  on: 'This browser tells you, also while the workspace is closed.',
  off: 'This browser tells you nothing while the workspace is closed.',
  denied: 'This browser was told not to let Wardroom notify you. Allow it in the browser’s settings of this page.',
  unable: 'This browser, or this kind of window, cannot be told while the workspace is closed.',
};

/** The browser asks for its permission on a press, and never by itself. */
export function Push(): JSX.Element {
  const { api } = useWorkspace();
  const queries = useQueryClient();
  const [isPending, setPending] = useState(false);
  const { data: state } = useQuery({ queryKey: ['push'], queryFn: pushState, staleTime: 0 });
  const change = async (deed: Promise<unknown>): Promise<void> => {
    setPending(true);
    await attempt(deed);
    setPending(false);
    await queries.invalidateQueries({ queryKey: ['push'] });
  };
  return (
    <Section
      title="This browser"
      about="A push names who wrote and where only after this browser has asked for it: nobody between can read it."
      actions={
        state === 'on' ? (
          <Button pending={isPending} onClick={() => void change(disablePush(api))}>
            Stop telling me here
          </Button>
        ) : (
          state === 'off' && (
            <Button pending={isPending} onClick={() => void change(enablePush(api))}>
              Tell me here
            </Button>
          )
        )
      }
    >
      <p className={styles.note} role="status">
        {state ? words[state] : 'Asking the browser …'}
      </p>
    </Section>
  );
}
