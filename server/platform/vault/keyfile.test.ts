import { deepStrictEqual, doesNotMatch, notStrictEqual, rejects, strictEqual } from 'node:assert/strict';
import { randomBytes } from 'node:crypto';
import { chmod, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { inspect } from 'node:util';
import { systemRandom } from '#platform/random.ts';
import { SecretFileRefused } from '#platform/secret-file.ts';
import { SealBroken } from './aead.ts';
import { addDeploymentKey, dropUnusedKeys, openKeyFile, wrappingKeyOf } from './keyfile.ts';

let folder = '';
before(async () => {
  folder = await mkdtemp(join(tmpdir(), 'keyfile-'));
});
after(() => rm(folder, { recursive: true }));

const now = new Date('2030-01-01T00:00:00Z');
const binding = { team: 'team', compartment: 'team', record: 'key', field: '1' };
const pathOf = (name: string): string => join(folder, name, 'deployment.json');
const opened = (name: string, expected = false) => openKeyFile(pathOf(name), { expected }, now, systemRandom);
const idsIn = async (name: string): Promise<string[]> =>
  (JSON.parse(await readFile(pathOf(name), 'utf8')) as { keys: { id: string }[] }).keys.map(({ id }) => id);

test('the first start makes a key; a later one finds it and opens what was wrapped', async () => {
  const [teamKey, first] = [randomBytes(32), await opened('first')];
  const wrapped = await first.wrap(binding, teamKey);
  strictEqual(wrappingKeyOf(wrapped), first.currentId);
  const later = await opened('first', true);
  strictEqual(later.currentId, first.currentId);
  deepStrictEqual(await later.unwrap(binding, wrapped), teamKey);
});

test('a wrapped key opens only unaltered and where it belongs', async () => {
  const keys = await opened('bound');
  const wrapped = await keys.wrap(binding, randomBytes(32));
  await rejects(keys.unwrap({ ...binding, team: 'another' }, wrapped), SealBroken);
  await rejects(keys.unwrap({ ...binding, field: '2' }, wrapped), SealBroken);
  for (let at = 0; at < wrapped.length; at += 1) {
    const changed = Buffer.from(wrapped);
    changed.writeUInt8(wrapped.readUInt8(at) ^ 1, at);
    await rejects(keys.unwrap(binding, changed), SealBroken, `byte ${at}`);
    await rejects(keys.unwrap(binding, wrapped.subarray(0, at)), SealBroken, `cut at ${at}`);
  }
});

test('the key of another deployment opens nothing, and the fault says which kind of key is missing', async () => {
  const wrapped = await (await opened('here')).wrap(binding, randomBytes(32));
  await rejects((await opened('there')).unwrap(binding, wrapped), /does not hold the deployment key/);
});

test('a rotation wraps with a new key, still opens with the former, drops it when nothing needs it', async () => {
  const [teamKey, before] = [randomBytes(32), await opened('rotated')];
  const wrapped = await before.wrap(binding, teamKey);
  const during = await addDeploymentKey(pathOf('rotated'), now, systemRandom);
  notStrictEqual(during.currentId, before.currentId);
  deepStrictEqual(await idsIn('rotated'), [during.currentId, before.currentId]);
  deepStrictEqual(await during.unwrap(binding, wrapped), teamKey);
  const rewrapped = await during.wrap(binding, teamKey);
  strictEqual(wrappingKeyOf(rewrapped), during.currentId);

  await dropUnusedKeys(pathOf('rotated'), new Set([before.currentId]), systemRandom);
  deepStrictEqual(await idsIn('rotated'), [during.currentId, before.currentId]);
  const done = await dropUnusedKeys(pathOf('rotated'), new Set([during.currentId]), systemRandom);
  deepStrictEqual(await idsIn('rotated'), [during.currentId]);
  deepStrictEqual(await done.unwrap(binding, rewrapped), teamKey);
  await rejects(done.unwrap(binding, wrapped), /does not hold the deployment key/);
});

test('the newest key stays even when nothing is wrapped with it yet', async () => {
  const { currentId } = await opened('unused');
  await dropUnusedKeys(pathOf('unused'), new Set(), systemRandom);
  deepStrictEqual(await idsIn('unused'), [currentId]);
});

test('a missing key file stops the start when keys are wrapped, and stops a rotation', async () => {
  await rejects(opened('missing', true), /Restore it from its escrow copy/);
  await rejects(addDeploymentKey(pathOf('missing'), now, systemRandom), /Restore it from its escrow copy/);
  await rejects(dropUnusedKeys(pathOf('missing'), new Set(), systemRandom), /Restore it from its escrow copy/);
});

test('a key file open to others stops the start', async () => {
  await opened('open');
  await chmod(pathOf('open'), 0o640);
  await rejects(opened('open', true), /open to other users/);
});

test('a malformed key file stops the start, and the message shows nothing of it', async () => {
  await opened('malformed');
  const good = await readFile(pathOf('malformed'), 'utf8');
  const { keys } = JSON.parse(good) as { keys: { id: string; createdAt: string; key: string }[] };
  const [one] = keys;
  const secret = one?.key ?? '';
  const malformed: unknown[] = [
    null,
    [],
    { keys: [] },
    { keys: one },
    { keys: [null] },
    { keys, more: 1 },
    { keys: [one, one] },
    { keys: [{ ...one, more: 1 }] },
    { keys: [{ ...one, id: '' }] },
    { keys: [{ ...one, id: 'ü' }] },
    { keys: [{ ...one, createdAt: 'today' }] },
    { keys: [{ ...one, key: secret.slice(4) }] },
    { keys: [{ ...one, key: secret.replace('=', '') }] },
    { keys: Array.from({ length: 101 }, (_, at) => ({ ...one, id: `id-${at}` })) },
  ];
  for (const text of ['', good.slice(0, -20), `x${good}`, ...malformed.map((value) => JSON.stringify(value))]) {
    await writeFile(pathOf('malformed'), text);
    await rejects(opened('malformed', true), (error) => {
      doesNotMatch(inspect(error), new RegExp(secret.slice(0, 8).replaceAll('+', '\\+')));
      return error instanceof SecretFileRefused && /malformed/.test(error.message);
    });
    strictEqual(await readFile(pathOf('malformed'), 'utf8'), text);
  }
});

test('rotations that never end are stopped before the file grows without bound', async () => {
  await opened('full');
  for (let at = 1; at < 100; at += 1) await addDeploymentKey(pathOf('full'), now, systemRandom);
  await rejects(addDeploymentKey(pathOf('full'), now, systemRandom), /finish the last rotation/);
  strictEqual((await idsIn('full')).length, 100);
});
