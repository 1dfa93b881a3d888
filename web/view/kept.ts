/** Settings that are kept at once. */
import { useRef, useState } from 'react';
import { attempt } from './attempt.ts';

/**
 * What shows, and how to change it: the change shows at once, is sent after those before it, and is gone again where
 * the server says no, which is told. `send` resolves when `stored` is the new value.
 */
export function useKept<Value>(
  stored: Value,
  send: (value: Value) => Promise<unknown>,
): readonly [Value, (value: Value) => void] {
  const [mine, setMine] = useState<{ readonly value: Value }>();
  const last = useRef<Promise<unknown>>(Promise.resolve());
  const keep = (value: Value): void => {
    setMine({ value });
    const turn = last.current.then(() => attempt(send(value)));
    last.current = turn;
    void turn.finally(() => last.current === turn && setMine(undefined));
  };
  return [mine ? mine.value : stored, keep];
}
