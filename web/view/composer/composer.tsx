/**
 * Where a message is written and sent. The door of this folder; `composer.md` beside this tells what it promises. Give
 * it `key={placeKey(channel, threadTs)}`: each conversation and thread has one of its own.
 */
import { type JSX, type KeyboardEvent, memo, useCallback, useEffect, useRef, useState } from 'react';
import { announce } from '#parts/announce.ts';
import { Banner } from '#parts/banner.tsx';
import { Button, IconButton } from '#parts/button.tsx';
import { Checkbox } from '#parts/field.tsx';
import { compareTs, placeKey, type State } from '#sync/state.ts';
import { useSteady } from '../steady.ts';
import { TimeDialog } from '../time-choice/time-choice.tsx';
import { useSelect, useWorkspace } from '../workspace.tsx';
import { Archived, Outside } from './closed.tsx';
import s from './composer.module.css';
import { EmojiButton } from './emoji-button.tsx';
import { register } from './places.ts';
import { ManyQuestion } from './question.tsx';
import { SendLaterMenu } from './send-later.tsx';
import { Tray } from './tray.tsx';
import { TypingLine } from './typing-line.tsx';
import { useNamesLater } from './use-draft.ts';
import { useDrop } from './use-drop.ts';
import { type Sending, useSending } from './use-sending.ts';
import { Writing } from './writing.tsx';

export { MessageEditor } from './message-editor.tsx';
export { focusComposer, writeInto } from './places.ts';
export { fieldText, judgeText, wireText } from './text.ts';

export interface ComposerProps {
  readonly channel: string;
  readonly threadTs?: string | undefined;
  /** What it is called: "#general", "Mei Rao". */
  readonly name: string;
  /** Up in an empty field: the last message of one's own here is to be edited. */
  onEdit?: ((ts: string) => void) | undefined;
  /** A message was handed over: the list may go to its end. */
  onSent?: (() => void) | undefined;
  /** Takes the focus when it appears, except on touch. */
  readonly focus?: boolean | undefined;
}

/** Drawn anew by what is written in it, and not by what others say: hand it callbacks that stay the same. */
export const Composer = memo(function Composer(props: ComposerProps): JSX.Element {
  const channel = useSelect(({ conversations }) => conversations.get(props.channel)?.channel);
  if (!channel) return <Outside channel={props.channel} />;
  if (channel.archivedAt !== undefined) return <Archived />;
  return <OpenComposer {...props} />;
});

function OpenComposer({ channel, threadTs, name, onEdit, onSent, focus }: ComposerProps): JSX.Element {
  const workspace = useWorkspace();
  const frame = useRef<HTMLElement>(null);
  const sending = useSending({ channel, threadTs, onSent });
  const { field, attachments } = sending;
  const [isChoosing, setChoosing] = useState(false);
  useNamesLater(field);
  // What does not change with a key is not drawn with it.
  const attach = useSteady((files: readonly File[]) => void sending.attach(files));
  const onSend = useSteady(() => void sending.send());
  const onLater = useSteady((wall: string) => void sending.schedule(wall).then((fault) => fault && announce(fault)));
  const askForTime = useCallback(() => setChoosing(true), []);
  const isOver = useDrop(frame, attach);
  useEffect(() => {
    if (focus && matchMedia('(pointer: fine)').matches) field.ref.current?.focus();
  }, [focus, field.ref]);
  useEffect(() => register(placeKey(channel, threadTs), { field, adopt: sending.adopt }));
  const onKey = (event: KeyboardEvent): void => {
    const isEmpty = field.written().text === '' && attachments.all.length === 0;
    if (event.key !== 'ArrowUp' || !isEmpty || event.shiftKey || event.ctrlKey || event.altKey || event.metaKey) return;
    const last = lastOwn(workspace.state(), channel, threadTs);
    if (last === undefined || !onEdit) return;
    event.preventDefault();
    onEdit(last);
  };
  const label = threadTs === undefined ? `Message ${name}` : 'Reply';
  return (
    <section ref={frame} className={s.composer} aria-label={label} data-ring="">
      {isOver && <p className={s.over}>Drop files to add them to your message to {name}</p>}
      <Writing
        field={field}
        channel={channel}
        label={threadTs === undefined ? label : `Reply in thread in ${name}`}
        placeholder={label}
        fault={sending.fault}
        hint={sending.hint}
        onSend={onSend}
        onTyped={() => workspace.type(channel, threadTs)}
        onKey={onKey}
        onLongPaste={sending.setLong}
        onFiles={attach}
        attach={
          <>
            <AttachButton onFiles={attach} />
            <EmojiButton field={field} />
          </>
        }
        end={
          <SendButtons
            isReady={sending.isReady}
            isReply={threadTs !== undefined}
            {...{ onSend, onLater }}
            onOther={askForTime}
          />
        }
      >
        <Tray attachments={attachments.all} onRemove={attachments.remove} onRetry={attachments.retry} />
        {sending.long !== undefined && <LongPaste sending={sending} />}
      </Writing>
      {threadTs !== undefined && <AlsoToChannel sending={sending} name={name} />}
      <div className={s.under}>
        <TypingLine channel={channel} threadTs={threadTs} />
        {sending.isSaved && <span className={s.saved}>Draft saved on this device</span>}
      </div>
      <Questions sending={sending} isChoosing={isChoosing} onChosen={() => setChoosing(false)} />
    </section>
  );
}

