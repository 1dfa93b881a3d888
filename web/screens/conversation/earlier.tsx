/** What loads by itself when one comes near, also as a button, and the way on when it failed. */
import type { JSX } from 'react';
import { Button } from '#parts/button.tsx';

export interface EarlierProps {
  label: string;
  isLoading: boolean;
  fault: string | undefined;
  load(): void;
}

export function Earlier({ label, isLoading, fault, load }: EarlierProps): JSX.Element {
  return (
    <>
      {fault && <span className="meta">{fault} </span>}
      <Button kind="quiet" pending={isLoading} onClick={load}>
        {fault ? 'Try again' : label}
      </Button>
    </>
  );
}
