/** A deed that wants words: why, or what the reporter is to read. What was typed stays when the server says no. */
import { type JSX, type ReactNode, useState } from 'react';
import { createPortal } from 'react-dom';
import { Button } from '#parts/button.tsx';
import { Dialog } from '#parts/dialog.tsx';
import { Fault } from '#parts/fault.tsx';
import { TextArea } from '#parts/field.tsx';
import type { Api } from '#sync/api.ts';
import { useCaseDeed } from './use-case.ts';

export interface SayProps {
  readonly title: string;
  /** What happens, and who learns of it. */
  readonly about?: ReactNode;
  /** Of the field: "Why". Without it no words are asked for. */
  readonly label?: string | undefined;
  readonly hint?: ReactNode;
  readonly confirm: string;
  readonly danger?: boolean | undefined;
  readonly wide?: boolean | undefined;
  /** More fields, above the words. */
  readonly children?: ReactNode;
  /** What is wrong with what was chosen; the deed is not tried. */
  readonly wrong?: string | undefined;
  readonly most?: number | undefined;
  onSay(api: Api, params: { case: string }, text: string): Promise<unknown>;
  onClose(): void;
}

export function SayDialog(props: SayProps): JSX.Element {
  const { title, about, label, hint, confirm, danger, wide, children, wrong, most = 4_000, onSay, onClose } = props;
  const [text, setText] = useState('');
  const { act, say, fault, isPending } = useCaseDeed();
  const isMissing = label !== undefined && text.trim() === '';
  const submit = async (): Promise<void> => {
    if (wrong !== undefined) return say(wrong);
    if (isMissing) return say('Write a few words first.');
    if (await act((api, params) => onSay(api, params, text.trim()))) onClose();
  };
  // Not within the panel that called it: in a narrow window that may be closed, and would hide it.
  return createPortal(
    <Dialog
      title={title}
      wide={wide}
      onClose={onClose}
      onSubmit={() => void submit()}
      actions={
        <>
          <Button onClick={onClose}>Cancel</Button>
          <Button type="submit" kind={danger ? 'danger' : 'primary'} pending={isPending}>
            {confirm}
          </Button>
        </>
      }
    >
      {about && <p>{about}</p>}
      {children}
      {label !== undefined && (
        <TextArea
          label={label}
          hint={hint}
          maxLength={most}
          value={text}
          onChange={({ target }) => setText(target.value)}
        />
      )}
      <Fault>{fault}</Fault>
    </Dialog>,
    document.body,
  );
}
