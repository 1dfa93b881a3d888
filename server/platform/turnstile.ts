/**
 * Lets at most `atOnce` run at a time, in the order of arrival, while at most `waitingMax` stand in line.
 * Throws what `full` makes when the line is full.
 */
export function createTurnstile(
  atOnce: number,
  waitingMax: number,
  full: () => Error,
): <T>(use: () => Promise<T>) => Promise<T> {
  const line: (() => void)[] = [];
  let inside = 0;
  return async (use) => {
    if (inside < atOnce) inside += 1;
    else if (line.length >= waitingMax) throw full();
    else await new Promise<void>((enter) => line.push(enter));
    try {
      return await use();
    } finally {
      // Who leaves hands the place to the next one in line.
      const next = line.shift();
      if (next) next();
      else inside -= 1;
    }
  };
}

interface Waiter {
  readonly enter: () => void;
  readonly fail: (reason: Error) => void;
}

/**
 * The same with a line for each of those who come, which are served in turn: who sends many waits behind itself, and
 * others wait for one of it. When all lines together are full, the longest one gives up its newest place to whoever has
 * fewer.
 */
export function createFairTurnstile(
  atOnce: number,
  waitingMax: number,
  full: () => Error,
): <T>(whose: string, use: () => Promise<T>) => Promise<T> {
  // In the order in which it is their turn.
  const lines = new Map<string, Waiter[]>();
  let [inside, waiting] = [0, 0];

  const makeRoomFor = (whose: string): void => {
    let [longest, length] = [whose, (lines.get(whose)?.length ?? 0) + 1];
    for (const [other, line] of lines) if (line.length > length) [longest, length] = [other, line.length];
    const newest = longest === whose ? undefined : lines.get(longest)?.pop();
    if (!newest) throw full();
    waiting -= 1;
    newest.fail(full());
  };

  const leave = (): void => {
    const [first] = lines;
    if (!first) {
      inside -= 1;
      return;
    }
    const [whose, line] = first;
    const next = line.shift();
    waiting -= 1;
    lines.delete(whose);
    if (line.length > 0) lines.set(whose, line);
    next?.enter();
  };

  return async (whose, use) => {
    if (inside < atOnce) inside += 1;
    else {
      if (waiting >= waitingMax) makeRoomFor(whose);
      await new Promise<void>((enter, fail) => {
        const line = lines.get(whose) ?? [];
        lines.set(whose, line);
        line.push({ enter, fail });
        waiting += 1;
      });
    }
    try {
      return await use();
    } finally {
      leave();
    }
  };
}
