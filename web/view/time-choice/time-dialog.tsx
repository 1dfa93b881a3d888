/** When something is to happen. */
import { type JSX, useState } from 'react';
import { Button } from '#parts/button.tsx';
import { Dialog } from '#parts/dialog.tsx';
import { deviceClock } from '#sync/clock.ts';
import { usePlace } from '../place.ts';
import { mornings } from '../wall-time.ts';
import { WallField, wallFault } from './wall-field.tsx';

export interface TimeDialogProps {
  /** What stands in the field at first. */
  readonly wall?: string | undefined;
  readonly title: string;
  readonly confirm: string;
  /** What happens then; of a message that is to be sent unless told. */
  readonly about?: string | undefined;
  /** Resolves with what to tell where it did not succeed; otherwise the dialog closes. */
  onChoose(wall: string): Promise<string | undefined>;
  onClose(): void;
}

const sends =
  'It is kept on the server and sent then, also when you are away. Until then you can change it or take it back.';

export function TimeDialog({
  wall: before,
  title,
  confirm,
  about = sends,
  onChoose,
  onClose,
}: TimeDialogProps): JSX.Element {
  const place = usePlace();
  const [now] = useState(deviceClock.now);
  const [wall, setWall] = useState(before ?? mornings(now, place.zone)[0]?.wall ?? '');
  const [fault, setFault] = useState<string>();
  const [pending, setPending] = useState(false);
  const submit = async (): Promise<void> => {
    const wrong = wallFault(wall, place.zone, deviceClock.now());
    if (wrong !== undefined || pending) return setFault(wrong);
    setPending(true);
    const found = await onChoose(wall);
    setPending(false);
    if (found === undefined) onClose();
    else setFault(found);
  };
  return (
    <Dialog
      title={title}
      onClose={onClose}
      onSubmit={() => void submit()}
      actions={
        <>
          <Button onClick={onClose}>Cancel</Button>
          <Button type="submit" kind="primary" pending={pending}>
            {confirm}
          </Button>
        </>
      }
    >
      <p>{about}</p>
      <WallField
        label="Date and time"
        wall={wall}
        onChange={(next) => {
          setFault(undefined);
          setWall(next);
        }}
        place={place}
        now={now}
        fault={fault}
      />
    </Dialog>
  );
}
