/** What one says of oneself, until when, and whether one wants to be left in peace meanwhile. */
import { type JSX, useState } from 'react';
import { Button } from '#parts/button.tsx';
import { Dialog } from '#parts/dialog.tsx';
import { Checkbox, Select, TextField } from '#parts/field.tsx';
import { Icon } from '#parts/icon.tsx';
import { Popover } from '#parts/popover.tsx';
import { toast } from '#parts/toast.tsx';
import { Refusal, Unreachable } from '#sync/api.ts';
import { deviceClock } from '#sync/clock.ts';
import { EmojiPicker } from '../emoji/emoji.tsx';
import { usePlace } from '../place.ts';
import { emojiWord, TeamEmoji, useOwnEmoji } from '../team-emoji.tsx';
import { WallField, wallFault } from '../time-choice/time-choice.tsx';
import { endOfDay, endOfWeek, momentAt, wallAt } from '../wall-time.ts';
import { useSelect, useWorkspace } from '../workspace.tsx';
import s from './status.module.css';

const textMax = 100;
const minuteMs = 60_000;

type Until = 'never' | '30' | '60' | '240' | 'today' | 'week' | 'other';
const untils: readonly { value: Until; label: string }[] = [
  { value: 'never', label: 'Until I clear it' },
  { value: '30', label: 'For 30 minutes' },
  { value: '60', label: 'For an hour' },
  { value: '240', label: 'For 4 hours' },
  { value: 'today', label: 'Today' },
  { value: 'week', label: 'This week' },
  { value: 'other', label: 'Until a time' },
];

const suggestions: readonly { emoji: string; text: string; until: Until }[] = [
  { emoji: 'calendar', text: 'In a meeting', until: '60' },
  { emoji: 'knife_fork_plate', text: 'At lunch', until: '60' },
  { emoji: 'headphones', text: 'Focusing', until: '240' },
  { emoji: 'face_with_thermometer', text: 'Out sick', until: 'today' },
  { emoji: 'palm_tree', text: 'On holiday', until: 'week' },
];

export function StatusDialog({ onClose }: { onClose(): void }): JSX.Element {
  const { place, now, emoji, setEmoji, text, setText, until, setUntil, wall, setWall, isQuiet, setQuiet, ...form } =
    useStatus(onClose);
  return (
    <Dialog
      title="Set a status"
      onClose={onClose}
      onSubmit={form.submit}
      actions={
        <>
          <Button onClick={onClose}>Cancel</Button>
          {form.isSet && (
            <Button onClick={form.clear} pending={form.pending}>
              Clear status
            </Button>
          )}
          <Button type="submit" kind="primary" pending={form.pending}>
            Save
          </Button>
        </>
      }
    >
      <div className={s.said}>
        <EmojiChoice emoji={emoji} onChange={setEmoji} />
        <TextField
          label="What is it?"
          value={text}
          maxLength={textMax}
          onChange={(event) => setText(event.target.value)}
          hint={text.length > textMax - 20 ? `${textMax - text.length} characters left` : undefined}
        />
      </div>
      {emoji === '' && text === '' && (
        <Suggestions
          onChoose={(one) => {
            setEmoji(one.emoji);
            setText(one.text);
            setUntil(one.until);
          }}
        />
      )}
      <Select
        label="How long"
        options={untils}
        value={until}
        onChange={(event) => setUntil(event.target.value as Until)}
      />
      {until === 'other' && <WallField label="Until" wall={wall} onChange={setWall} place={place} now={now} />}
      <Checkbox
        label="Do not disturb me meanwhile"
        hint={until === 'never' ? 'Choose how long first.' : 'No notifications until then. Messages still come in.'}
        checked={isQuiet && until !== 'never'}
        disabled={until === 'never'}
        onChange={(event) => setQuiet(event.target.checked)}
      />
      {form.fault && <p role="alert">{form.fault}</p>}
    </Dialog>
  );
}

