import { useState } from 'react';

export interface Typed<T> {
  readonly value: T;
  type(value: T): void;
  /** What is kept shows again: it was saved, or is not wanted. */
  forget(): void;
}

/** What a field shows: what was typed, or else what is kept, also when another device changes that. */
export function useTyped<T>(kept: T): Typed<T> {
  const [typed, setTyped] = useState<{ readonly value: T }>();
  return {
    value: typed ? typed.value : kept,
    type: (value) => setTyped({ value }),
    forget: () => setTyped(undefined),
  };
}
