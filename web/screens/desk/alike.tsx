/** Cases that may be about the same, as long as nobody has said what becomes of the report. */
import { useQuery } from '@tanstack/react-query';
import type { JSX } from 'react';
import { Link } from 'wouter';
import { Chip } from '#parts/chip.tsx';
import { MINUTE_MS } from '#sync/clock.ts';
import { casePath, deskKey } from '#view/desk-cases.ts';
import { useWorkspace } from '#view/workspace.tsx';
import s from './panel.module.css';
import { useCase, usePart } from './use-case.ts';

const WHY = {
  'same-file': 'the same file',
  words: 'like words',
  'same-weakness': 'the same kind of weakness',
} as const;

export function Alike(): JSX.Element | null {
  const { api } = useWorkspace();
  const { id, report } = useCase();
  const part = usePart();
  const { data } = useQuery({
    queryKey: [...deskKey, 'alike', id],
    queryFn: ({ signal }) => api.call('GET /v1/desk/cases/:case/alike', { params: { case: id }, signal }),
    enabled: part !== 'fixer' && (report === 'received' || report === 'valid'),
    staleTime: 10 * MINUTE_MS,
    gcTime: 0,
    retry: false,
  });
  if (!data || data.cases.length === 0) return null;
  return (
    <div className={s.text}>
      <p>May be about the same; the reporter does not learn of it:</p>
      <ul className={s.list}>
        {data.cases.map(({ id: other, name, title, closed, because }) => (
          <li key={other}>
            <Link href={casePath(other)}>{name}</Link> {title && <bdi>{title}</bdi>}{' '}
            <span className={s.line}>
              <span className="meta">{because.map((one) => WHY[one]).join(', ')}</span> {closed && <Chip>Closed</Chip>}
            </span>
          </li>
        ))}
      </ul>
    </div>
  );
}
