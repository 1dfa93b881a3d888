/** Second factors that are lost and will be removed, as members and the section under sign-in show them. */
import { useQuery, useQueryClient } from '@tanstack/react-query';
import { toast } from '#parts/toast.tsx';
import type { Reply } from '#sync/api.ts';
import { type Act, useAct } from '#view/act.ts';
import { useWorkspace } from '#view/workspace.tsx';

type Reset = Reply<'GET /v1/second-factor-resets'>['resets'][number];

const resetsKey = ['second-factor resets'];

export interface Resets {
  /** Undefined until they are known. */
  readonly resets: readonly Reset[] | undefined;
  readonly pendingOf: Act['pendingOf'];
  readonly changed: () => Promise<void>;
  /** Resolves with whether it was stopped. */
  readonly stop: (member: Pick<Reset['member'], 'id' | 'name'>) => Promise<boolean>;
}

export function useResets(): Resets {
  const { api } = useWorkspace();
  const queries = useQueryClient();
  const { act, pendingOf } = useAct(toast);
  const { data } = useQuery({
    queryKey: resetsKey,
    queryFn: ({ signal }) => api.call('GET /v1/second-factor-resets', { signal }),
  });
  const changed = (): Promise<void> => queries.invalidateQueries({ queryKey: resetsKey });
  return {
    ...{ resets: data?.resets, pendingOf, changed },
    stop: ({ id, name }) =>
      act(async () => {
        await api.call('DELETE /v1/members/:member/second-factor-reset', { params: { member: id } });
        toast(`The second factor of ${name} stays.`);
        await changed();
      }, id),
  };
}
