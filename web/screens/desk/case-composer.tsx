/** Where one writes in a case. It says in words and colour who reads it, and each audience has a draft of its own. */
import { type JSX, type KeyboardEvent, useEffect, useRef } from 'react';
import { Banner } from '#parts/banner.tsx';
import { Button } from '#parts/button.tsx';
import { Fault } from '#parts/fault.tsx';
import { Icon } from '#parts/icon.tsx';
import { keyboard } from '#parts/keyboard.ts';
import sheet from '#parts/sheet.module.css';
import { type Audience, useCaseDraft } from './case-draft.ts';
import s from './composer.module.css';
import { useCase, useCaseDeed } from './use-case.ts';

const AUDIENCES = {
  reporter: {
    sign: 'eye',
    says: 'To the reporter and the case team',
    field: 'Reply to the reporter',
    send: 'Send to reporter',
    other: 'Write a team note',
  },
  team: {
    sign: 'lock',
    says: 'Team note: never sent to the reporter',
    field: 'Team note',
    send: 'Add note',
    other: 'Write to the reporter',
  },
} as const;

interface Props {
  readonly audience: Audience;
  /** Rises when the focus belongs here, because one came by the switch or by a key; 0 while it does not. */
  readonly called: number;
  onSwitch(): void;
}

const charactersMax = 40_000;

export function CaseComposer({ audience, called, onSwitch }: Props): JSX.Element {
  const { report } = useCase();
  const { sign, says, field, send, other } = AUDIENCES[audience];
  const { text, write, sent } = useCaseDraft(audience);
  const { act, fault, isPending } = useCaseDeed();
  const area = useRef<HTMLTextAreaElement>(null);
  useEffect(() => {
    if (called > 0) area.current?.focus();
  }, [called]);
  if (report === 'closed') return <Banner sign="lock">This case is closed. Nothing in it changes any more.</Banner>;
  const route = audience === 'reporter' ? 'letters' : 'notes';
  const submit = async (): Promise<void> => {
    if (text.trim() === '') return;
    const isDone = await act((api, params) =>
      api.call(`POST /v1/desk/cases/:case/${route}`, { params, body: { text } }),
    );
    if (isDone) sent(text);
    area.current?.focus();
  };
  const onKeyDown = (event: KeyboardEvent): void => {
    if (event.key !== 'Enter' || !(event.ctrlKey || event.metaKey) || event.nativeEvent.isComposing) return;
    event.preventDefault();
    void submit();
  };
  return (
    <form
      className={`${sheet.frame} ${s.composer}`}
      data-audience={audience}
      data-ring=""
      aria-label={field}
      onSubmit={(event) => {
        event.preventDefault();
        void submit();
      }}
    >
      <div className={s.audience}>
        <Icon sign={sign} small />
        <b className="grow">{says}</b>
        <button type="button" className={s.switch} onClick={onSwitch}>
          {other}
        </button>
      </div>
      <textarea
        ref={area}
        className={sheet.text}
        rows={1}
        aria-label={field}
        maxLength={charactersMax}
        value={text}
        onChange={({ target }) => write(target.value)}
        onKeyDown={onKeyDown}
      />
      <Fault>{fault}</Fault>
      <div className={s.bar}>
        <span className="meta grow">
          {text === '' ? `${keyboard.written('Ctrl+Enter')} sends` : 'The draft is kept on this device alone'}
        </span>
        <Button type="submit" kind="primary" pending={isPending} disabled={text.trim() === ''}>
          {send}
        </Button>
      </div>
    </form>
  );
}
