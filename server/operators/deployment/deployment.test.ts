import assert from 'node:assert/strict';
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import type { Evidence } from '#platform/evidence.ts';
import { limits } from '#platform/limits.ts';
import type { Place } from '#platform/listeners/listeners.ts';
import { openConsole, succeeded } from '../testing/testing.ts';
import { listenersEvidence } from './deployment.evidence.ts';

let measured = 0;
let broken = false;
const evidence: Evidence = {
  claim: 'tests/counted',
  says: 'It was measured.',
  staleAfterMs: 1,
  check: 'Count.',
  async measure() {
    measured += 1;
    if (broken) throw new Error('It broke.');
    return { at: desk.now(), value: `${measured} times`, kept: true };
  },
};
const desk = await openConsole([evidence]);
const { browser } = await desk.enrol('ada');

test('the console says how the deployment is: versions, sizes, counts, and where it listens', async () => {
  const state = succeeded(await browser.call('GET /v1/operator/deployment'));
  assert.deepEqual(
    [state.version, state.engine, state.sockets, state.files],
    ['1.2.3', desk.database.engine, 3, 'folder'],
  );
  assert.match(state.storeVersion, /^\d+/);
  assert.ok(state.storeBytes > 1_000_000, String(state.storeBytes));
  assert.ok(state.disk.freeBytes > 0 && state.disk.freeBytes <= state.disk.totalBytes);
  assert.deepEqual(state.mail, { by: 'folder', kept: 0 });
  assert.equal(state.listeners[0].port, Number(new URL(desk.url).port));
});

test('of mails that wait in the folder it tells how many, and nothing of what they say or to whom', async () => {
  mkdirSync(desk.mailFolder);
  const mail = 'To: canary@ship.example\r\n\r\nhttps://ship.example/t/crew/reset#wrr_canary';
  for (const name of ['one.eml', 'two.eml', '.three.eml.draft']) writeFileSync(join(desk.mailFolder, name), mail);
  const answer = await browser.call('GET /v1/operator/deployment');
  const { kept, newestAt } = succeeded(answer).mail;
  assert.equal(kept, 2);
  assert.ok(Number.isFinite(Date.parse(newestAt)));
  assert.doesNotMatch(JSON.stringify(answer.body), /canary|eml|ship\.example/);
});

test('measurements are repeated after some minutes, and at once after one that failed', async () => {
  const look = async () => await browser.call('GET /v1/operator/checks');
  assert.equal(succeeded(await look()).checks[0].value, '1 times');
  assert.equal(succeeded(await look()).checks[0].value, '1 times');
  desk.pass(limits.operators.checksKeptMs);
  broken = true;
  assert.equal((await look()).status, 500);
  broken = false;
  assert.equal(succeeded(await look()).checks[0].value, '3 times');
});

test('a listener that nobody declared is told, also at the right port of another address', async () => {
  const declared = () => [{ purpose: 'console', host: '127.0.0.1', port: 8421 } as const];
  const found = async (places: readonly Place[] | undefined) =>
    await listenersEvidence(declared, desk.now, () => places).measure(desk.units);
  const [said, other] = [
    { host: '127.0.0.1', port: 8421 },
    { host: '::1', port: 9999 },
  ];
  assert.deepEqual(await found([said]), { at: desk.now(), value: '1 in use, 1 declared', kept: true });
  assert.equal((await found([said, other])).value, '2 in use, 1 declared; nobody declared [::1]:9999');
  assert.equal((await found([other])).kept, false);
  const open = await found([{ ...said, host: '0.0.0.0' }]);
  assert.deepEqual([open.value, open.kept], ['1 in use, 1 declared; nobody declared 0.0.0.0:8421', false]);
  assert.equal((await found(undefined)).kept, false);
});
