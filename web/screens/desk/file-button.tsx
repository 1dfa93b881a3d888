/** A button that asks for a file. */
import { type JSX, useRef } from 'react';
import { Button, type ButtonKind } from '#parts/button.tsx';

interface Props {
  readonly label: string;
  readonly kind?: ButtonKind;
  readonly isPending?: boolean;
  onFile(file: File): void;
}

export function FileButton({ label, kind = 'plain', isPending, onFile }: Props): JSX.Element {
  const chooser = useRef<HTMLInputElement>(null);
  return (
    <>
      <input
        ref={chooser}
        type="file"
        aria-label={`${label}: file`}
        hidden
        onChange={({ target }) => {
          const file = target.files?.[0];
          target.value = '';
          if (file) onFile(file);
        }}
      />
      <Button kind={kind} pending={isPending} onClick={() => chooser.current?.click()}>
        {label}
      </Button>
    </>
  );
}
