import { useState } from 'react';
import { type CasePlace, keepCaseDraft, keptCaseDraft } from '#sync/case-drafts.ts';
import { useSelect } from '#view/workspace.tsx';
import { useCaseId } from './use-case.ts';

export type Audience = CasePlace['audience'];

export interface CaseDraft {
  readonly text: string;
  write(text: string): void;
  /** It was sent; what was typed meanwhile stays. */
  sent(text: string): void;
}

/** What is written there and not sent, as this device keeps it. */
export function useCaseDraft(audience: Audience): CaseDraft {
  const member = useSelect((state) => state.me) ?? '';
  const place: CasePlace = { member, case: useCaseId(), audience };
  const [text, setText] = useState(() => keptCaseDraft(place));
  const write = (next: string): void => {
    setText(next);
    keepCaseDraft(place, next);
  };
  return {
    text,
    write,
    sent(done) {
      if (keptCaseDraft(place) === done) keepCaseDraft(place, '');
      setText((typed) => (typed === done ? '' : typed));
    },
  };
}
