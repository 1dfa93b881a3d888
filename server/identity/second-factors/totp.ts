/** Codes of an authenticator app: TOTP (RFC 6238) with what every app can do, SHA-1, six digits, 30 seconds. */
import { Secret, TOTP } from 'otpauth';
import { encode } from 'uqr';
import type { AuthenticatorSecret } from '#contract/second-factors.ts';
import type { Random } from '#platform/random.ts';

const SECRET_BYTES = 20;
const STEPS_EITHER_WAY = 1;

/** 160 random bits in base32. */
export const newSecret = (random: Random): string =>
  new Secret({ buffer: new Uint8Array(random.bytes(SECRET_BYTES)).buffer }).base32;

/** The step whose code this is, the present one or one beside it for clocks that differ; undefined: of none. */
export function stepOf(secret: string, code: string, now: Date): number | undefined {
  const timestamp = now.getTime();
  const delta = TOTP.validate({
    token: code,
    secret: Secret.fromBase32(secret),
    timestamp,
    window: STEPS_EITHER_WAY,
  });
  return delta === null ? undefined : TOTP.counter({ timestamp }) + delta;
}

/** The secret as an app takes it: typed, as an address, or seen. */
export function showSecret(secret: string, issuer: string, label: string): AuthenticatorSecret {
  const uri = new TOTP({ issuer, label, secret }).toString();
  const { size, data } = encode(uri, { ecc: 'M', border: 0 });
  return { secret, uri, qr: { size, path: data.flatMap(rowPath).join('') } };
}

/** The dark runs of one row, each as a rectangle of height 1. */
function rowPath(row: readonly boolean[], y: number): string[] {
  const runs: string[] = [];
  for (let x = 0; x < row.length; x++) {
    if (!row[x]) continue;
    const from = x;
    while (row[x + 1]) x += 1;
    const width = x + 1 - from;
    runs.push(`M${from} ${y}h${width}v1h-${width}z`);
  }
  return runs;
}
