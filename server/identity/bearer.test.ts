import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import type { TeamId } from '#contract/ids.ts';
import { systemRandom } from '#platform/random.ts';
import { isWholeToken, mintBearer, readBearer } from './bearer.ts';

const team = systemRandom.uuid() as TeamId;

test('a token says which team it belongs to, and is found again only by its hash', () => {
  for (const kind of ['session', 'invitation'] as const) {
    const { text, hash } = mintBearer(systemRandom, kind, team);
    assert.match(text, /^wr[si]_[0-9A-Z]{26}[\w-]{43}$/);
    assert.deepEqual(readBearer(text), { kind, team, hash });
    assert.ok(!text.includes(hash.toString('base64url')));
  }
});

test('every team id survives the way through a token', () => {
  fc.assert(
    fc.property(fc.uuid(), (id) => {
      const { text } = mintBearer(systemRandom, 'session', id as TeamId);
      assert.equal(readBearer(text)?.team, id);
    }),
    { numRuns: 100 },
  );
});

test('a text that is no token is not looked up at all', () => {
  const { text } = mintBearer(systemRandom, 'session', team);
  const others = ['', 'wrs_', `${text}A`, text.slice(1), text.slice(0, -1), text.replace('wrs_', 'wrx_'), ` ${text}`];
  for (const other of [...others, `wrs_8${text.slice(5)}`, `${text}\n`, `${text.slice(0, -1)}=`]) {
    assert.equal(readBearer(other), undefined, JSON.stringify(other));
  }
  fc.assert(fc.property(fc.string(), (noise) => assert.equal(readBearer(noise), undefined)));
});

test('changing one character of a token changes its hash', () => {
  const { text, hash } = mintBearer(systemRandom, 'token', team);
  const last = text.endsWith('A') ? 'B' : 'A';
  assert.notDeepEqual(readBearer(text.slice(0, -1) + last)?.hash, hash);
});

test('a scanner tells an API token offline: a word of its own with a checksum that is right', () => {
  for (const [kind, prefix] of [
    ['token', 'wrt'],
    ['bot-token', 'wrb'],
    ['app-token', 'wra'],
  ] as const) {
    const { text, hash } = mintBearer(systemRandom, kind, team);
    assert.match(`KEY="${text}"`, new RegExp(`\\b${prefix}_[0-7][0-9A-HJKMNP-TV-Z]{25}[0-9A-Za-z]{49}\\b`));
    assert.ok(isWholeToken(text));
    assert.deepEqual(readBearer(text), { kind, team, hash });
    // What differs in one place is another text, and none that is asked for.
    for (let at = 0; at < text.length; at++) {
      const other = `${text.slice(0, at)}${text[at] === '7' ? '6' : '7'}${text.slice(at + 1)}`;
      assert.equal(readBearer(other), undefined, other);
    }
  }
});

test('the checksum is the CRC-32 of what stands before it, in base62', () => {
  const zeros = { ...systemRandom, bytes: (size: number) => Buffer.alloc(size) };
  const none = '00000000-0000-0000-0000-000000000000' as TeamId;
  const { text } = mintBearer(zeros, 'token', none);
  assert.equal(text.slice(0, -6), `wrt_${'0'.repeat(69)}`);
  const digits = '0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz';
  const checksum = [...text.slice(-6)].reduce((sum, digit) => sum * 62 + digits.indexOf(digit), 0);
  assert.equal(checksum, crc32OfBits(text.slice(0, -6)));
});

test('a token from before there were checksums is still read', () => {
  const old = mintBearer(systemRandom, 'session', team).text.replace('wrs_', 'wrt_');
  assert.equal(readBearer(old)?.kind, 'token');
  assert.equal(isWholeToken(old), false);
});

/** As RFC 1952 states it (section 8), bit by bit. */
function crc32OfBits(text: string): number {
  let crc = 0xffffffff;
  for (const byte of Buffer.from(text)) {
    crc ^= byte;
    for (let bit = 0; bit < 8; bit++) crc = crc & 1 ? (crc >>> 1) ^ 0xedb88320 : crc >>> 1;
  }
  return (crc ^ 0xffffffff) >>> 0;
}
