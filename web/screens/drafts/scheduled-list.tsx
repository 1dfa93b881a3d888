import { type JSX, useEffect, useState } from 'react';
import type { ScheduledMessage } from '#contract/time.ts';
import { Button } from '#parts/button.tsx';
import { Chip } from '#parts/chip.tsx';
import { ConfirmDialog } from '#parts/dialog.tsx';
import { Empty } from '#parts/empty.tsx';
import { Skeleton } from '#parts/skeleton.tsx';
import { Time } from '#parts/time.tsx';
import { toast } from '#parts/toast.tsx';
import { attempt, outcome, wordsFor } from '#view/attempt.ts';
import { KeptMessage } from '#view/kept-message/kept-message.tsx';
import { useMinute } from '#view/minute.ts';
import { usePlace } from '#view/place.ts';
import { TimeDialog, whenShown } from '#view/time-choice/time-choice.tsx';
import { useSelect, useWorkspace } from '#view/workspace.tsx';
import { TextDialog } from './text-dialog.tsx';

export function ScheduledList(): JSX.Element {
  const workspace = useWorkspace();
  const scheduled = useSelect((state) => state.scheduled);
  const [fault, setFault] = useState<string>();
  const [tries, setTries] = useState(0);
  // biome-ignore lint/correctness/useExhaustiveDependencies: tried again when the button is pressed
  useEffect(() => {
    setFault(undefined);
    workspace.loadScheduled().catch((said: unknown) => setFault(wordsFor(said)));
  }, [workspace, tries]);
  if (!scheduled) {
    if (fault === undefined) return <Skeleton label="Loading scheduled messages" rows={3} />;
    return (
      <Empty
        title="Your scheduled messages could not be loaded"
        actions={<Button onClick={() => setTries(tries + 1)}>Try again</Button>}
      >
        {fault} They are sent at their time all the same.
      </Empty>
    );
  }
  if (scheduled.length === 0) {
    return (
      <Empty title="Nothing is scheduled">Write a message, then choose a time beside the button that sends it.</Empty>
    );
  }
  return (
    <ul>
      {scheduled.map((one) => (
        <Scheduled key={one.id} message={one} />
      ))}
    </ul>
  );
}

type Asking = 'text' | 'time' | 'delete';

function Scheduled({ message }: { message: ScheduledMessage }): JSX.Element {
  const workspace = useWorkspace();
  const place = usePlace();
  const now = useMinute();
  const [asking, setAsking] = useState<Asking>();
  const { id, channel, threadTs, text, files, dueAt, state, reason = '' } = message;
  const sendNow = async (): Promise<void> => {
    const params = { scheduled: id };
    const deed = workspace.api.call('POST /v1/me/scheduled-messages/:scheduled/sending', { params });
    if (!(await attempt(deed))) return;
    void workspace.loadScheduled().catch(wordsFor);
    toast('Sent.');
  };
  return (
    <KeptMessage
      channel={channel}
      isThread={threadTs !== undefined}
      text={text}
      files={files}
      about={
        state === 'failed' ? (
          <Chip tone="bad" sign="warn">
            Not sent
          </Chip>
        ) : (
          <Time at={Date.parse(dueAt)} now={now} place={place} form="both" />
        )
      }
      deeds={
        <>
          <Button sign="pen" onClick={() => setAsking('text')}>
            Edit
          </Button>
          <Button sign="clock" onClick={() => setAsking('time')}>
            Change time
          </Button>
          <Button sign="send" onClick={() => void sendNow()}>
            Send now
          </Button>
          <Button kind="quiet" onClick={() => setAsking('delete')}>
            Cancel it
          </Button>
        </>
      }
    >
      {state === 'failed' && <p className="meta">{reasons[reason] ?? 'The server refused it.'} It is kept here.</p>}
      {asking && <Question message={message} asking={asking} onClose={() => setAsking(undefined)} />}
    </KeptMessage>
  );
}

interface QuestionProps {
  readonly message: ScheduledMessage;
  readonly asking: Asking;
  onClose(): void;
}

function Question({ message, asking, onClose }: QuestionProps): JSX.Element {
  const workspace = useWorkspace();
  const place = usePlace();
  const { id, channel, threadTs, text = '', files, local } = message;
  const params = { scheduled: id };
  const wall = local.slice(0, 16);
  const changed = (fault: string | undefined): string | undefined => {
    if (fault === undefined) void workspace.loadScheduled().catch(wordsFor);
    return fault;
  };
  const change = (body: { text: string } | { when: { local: string; zone: string } }): Promise<string | undefined> =>
    outcome(workspace.api.call('PATCH /v1/me/scheduled-messages/:scheduled', { params, body })).then(changed);
  const cancel = async (): Promise<string | undefined> => {
    const fault = await outcome(workspace.api.call('DELETE /v1/me/scheduled-messages/:scheduled', { params }));
    if (fault === undefined && text !== '' && workspace.getDraft(channel, threadTs) === undefined)
      workspace.setDraft(channel, threadTs, { text, caret: text.length });
    return changed(fault);
  };
  if (asking === 'text') {
    const hasFiles = (files?.length ?? 0) > 0;
    return <TextDialog text={text} hasFiles={hasFiles} onSave={(next) => change({ text: next })} onClose={onClose} />;
  }
  if (asking === 'time') {
    return (
      <TimeDialog
        title="Change the time"
        confirm="Change"
        wall={wall}
        onChoose={(next) => change({ when: { local: next, zone: place.zone } })}
        onClose={onClose}
      />
    );
  }
  return (
    <ConfirmDialog
      title="Cancel this message?"
      consequence={`It will not be sent on ${whenShown(wall, place)}.`}
      wayBack="Its text becomes your draft in that conversation, unless you have begun another one there."
      confirm="Cancel the message"
      cancel="Keep it"
      danger
      onConfirm={cancel}
      onClose={onClose}
    />
  );
}

/** What the server says by code, in words. */
const reasons: Record<string, string> = {
  'channels/archived': 'The channel had been archived.',
  'channels/no-such-channel': 'You were not in the conversation any more.',
  'messages/no-such-thread': 'The message that it answers had been deleted.',
};
