import assert from 'node:assert/strict';
import { randomInt } from 'node:crypto';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { linesOf, verifyExport } from '#platform/audit/audit.ts';
import {
  command,
  done,
  generalChannel,
  makePlace,
  type Place,
  post,
  setUpTeam,
  signIn,
  startServer,
} from './client.ts';

const flipsTried = 200;

test('an exported audit log is accepted as it is, and in no other form', async () => {
  const place = await makePlace();
  const server = await startServer(place);
  await setUpTeam(place, 'kestrel');
  const mei = await signIn(server.url, 'kestrel');
  const channel = await generalChannel(server.url, mei);
  for (const text of ['one', 'two', 'three']) await post(server.url, mei, channel, text);
  const early = await exported(place, 'early.jsonl');
  await post(server.url, mei, channel, 'four');
  const late = await exported(place, 'late.jsonl');
  assert.ok(late.entries > early.entries);
  assert.equal(late.vkey, early.vkey);

  // The server runs, and after that it does not: verifying asks neither.
  assert.deepEqual(await verdictOn(place, late), { code: 0, ok: true, size: late.entries });
  await server.stop('SIGTERM');
  assert.deepEqual(await verdictOn(place, late, early), { code: 0, ok: true, size: late.entries });

  const bytes = readFileSync(late.out);
  const flipped = Buffer.from(bytes);
  const at = randomInt(bytes.length);
  flipped.writeUInt8(bytes.readUInt8(at) ^ (1 << randomInt(8)), at);
  const lines = bytes.toString().split('\n');
  const forged: [what: string, content: Buffer | string, kept?: typeof early][] = [
    [`byte ${at} flipped`, flipped],
    ['an entry removed', lines.toSpliced(2, 1).join('\n')],
    ['the end cut off', lines.slice(0, -3).join('\n')],
    ['the end cut off, and closed by an earlier checkpoint of its own', readFileSync(early.out), late],
  ];
  for (const [what, content, kept] of forged) {
    const out = join(place.folder, 'forged.jsonl');
    writeFileSync(out, content);
    const { code, ok, reason } = await verdictOn(place, { ...late, out }, kept);
    assert.deepEqual({ code, ok }, { code: 1, ok: false }, what);
    assert.ok(reason, what);
  }

  const stopped = await exported(place, 'stopped.jsonl');
  assert.deepEqual(await verdictOn(place, stopped, late), { code: 0, ok: true, size: stopped.entries });
  await anyFlipShows(bytes, late.vkey);
});

test('the log of the deployment is exported and verified like that of a team', async () => {
  const place = await makePlace();
  await done(place, 'keys', 'rotate');
  const out = join(place.folder, 'deployment.jsonl');
  const { vkey, entries } = await done(place, 'audit', 'export', '--deployment', '--out', out);
  assert.ok(entries > 0);
  assert.deepEqual(await verdictOn(place, { out, vkey, entries }), { code: 0, ok: true, size: entries });
  const { code, printed } = await command(place, ['audit', 'verify', join(place.folder, 'nothing.jsonl')]);
  assert.equal(code, 1);
  assert.match(printed, /cannot be read/);
});

interface Export {
  readonly out: string;
  readonly entries: number;
  readonly vkey: string;
}

const exported = (place: Place, name: string): Promise<Export> =>
  done(place, 'audit', 'export', '--team', 'kestrel', '--out', join(place.folder, name));

/** What `wardroom audit verify` says of a file; `kept` is an earlier export whose checkpoint somebody kept. */
async function verdictOn(place: Place, { out, vkey }: Export, kept?: Export): Promise<Record<string, unknown>> {
  const args = ['audit', 'verify', out, '--key', vkey, '--json'];
  if (kept) {
    const last = readFileSync(kept.out, 'utf8').trimEnd().split('\n').at(-1) ?? '';
    const file = join(place.folder, 'kept-checkpoint');
    writeFileSync(file, (JSON.parse(last) as { checkpoint: string }).checkpoint);
    args.push('--checkpoint', file);
  }
  const { code, printed } = await command(place, args);
  const { ok, size, reason } = JSON.parse(printed) as Record<string, unknown>;
  return { code, ok, ...(ok ? { size } : { reason }) };
}

async function anyFlipShows(bytes: Buffer, vkey: string): Promise<void> {
  for (let i = 0; i < flipsTried; i++) {
    const flipped = Buffer.from(bytes);
    const at = randomInt(bytes.length);
    flipped.writeUInt8(bytes.readUInt8(at) ^ (1 << randomInt(8)), at);
    const { ok } = await verifyExport(linesOf(chunksOf(flipped)), { vkey });
    assert.equal(ok, false, `byte ${at} of ${bytes.length}`);
  }
}

async function* chunksOf(bytes: Buffer): AsyncGenerator<Buffer> {
  yield bytes;
}