/** What is being said, and how it is handed over. */
function useStatus(onClose: () => void) {
  const workspace = useWorkspace();
  const place = usePlace();
  const status = useSelect((state) => state.status);
  const [now] = useState(deviceClock.now);
  const [emoji, setEmoji] = useState(status?.emoji ?? '');
  const [text, setText] = useState(status?.text ?? '');
  const [until, setUntil] = useState<Until>(status?.expiresAt === undefined ? 'never' : 'other');
  const [wall, setWall] = useState(status?.expiresAt ? wallAt(Date.parse(status.expiresAt), place.zone) : '');
  const [isQuiet, setQuiet] = useState(false);
  const [pending, setPending] = useState(false);
  const [fault, setFault] = useState<string>();
  const endsAt = momentOf(until, wall, now, place.zone);

  const attempt = async (done: string, run: () => Promise<void>): Promise<void> => {
    setPending(true);
    setFault(undefined);
    try {
      await run();
      toast(done);
      onClose();
    } catch (said) {
      if (!(said instanceof Refusal || said instanceof Unreachable)) throw said;
      setFault(said instanceof Refusal ? said.title : 'The server did not answer. Try again.');
    } finally {
      setPending(false);
    }
  };
  const submit = (): void => {
    const wrong = until === 'other' ? wallFault(wall, place.zone, now) : undefined;
    if (wrong !== undefined) return setFault(wrong);
    if (emoji === '' && text.trim() === '') return setFault('Choose an emoji or say something, or clear the status.');
    void attempt('Your status is set.', async () => {
      await workspace.setStatus({
        ...(emoji === '' ? {} : { emoji }),
        ...(text.trim() === '' ? {} : { text: text.trim() }),
        ...(endsAt === undefined ? {} : { expiresAt: new Date(endsAt).toISOString() }),
      });
      if (isQuiet && endsAt !== undefined)
        await workspace.api.call('PUT /v1/me/notifications/do-not-disturb', {
          body: { until: new Date(endsAt).toISOString() },
        });
    });
  };
  const clear = (): void => void attempt('Your status is cleared.', () => workspace.setStatus(undefined));
  const said = { emoji, setEmoji, text, setText, until, setUntil, wall, setWall, isQuiet, setQuiet };
  return { place, now, ...said, isSet: status !== undefined, pending, fault, submit, clear };
}

function Suggestions({ onChoose }: { onChoose(one: (typeof suggestions)[number]): void }): JSX.Element {
  return (
    <ul className={s.suggestions}>
      {suggestions.map((one) => (
        <li key={one.text}>
          <Button kind="quiet" onClick={() => onChoose(one)}>
            <TeamEmoji code={one.emoji} /> {one.text}
          </Button>
        </li>
      ))}
    </ul>
  );
}

/** Undefined: for good. */
function momentOf(until: Until, wall: string, now: number, zone: string): number | undefined {
  if (until === 'never') return undefined;
  if (until === 'today') return momentAt(endOfDay(now, zone), zone);
  if (until === 'week') return momentAt(endOfWeek(now, zone), zone);
  return until === 'other' ? momentAt(wall, zone) : now + Number(until) * minuteMs;
}

function EmojiChoice({ emoji, onChange }: { emoji: string; onChange(emoji: string): void }): JSX.Element {
  const custom = useOwnEmoji();
  return (
    <div>
      <span className={s.label}>Emoji</span>
      <Popover
        label="Choose an emoji"
        trigger={(opens) => (
          <button
            {...opens}
            type="button"
            className={s.emoji}
            aria-label={emoji === '' ? 'Choose an emoji' : `Emoji: ${emojiWord(emoji)}. Choose another`}
          >
            {emoji === '' ? <Icon sign="smile" /> : <TeamEmoji code={emoji} />}
          </button>
        )}
      >
        {(close) => (
          <EmojiPicker
            custom={custom}
            onPick={({ name }) => {
              close();
              onChange(name);
            }}
          />
        )}
      </Popover>
      {emoji !== '' && (
        <Button kind="quiet" onClick={() => onChange('')}>
          None
        </Button>
      )}
    </div>
  );
}
