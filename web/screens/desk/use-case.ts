/**
 * One case while it is open on the screen: asked for again each minute while the page shows, after each deed of one's
 * own, and when the window comes to the front. It stands in this page's memory alone, and leaves it with the screen.
 */
import { type UseQueryResult, useQuery, useQueryClient } from '@tanstack/react-query';
import { createContext, use, useEffect } from 'react';
import { useParams } from 'wouter';
import type { Part } from '#contract/desk-terms.ts';
import type { Api, Reply } from '#sync/api.ts';
import { MINUTE_MS } from '#sync/clock.ts';
import { type Act, useAct } from '#view/act.ts';
import { deskKey } from '#view/desk-cases.ts';
import { useSelect, useWorkspace } from '#view/workspace.tsx';

export type DeskCase = Reply<'POST /v1/desk/cases/:case/openings'>;

export const useCaseId = (): string => useParams<{ case?: string }>().case ?? '';

export function useOpenedCase(): UseQueryResult<DeskCase> {
  const { api } = useWorkspace();
  const id = useCaseId();
  const query = useQuery({
    queryKey: [...deskKey, 'case', id],
    queryFn: ({ signal }) => api.call('POST /v1/desk/cases/:case/openings', { params: { case: id }, signal }),
    staleTime: 0,
    refetchInterval: MINUTE_MS,
    refetchOnWindowFocus: true,
    retry: false,
    gcTime: 0,
  });
  const { refetch } = query;
  // It may have shown all the time, beside another window.
  useEffect(() => {
    const again = (): void => void refetch();
    addEventListener('focus', again);
    return () => removeEventListener('focus', again);
  }, [refetch]);
  return query;
}

const OpenCase = createContext<DeskCase | undefined>(undefined);
export const CaseProvider = OpenCase.Provider;

export function useCase(): DeskCase {
  const open = use(OpenCase);
  if (!open) throw new Error('A part of a case stands outside of it.');
  return open;
}

/** What one is in the case. */
export function usePart(): Part | undefined {
  const me = useSelect((state) => state.me);
  return useCase().people.find(({ member }) => member === me)?.part;
}

/** Whether one may decide: only coordinators of the case do, and nothing changes in a closed one. */
export function useMayDecide(): boolean {
  const part = usePart();
  return useCase().report !== 'closed' && part === 'coordinator';
}

export interface CaseDeed extends Omit<Act, 'act'> {
  /** Does it, and asks for the case again; resolves with whether it was done. */
  act(deed: (api: Api, params: { case: string }) => Promise<unknown>, of?: string): Promise<boolean>;
}

export function useCaseDeed(tell?: (fault: string) => void): CaseDeed {
  const { api } = useWorkspace();
  const queries = useQueryClient();
  const params = { case: useCaseId() };
  const { act, ...rest } = useAct(tell);
  return {
    ...rest,
    act: (deed, of) =>
      act(async () => {
        await deed(api, params);
        await queries.invalidateQueries({ queryKey: deskKey });
      }, of),
  };
}
