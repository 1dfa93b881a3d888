/** "Remind me": of a message, or of something in one's own words, at a time and perhaps again. */
import { type JSX, useState } from 'react';
import type { Reminder, Repeat } from '#contract/time.ts';
import { Button } from '#parts/button.tsx';
import { Dialog } from '#parts/dialog.tsx';
import { Select, TextField } from '#parts/field.tsx';
import { toast } from '#parts/toast.tsx';
import { Refusal, Unreachable } from '#sync/api.ts';
import { deviceClock } from '#sync/clock.ts';
import { deviceRandom } from '#sync/random.ts';
import { usePlace } from '../place.ts';
import { TimeChoice, wallFault, whenShown } from '../time-choice/time-choice.tsx';
import { momentAt, soon } from '../wall-time.ts';
import { useWorkspace } from '../workspace.tsx';

export interface RemindDialogProps {
  /** What it is about; without it, and without `reminder`, the member says it in words. */
  readonly message?: { readonly channel: string; readonly ts: string } | undefined;
  /** One that waits, to be changed; or one that is due, to come again later. */
  readonly reminder?: Reminder | undefined;
  onClose(): void;
}

const repeats: readonly { readonly value: Repeat | ''; readonly label: string }[] = [
  { value: '', label: 'Once' },
  { value: 'daily', label: 'Every day' },
  { value: 'weekdays', label: 'Monday to Friday' },
  { value: 'weekly', label: 'Every week' },
  { value: 'monthly', label: 'Every month' },
];
const textMax = 1_000;

export function RemindDialog(props: RemindDialogProps): JSX.Element {
  const { reminder, onClose } = props;
  const { place, now, presets, isSnooze, isAbout, wall, setWall, text, setText, repeat, setRepeat, ...form } =
    useReminder(props);
  return (
    <Dialog
      title={isSnooze ? 'Remind me again' : reminder ? 'Change the reminder' : 'Remind me'}
      onClose={onClose}
      onSubmit={() => void form.submit()}
      actions={
        <>
          <Button onClick={onClose}>Cancel</Button>
          <Button type="submit" kind="primary" pending={form.pending}>
            {isSnooze ? 'Remind me then' : reminder ? 'Change' : 'Set reminder'}
          </Button>
        </>
      }
    >
      {!isSnooze && (
        <TextField
          label={isAbout ? 'A note for yourself (optional)' : 'Of what'}
          value={text}
          maxLength={textMax}
          onChange={(event) => setText(event.target.value)}
          hint="Only you see it."
        />
      )}
      <TimeChoice label="When" presets={presets} wall={wall} onChange={setWall} place={place} now={now} />
      {!isSnooze && (
        <Select
          label="How often"
          options={repeats}
          value={repeat}
          onChange={(event) => setRepeat(event.target.value as Repeat | '')}
        />
      )}
      {form.fault && <p role="alert">{form.fault}</p>}
    </Dialog>
  );
}

/** What is being said, and how it is handed over. */
function useReminder({ message, reminder, onClose }: RemindDialogProps) {
  const workspace = useWorkspace();
  const place = usePlace();
  const [now] = useState(deviceClock.now);
  const [clientId] = useState(deviceRandom.uuid);
  const presets = soon(now, place.zone);
  const isSnooze = reminder?.state === 'due' || reminder?.state === 'done';
  const isAbout = message !== undefined || reminder?.message !== undefined;
  const [wall, setWall] = useState((isSnooze ? undefined : reminder?.local.slice(0, 16)) ?? presets[1]?.wall ?? '');
  const [text, setText] = useState(reminder?.text ?? '');
  const [repeat, setRepeat] = useState((reminder?.repeat ?? '') as Repeat | '');
  const [pending, setPending] = useState(false);
  const [fault, setFault] = useState<string>();

  const send = async (): Promise<void> => {
    const when = whenOf(wall, presets, place.zone, repeat !== '');
    const said = text.trim() === '' ? {} : { text: text.trim() };
    const again = repeat === '' ? {} : { repeat };
    if (isSnooze && reminder) {
      const params = { reminder: reminder.id };
      await workspace.api.call('PUT /v1/me/reminders/:reminder/snooze', { params, body: { when } });
    } else if (reminder) {
      const body = { ...said, ...again, when };
      await workspace.api.call('PATCH /v1/me/reminders/:reminder', { params: { reminder: reminder.id }, body });
    } else {
      const about = message ? { message: { channel: message.channel, ts: message.ts } } : {};
      const body = { clientId, ...said, ...about, ...again, when };
      await workspace.api.call('POST /v1/me/reminders', { body });
    }
  };
  const submit = async (): Promise<void> => {
    const wrong =
      wallFault(wall, place.zone, now) ?? (isAbout || text.trim() !== '' ? undefined : 'Say what it is about.');
    if (wrong !== undefined) return setFault(wrong);
    setPending(true);
    setFault(undefined);
    try {
      await send();
      void workspace.loadReminders();
      toast(`You will be reminded on ${whenShown(wall, place)}.`);
      onClose();
    } catch (said) {
      if (!(said instanceof Refusal || said instanceof Unreachable)) throw said;
      setFault(said instanceof Refusal ? said.title : 'The server did not answer. Try again.');
    } finally {
      setPending(false);
    }
  };
  const said = { wall, setWall, text, setText, repeat, setRepeat };
  return { place, now, presets, isSnooze, isAbout, ...said, pending, fault, submit };
}

/** "In 20 minutes" is a moment; what repeats needs a clock on a wall. */
function whenOf(wall: string, presets: readonly { wall: string; label: string }[], zone: string, repeats: boolean) {
  const isSpan = presets.some((preset) => preset.wall === wall && preset.label.startsWith('In '));
  return isSpan && !repeats ? { at: new Date(momentAt(wall, zone)).toISOString(), zone } : { local: wall, zone };
}
