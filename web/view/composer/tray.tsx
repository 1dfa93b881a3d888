/** The files that go with the message, each with how far it is. */

import { type JSX, useEffect, useState } from 'react';
import { Button, IconButton } from '#parts/button.tsx';
import { bytesInWords } from '#parts/bytes.ts';
import { Icon } from '#parts/icon.tsx';
import type { Attachment } from './attachments.ts';
import s from './tray.module.css';

interface Props {
  readonly attachments: readonly Attachment[];
  onRemove(key: number): void;
  onRetry(key: number): void;
}

export function Tray({ attachments, onRemove, onRetry }: Props): JSX.Element | null {
  if (attachments.length === 0) return null;
  return (
    <ul className={s.tray} aria-label="Files to send">
      {attachments.map((one) => (
        <li key={one.key} className={s.one} data-state={one.kind}>
          <Face file={one.chosen} />
          <div className="grow">
            <div className={`trunc ${s.name}`}>
              <bdi>{one.name}</bdi>
            </div>
            <State {...one} />
          </div>
          {one.kind === 'failed' && (
            <Button kind="quiet" onClick={() => onRetry(one.key)}>
              Try again
            </Button>
          )}
          <IconButton
            sign="close"
            label={one.kind === 'done' ? `Remove ${one.name}` : `Cancel ${one.name}`}
            onClick={() => onRemove(one.key)}
          />
        </li>
      ))}
    </ul>
  );
}

function State({ kind, name, sent, total, reason }: Attachment): JSX.Element {
  if (kind === 'failed') {
    return (
      <div className={s.fault} role="alert">
        Not uploaded. {reason}
      </div>
    );
  }
  if (kind === 'done') return <div className={s.about}>{bytesInWords(total)}</div>;
  return (
    <div className={s.about}>
      <progress aria-label={`Uploading ${name}`} value={sent} max={Math.max(1, total)} />
      {kind === 'waiting' ? 'Waits for the server' : `${bytesInWords(sent)} of ${bytesInWords(total)}`}
    </div>
  );
}

/** What a browser draws itself without running anything in it; SVG is not among them. */
const drawable = /^image\/(png|jpeg|gif|webp|avif)$/;
const drawnBytesMax = 30_000_000;

function Face({ file }: { file: Attachment['chosen'] }): JSX.Element {
  const [address, setAddress] = useState<string>();
  useEffect(() => {
    if (!(file instanceof File) || !drawable.test(file.type) || file.size > drawnBytesMax) return;
    const made = URL.createObjectURL(file);
    setAddress(made);
    return () => URL.revokeObjectURL(made);
  }, [file]);
  return (
    <span className={s.face}>
      {address === undefined ? (
        <Icon sign="file" />
      ) : (
        <img src={address} alt="" onError={() => setAddress(undefined)} draggable={false} />
      )}
    </span>
  );
}
