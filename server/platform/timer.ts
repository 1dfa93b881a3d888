/** Runs something later, once; the result cancels it. Tests put their own in its place. */
export type Timer = (run: () => void, ms: number) => () => void;

/** A timer that does not keep the process alive. */
export const systemTimer: Timer = (run, ms) => {
  const timeout = setTimeout(run, ms);
  timeout.unref();
  return () => clearTimeout(timeout);
};
