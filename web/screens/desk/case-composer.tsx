/** Where one writes in a case. It says in words and colour who reads it, and each audience has a draft of its own. */
import { type JSX, type KeyboardEvent, type RefObject, useEffect, useRef, useState } from 'react';
import { Banner } from '#parts/banner.tsx';
import { Button } from '#parts/button.tsx';
import { Fault } from '#parts/fault.tsx';
import { Icon } from '#parts/icon.tsx';
import { keyboard } from '#parts/keyboard.ts';
import sheet from '#parts/sheet.module.css';
import { type Attached, AttachedFiles, asGiven, useAttached } from './attached.tsx';
import { type Audience, useCaseDraft } from './case-draft.ts';
import s from './composer.module.css';
import { GoesOut } from './correspondence.tsx';
import { FileButton } from './file-button.tsx';
import { SavedReplies } from './saved-replies.tsx';
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
  const attached = useAttached();
  const { text, write, submit, fault, say, isPending } = useWriting(audience, attached);
  const area = useRef<HTMLTextAreaElement>(null);
  const { unfilled, fillIn } = useReplies(text, write);
  useEffect(() => {
    if (called > 0) area.current?.focus();
  }, [called]);
  if (report === 'closed') return <Banner sign="lock">This case is closed. Nothing in it changes any more.</Banner>;
  const onKeyDown = (event: KeyboardEvent): void => {
    if (event.key !== 'Enter' || !(event.ctrlKey || event.metaKey) || event.nativeEvent.isComposing) return;
    event.preventDefault();
    void submit(area);
  };
  return (
    <form
      className={`${sheet.frame} ${s.composer}`}
      data-audience={audience}
      data-ring=""
      aria-label={field}
      onSubmit={(event) => {
        event.preventDefault();
        void submit(area);
      }}
    >
      <div className={s.audience}>
        <Icon sign={sign} small />
        <b className="grow">{says}</b>
        <button type="button" className={s.switch} onClick={onSwitch}>
          {other}
        </button>
        {audience === 'reporter' && <GoesOut />}
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
      <AttachedFiles attached={attached} />
      <Fault>{fault}</Fault>
      <div className={s.bar}>
        <span className="meta grow">{noteBelow(text, unfilled)}</span>
        {audience === 'reporter' && (
          <>
            <SavedReplies
              onChoose={(reply, open) => {
                fillIn(reply, open);
                area.current?.focus();
              }}
            />
            <FileButton label="Attach a file" kind="quiet" onFile={(file) => say(attached.add(file))} />
          </>
        )}
        <Button type="submit" kind="primary" pending={isPending} disabled={text.trim() === ''}>
          {send}
        </Button>
      </div>
    </form>
  );
}

function noteBelow(text: string, unfilled: readonly string[]): string {
  if (unfilled.length > 0) return `Still to be filled in: ${unfilled.join(', ')}`;
  return text === '' ? `${keyboard.written('Ctrl+Enter')} sends` : 'The draft is kept on this device alone';
}

/** What is written there, and how it is sent with its files. */
function useWriting(audience: Audience, { files, sent: filesSent }: Attached) {
  const { text, write, sent } = useCaseDraft(audience);
  const { act, fault, say, isPending } = useCaseDeed();
  const submit = async (area: RefObject<HTMLElement | null>): Promise<void> => {
    if (text.trim() === '') return;
    const isDone = await act(async (api, params) =>
      audience === 'team'
        ? await api.call('POST /v1/desk/cases/:case/notes', { params, body: { text } })
        : await api.call('POST /v1/desk/cases/:case/letters', { params, body: { text, files: await asGiven(files) } }),
    );
    if (isDone) {
      sent(text);
      filesSent(files);
    }
    area.current?.focus();
  };
  return { text, write, submit, fault, say, isPending };
}

/** A saved reply goes below what stands there; which of its blanks still want words is told. */
function useReplies(text: string, write: (text: string) => void) {
  const [open, setOpen] = useState<readonly string[]>([]);
  return {
    unfilled: open.filter((blank) => text.includes(blank)),
    fillIn(reply: string, blanks: readonly string[]): void {
      write(text.trim() === '' ? reply : `${text.trimEnd()}\n\n${reply}`);
      setOpen(blanks);
    },
  };
}
