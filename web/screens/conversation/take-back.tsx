/** Posts that were not sent go back to where they were written. */
import type { JSX, ReactNode } from 'react';
import { toast } from '#parts/toast.tsx';
import { type PendingPost, placeKey } from '#sync/state.ts';
import { focusComposer, writeInto } from '#view/composer/composer.tsx';
import { useWorkspace } from '#view/workspace.tsx';
import { TakeBack } from './pending-row.tsx';

export function TakesBack({ children }: { children: ReactNode }): JSX.Element {
  const workspace = useWorkspace();
  const takeBack = async ({ channel, clientId }: PendingPost): Promise<void> => {
    const post = await workspace.discard(channel, clientId);
    if (!post) return toast('It was sent in the meantime.');
    const key = placeKey(channel, post.threadTs);
    writeInto(key, post);
    focusComposer(key);
  };
  return <TakeBack value={(post) => void takeBack(post)}>{children}</TakeBack>;
}
