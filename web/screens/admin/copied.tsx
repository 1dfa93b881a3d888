import type { JSX } from 'react';
import { Button } from '#parts/button.tsx';
import { TextField } from '#parts/field.tsx';
import { copied } from '#view/copied.ts';

/** A text that is to be entered somewhere else. */
export const Copied = ({ label, value }: { readonly label: string; readonly value: string }): JSX.Element => (
  <TextField
    label={label}
    readOnly
    value={value}
    onFocus={(event) => event.target.select()}
    beside={
      <Button aria-label={`Copy: ${label}`} onClick={() => copied(value, `${label} is copied.`)}>
        Copy
      </Button>
    }
  />
);
