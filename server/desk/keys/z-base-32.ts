const ALPHABET = 'ybndrfg8ejkmcpqxot1uwisza345h769';
const DIGIT_BITS = 5;

/** The bytes in z-base-32 (RFC 6189, 5.1.6); the last digit is filled up with zeros. */
export function zBase32(bytes: Uint8Array): string {
  const bits = [...bytes].map((byte) => byte.toString(2).padStart(8, '0')).join('');
  const digits = bits.match(new RegExp(`.{1,${DIGIT_BITS}}`, 'g')) ?? [];
  return digits.map((digit) => ALPHABET[Number.parseInt(digit.padEnd(DIGIT_BITS, '0'), 2)]).join('');
}