function AlsoToChannel({ sending, name }: { sending: Sending; name: string }): JSX.Element {
  return (
    <Checkbox
      label={`Also send to ${name}`}
      className={s.also}
      checked={sending.alsoToChannel}
      onChange={(event) => sending.setAlso(event.target.checked)}
    />
  );
}

interface SendButtonsProps {
  readonly isReady: boolean;
  readonly isReply: boolean;
  onSend(): void;
  onLater(wall: string): void;
  onOther(): void;
}

const SendButtons = memo(function SendButtons(props: SendButtonsProps): JSX.Element {
  const { isReady, isReply, onSend, onLater, onOther } = props;
  return (
    <>
      <SendLaterMenu disabled={!isReady} onChoose={onLater} onOther={onOther} />
      <IconButton
        sign="send"
        label={isReply ? 'Send reply' : 'Send'}
        className={s.send}
        disabled={!isReady}
        onClick={onSend}
      />
    </>
  );
});

interface QuestionsProps {
  readonly sending: Sending;
  /** A time to send at is asked for. */
  readonly isChoosing: boolean;
  onChosen(): void;
}

function Questions({ sending, isChoosing, onChosen }: QuestionsProps): JSX.Element {
  return (
    <>
      {sending.telling && (
        <ManyQuestion
          telling={sending.telling}
          onSend={() => void sending.send({ isAsked: true })}
          onClose={sending.dropQuestion}
        />
      )}
      {isChoosing && (
        <TimeDialog title="Send later" confirm="Schedule" onChoose={sending.schedule} onClose={onChosen} />
      )}
    </>
  );
}

/** The last message of one's own that is loaded here and can be edited. */
function lastOwn({ conversations, me }: State, channel: string, threadTs: string | undefined): string | undefined {
  const conversation = conversations.get(channel);
  const stretch = threadTs === undefined ? conversation?.timeline : conversation?.threads.get(threadTs)?.replies;
  return stretch?.messages
    .filter(({ author, note, deletedAt }) => author === me && !note && deletedAt === undefined)
    .reduce<string | undefined>(
      (last, { ts }) => (last === undefined || compareTs(ts, last) > 0 ? ts : last),
      undefined,
    );
}

interface AttachProps {
  onFiles(files: readonly File[]): void;
}

const AttachButton = memo(function AttachButton({ onFiles }: AttachProps): JSX.Element {
  const input = useRef<HTMLInputElement>(null);
  return (
    <>
      <IconButton sign="clip" label="Attach files" onClick={() => input.current?.click()} />
      <input
        ref={input}
        type="file"
        multiple
        hidden
        tabIndex={-1}
        onChange={(event) => {
          onFiles([...(event.target.files ?? [])]);
          // The same file may be chosen again.
          event.target.value = '';
        }}
      />
    </>
  );
});

function LongPaste({ sending }: { sending: Sending }): JSX.Element {
  return (
    <Banner
      tone="warn"
      action={
        <>
          <Button onClick={() => sending.setLong(undefined)}>Leave it out</Button>
          <Button kind="primary" onClick={sending.attachLong}>
            Attach as a text file
          </Button>
        </>
      }
    >
      What you pasted has {(sending.long?.length ?? 0).toLocaleString()} characters; a message holds 40,000.
    </Banner>
  );
}
