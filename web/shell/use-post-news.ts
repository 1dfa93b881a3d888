import { useEffect } from 'react';
import { alarm, announce } from '#parts/announce.ts';
import { useWorkspace } from '#view/workspace.tsx';
import { postNews } from './post-news.ts';

/** Tells those who listen what becomes of their posts. */
export function usePostNews(): void {
  const workspace = useWorkspace();
  useEffect(() => {
    const newsIn = postNews();
    return workspace.subscribe(() => {
      for (const { text, isAlarm } of newsIn(workspace.state())) (isAlarm ? alarm : announce)(text);
    });
  }, [workspace]);
}
