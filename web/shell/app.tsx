import { QueryClient, QueryClientProvider } from '@tanstack/react-query';
import { type JSX, lazy, Suspense, useEffect, useMemo, useState } from 'react';
import { Router, useLocation } from 'wouter';
import { moveRing } from '#parts/focus.ts';
import { keyboard, listen } from '#parts/keyboard.ts';
import { Toasts } from '#parts/toast.tsx';
import type { Workspace } from '#sync/workspace.ts';
import { searchPath } from '#view/addresses.ts';
import { callingIn } from '#view/calling.ts';
import { useDeskCases, useDeskNews, useServerMinute } from '#view/desk-cases.ts';
import { singleKeysHabit } from '#view/habit.ts';
import { useSelect, WorkspaceProvider } from '#view/workspace.tsx';
import { areasOf, urgentOf } from './areas.ts';
import { ConnectionBar } from './connection-bar.tsx';
import { FactorBar } from './factor-bar.tsx';
import { Frame } from './frame.tsx';
import { ProofDesk } from './proof-dialog.tsx';
import { type Arrived, Screens } from './screens.tsx';
import { Sidebar } from './sidebar/sidebar.tsx';
import { useTab } from './tab.ts';
import { useNotices } from './use-notices.ts';
import { usePostNews } from './use-post-news.ts';

const Switcher = lazy(async () => ({ default: (await import('./switcher/switcher.tsx')).Switcher }));
const KeyboardHelp = lazy(async () => ({ default: (await import('./keyboard-help.tsx')).KeyboardHelp }));
const DeskSide = lazy(async () => ({ default: (await import('#screens/desk/desk.tsx')).DeskSide }));
const NewMessage = lazy(async () => ({ default: (await import('./new-message.tsx')).NewMessage }));

keyboard.letters = singleKeysHabit.get() === 'on';

const queries = new QueryClient({
  defaultOptions: { queries: { staleTime: 15_000, retry: 1, refetchOnWindowFocus: false } },
});

export function App({ slug, workspace }: { slug: string; workspace: Workspace }): JSX.Element {
  return (
    <WorkspaceProvider workspace={workspace}>
      <QueryClientProvider client={queries}>
        <Router base={`/t/${slug}`}>
          <Inside />
        </Router>
      </QueryClientProvider>
    </WorkspaceProvider>
  );
}

type Layer = 'switcher' | 'keyboard' | 'new message';

function Inside(): JSX.Element {
  const [layer, setLayer] = useState<Layer>();
  const [path] = useLocation();
  const here = /^\/c\/([CDG][0-9A-Z]{26})/.exec(path)?.[1];
  const team = useSelect(({ team }) => team?.name ?? '');
  const urgent = useSelect(urgentOf);
  const unreadThreads = useSelect((state) => state.unreadThreads);
  const permissions = useSelect((state) => state.permissions);
  const cases = useCallingCases();
  const areas = useMemo(
    () => areasOf({ urgent, unreadThreads, permissions, cases }),
    [urgent, unreadThreads, permissions, cases],
  );
  const close = (): void => setLayer(undefined);
  const [arrived, setArrived] = useState<Arrived>();
  useTab({ urgent, here, heading: arrived?.path === path ? arrived.heading : undefined });
  usePostNews();
  useNotices(here);
  useDeskNews();
  useShortcuts(setLayer);
  return (
    <>
      <Frame
        team={team}
        areas={areas}
        bars={
          <>
            <ConnectionBar />
            <FactorBar />
          </>
        }
        side={
          path.startsWith('/desk/') ? (
            <Suspense fallback={<aside />}>
              <DeskSide onFind={() => setLayer('switcher')} />
            </Suspense>
          ) : (
            <Sidebar here={here} onFind={() => setLayer('switcher')} onWrite={() => setLayer('new message')} />
          )
        }
      >
        <Screens onArrive={setArrived} />
      </Frame>
      <Suspense>
        {layer === 'switcher' && <Switcher onClose={close} />}
        {layer === 'keyboard' && <KeyboardHelp onClose={close} />}
        {layer === 'new message' && <NewMessage onClose={close} />}
      </Suspense>
      <ProofDesk />
      <Toasts />
    </>
  );
}

/** Undefined for who has nothing to do with the security desk. */
function useCallingCases(): number | undefined {
  const { items, isMine } = useDeskCases();
  const now = useServerMinute();
  return isMine ? callingIn(items, now) : undefined;
}

function useShortcuts(open: (layer: Layer) => void): void {
  const [, go] = useLocation();
  useEffect(() => {
    const group = 'Moving around';
    const added = [
      keyboard.add({ group, keys: 'Ctrl+K', label: 'Find or jump to', run: () => open('switcher') }),
      keyboard.add({ group, keys: ['/', 'Ctrl+Shift+F'], label: 'Search messages', run: () => go(searchPath('')) }),
      keyboard.add({ group, keys: 'Ctrl+Shift+K', label: 'New message', run: () => open('new message') }),
      keyboard.add({ group, keys: ['F6', 'Ctrl+F6'], label: 'Next part of the window', run: () => moveRing(1) }),
      keyboard.add({
        ...{ group, keys: ['Shift+F6', 'Ctrl+Shift+F6'], label: 'Previous part of the window' },
        run: () => moveRing(-1),
      }),
      keyboard.add({ group: 'Help', keys: 'Ctrl+/', label: 'Show the keys', run: () => open('keyboard') }),
    ];
    const stop = listen();
    return () => {
      stop();
      for (const remove of added) remove();
    };
  }, [open, go]);
}
