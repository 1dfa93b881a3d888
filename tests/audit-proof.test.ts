/** The browser's verifier against a real log: what `wardroom audit verify` refuses, it refuses too. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { linesOf, NotProven, verifyLog } from '../web/sync/audit-proof.ts';
import { createTestApp } from './app.ts';

const app = await createTestApp();
const team = await app.createTestTeam();
for (const name of ['one', 'two', 'three', 'four', 'five']) {
  await app.call(team.owner.token).post('/v1/channels', { name, kind: 'public' });
}
const exported = async (): Promise<string[]> => {
  const answer = await fetch(`${app.base}/v1/audit/export`, {
    headers: { authorization: `Bearer ${team.owner.token}` },
  });
  assert.equal(answer.status, 200);
  return (await answer.text()).trimEnd().split('\n');
};
async function* given(lines: readonly string[]): AsyncGenerator<string> {
  yield* lines;
}
const lines = await exported();
const refuses = (changed: readonly string[], why: RegExp): Promise<void> =>
  assert.rejects(verifyLog(given(changed)), (error) => error instanceof NotProven && why.test(error.message));

test('the log of a real team is proven, and an earlier look at it is found again', async () => {
  const proof = await verifyLog(given(lines));
  assert.equal(proof.size, lines.length - 2);
  assert.equal(proof.comparedWith, undefined);
  await app.call(team.owner.token).post('/v1/channels', { name: 'six', kind: 'public' });
  const later = await verifyLog(given(await exported()), { seen: proof });
  assert.equal(later.comparedWith, proof.size);
  assert(later.size > proof.size);
});

test('a changed, missing, repeated or misplaced entry is noticed', async () => {
  const [, first = '', second = ''] = lines;
  await refuses(lines.with(1, first.replace('"kind":"', '"kind":"x')), /is not what was logged/);
  await refuses(lines.toSpliced(2, 1), /missing, repeated or misplaced/);
  await refuses(lines.toSpliced(2, 0, second), /missing, repeated or misplaced/);
  await refuses(lines.with(1, second).with(2, first), /missing, repeated or misplaced/);
  await refuses(lines.with(1, ` ${first}`), /not written as the log writes it/);
});

test('a log that was cut, or whose head is not signed by its key, is noticed', async () => {
  await refuses(lines.slice(0, -1), /was cut off/);
  const last = JSON.parse(lines.at(-1) ?? '') as { checkpoint: string };
  const shorter = [...lines.slice(0, -2), lines.at(-1) ?? ''];
  await refuses(shorter, /signed head is not that of these entries/);
  const forged = JSON.stringify({ checkpoint: last.checkpoint.replace(/\n\d+\n/, '\n1\n') });
  await refuses(lines.with(-1, forged), /signature does not belong/);
  await refuses([...lines, lines[1] ?? ''], /follows the checkpoint/);
});

test('against what a device saw before, a rewritten or shortened log is noticed', async () => {
  const { size, root, vkey } = await verifyLog(given(lines));
  const look = (seen: { size: number; root: string; vkey: string }) => verifyLog(given(lines), { seen });
  await assert.rejects(look({ size: size + 1, root, vkey }), /the end was cut off/);
  await assert.rejects(look({ size: size - 1, root, vkey }), /the log was rewritten/);
  await assert.rejects(look({ size, root, vkey: `${vkey}x` }), /signed by another key/);
});

test('lines arrive in any pieces, and one without an end is refused', async () => {
  const bytes = new TextEncoder().encode('ä one\ntwo\n');
  async function* pieces(of: Uint8Array): AsyncGenerator<Uint8Array> {
    for (const byte of of) yield Uint8Array.of(byte);
  }
  const read = async (from: Uint8Array): Promise<string[]> => {
    const found: string[] = [];
    for await (const line of linesOf(pieces(from))) found.push(line);
    return found;
  };
  assert.deepEqual(await read(bytes), ['ä one', 'two']);
  await assert.rejects(read(bytes.slice(0, -1)), /cut off/);
});

test('members without the right get no log', async () => {
  const member = await app.addTestMember(team);
  assert.equal((await app.call(member.token).get('/v1/audit/export')).status, 403);
});
