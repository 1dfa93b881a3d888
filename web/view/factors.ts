import { type UseQueryResult, useQuery } from '@tanstack/react-query';
import type { Reply } from '#sync/api.ts';
import { useWorkspace } from './workspace.tsx';

/** Invalidate it after each change of one's own second factors. */
export const factorsKey = ['my second factors'];

const askAgainMs = 60 * 60_000;

/** One's own second factors, and from when on the team asks for one. */
export function useFactors(): UseQueryResult<Reply<'GET /v1/me/second-factors'>> {
  const { api } = useWorkspace();
  return useQuery({
    queryKey: factorsKey,
    queryFn: ({ signal }) => api.call('GET /v1/me/second-factors', { signal }),
    refetchInterval: askAgainMs,
  });
}
