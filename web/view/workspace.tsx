/** How screens reach what `sync` keeps. */
import { createContext, type JSX, type ReactNode, use, useSyncExternalStore } from 'react';
import type { State } from '#sync/state.ts';
import type { Workspace } from '#sync/workspace.ts';

const Context = createContext<Workspace | undefined>(undefined);

export function WorkspaceProvider({ workspace, children }: { workspace: Workspace; children: ReactNode }): JSX.Element {
  return <Context value={workspace}>{children}</Context>;
}

export function useWorkspace(): Workspace {
  const workspace = use(Context);
  if (!workspace) throw new Error('A screen stands outside of its workspace.');
  return workspace;
}

/** A part of the state, drawn anew when it changes. `select` gives what stands in the state, and makes nothing new. */
export function useSelect<T>(select: (state: State) => T): T {
  const workspace = useWorkspace();
  return useSyncExternalStore(workspace.subscribe, () => select(workspace.state()));
}
