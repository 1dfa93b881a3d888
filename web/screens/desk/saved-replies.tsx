/** Replies that the desk writes often, filled in from this case. The one that is chosen goes into the field. */
import { useQuery } from '@tanstack/react-query';
import { type JSX, useRef } from 'react';
import { Button } from '#parts/button.tsx';
import { Menu, type MenuItem } from '#parts/menu.tsx';
import { MINUTE_MS } from '#sync/clock.ts';
import { deskKey } from '#view/desk-cases.ts';
import { useWorkspace } from '#view/workspace.tsx';
import { useDeedKey } from './case-keys.ts';
import { useCaseId } from './use-case.ts';

interface Props {
  /** `open`: what stands in it in braces, for which the case has nothing. */
  onChoose(text: string, open: readonly string[]): void;
}

export function SavedReplies({ onChoose }: Props): JSX.Element {
  const { api } = useWorkspace();
  const id = useCaseId();
  const button = useRef<HTMLSpanElement>(null);
  const { data, error } = useQuery({
    queryKey: [...deskKey, 'replies', id],
    queryFn: ({ signal }) => api.call('GET /v1/desk/cases/:case/replies', { params: { case: id }, signal }),
    staleTime: MINUTE_MS,
    gcTime: 0,
  });
  useDeedKey('A', 'Saved reply', () => button.current?.querySelector('button')?.click());
  const nothing = error ? 'They could not be loaded' : data ? 'There is none yet' : 'Loading them';
  const replies = data?.replies ?? [];
  const items: MenuItem[] = replies.map(({ name, text, open }) => ({
    label: name,
    onSelect: () => onChoose(text, open),
  }));
  return (
    <Menu
      label="Saved replies"
      items={items.length > 0 ? items : [{ label: nothing, disabled: true, onSelect: () => {} }]}
      trigger={(opens) => (
        <span ref={button}>
          <Button kind="quiet" {...opens}>
            Saved replies
          </Button>
        </span>
      )}
    />
  );
}
