/**
 * Slack's timestamps: seconds and microseconds as text (`1433866203.000003`), at once the time and the id of a
 * message. They are held as whole microseconds since 1970, because a float loses the last digits.
 */
const timestamp = /^(\d{1,12})\.(\d{6})$/;

/** Microseconds since 1970, or undefined where the text is no timestamp. */
export function microsecondsFromTs(ts: string): bigint | undefined {
  const [, seconds, fraction] = timestamp.exec(ts) ?? [];
  return seconds === undefined ? undefined : BigInt(seconds) * 1_000_000n + BigInt(fraction ?? 0);
}

/** The timestamp as Slack writes it: ten digits at least, so that comparing texts compares times. */
export function tsFromMicroseconds(microseconds: bigint): string {
  const digits = microseconds.toString().padStart(16, '0');
  return `${digits.slice(0, -6)}.${digits.slice(-6)}`;
}
