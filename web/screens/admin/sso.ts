/** What the sections about single sign-on have in common. */
import { useQuery, useQueryClient } from '@tanstack/react-query';
import type { Reply } from '#sync/api.ts';
import { useSelect, useWorkspace } from '#view/workspace.tsx';

export type Sso = Reply<'GET /v1/sso'>;
export type Provider = Sso['providers'][number];

const ssoKey = ['single sign-on'];

/** `changed`: asks for it anew. */
export function useSso() {
  const { api } = useWorkspace();
  const queries = useQueryClient();
  const asked = useQuery({ queryKey: ssoKey, queryFn: ({ signal }) => api.call('GET /v1/sso', { signal }) });
  return { ...asked, changed: (): Promise<void> => queries.invalidateQueries({ queryKey: ssoKey }) };
}

/** Owners alone change how everybody is known; admins look and test. */
export const useIsOwner = (): boolean => useSelect(({ permissions }) => permissions.includes('owners.manage'));
