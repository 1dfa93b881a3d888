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
