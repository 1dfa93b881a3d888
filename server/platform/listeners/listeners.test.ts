import assert from 'node:assert/strict';
import { once } from 'node:events';
import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type TestContext, test } from 'node:test';
import { isPlace, listening, placeName, placesInUse } from './listeners.ts';

const HEAD = '  sl  local_address rem_address   st tx_queue rx_queue tr tm->when retrnsmt   uid  timeout inode';
const TABLE = `${HEAD}
   0: 0100007F:20E4 00000000:0000 0A 00000000:00000000 00:00000000 00000000     0        0 4711 1 0 100 0 0 10 0
   1: 00000000:20E5 00000000:0000 0A 00000000:00000000 00:00000000 00000000     0        0 4712 1 0 100 0 0 10 0
   2: 0100007F:20E4 0100007F:D431 01 00000000:00000000 00:00000000 00000000     0        0 4713 1 0 20 4 30 10 -1
`;
const NOBODY = '00000000000000000000000000000000:0000';
const TABLE6 = `${HEAD}
   0: 00000000000000000000000001000000:20E6 ${NOBODY} 0A 00000000:00000000 00:00000000 00000000     0        0 4714 1
   1: B80D0120000000000000000007000000:20E7 ${NOBODY} 0A 00000000:00000000 00:00000000 00000000     0        0 4715 1
   2: 0000000000000000FFFF00000100007F:20E8 ${NOBODY} 0A 00000000:00000000 00:00000000 00000000     0        0 4716 1
   3: ${NOBODY.replace(':0000', ':20E9')} ${NOBODY} 0A 00000000:00000000 00:00000000 00000000     0        0 4717 1
`;

const named = (table: string, ...own: (string | undefined)[]): string[] =>
  listening(table, new Set(own)).map(placeName);

test('of the tables of the kernel those count that listen and are ours', () => {
  assert.deepEqual(named(TABLE, '4711', '4713'), ['127.0.0.1:8420']);
  assert.deepEqual(named(TABLE, '4712', undefined), ['0.0.0.0:8421']);
  assert.deepEqual(named(TABLE6, '4714', '4715', '4716', '4717'), [
    '[::1]:8422',
    '[2001:db8::7]:8423',
    '127.0.0.1:8424',
    '[::]:8425',
  ]);
});

test('a declared address is that one alone; localhost is loopback of both kinds', () => {
  const at = (host: string, port = 8420) => ({ host, port });
  assert.ok(isPlace(at('127.0.0.1'), at('127.0.0.1')));
  assert.ok(isPlace(at('0:0::1'), at('::1')));
  assert.ok(isPlace(at('localhost'), at('::1')) && isPlace(at('localhost'), at('127.0.0.1')));
  for (const [declared, used] of [
    [at('127.0.0.1'), at('0.0.0.0')],
    [at('127.0.0.1'), at('127.0.0.1', 8421)],
    [at('localhost'), at('::')],
  ] as const)
    assert.ok(!isPlace(declared, used));
});

/** What the kernel shows of a process, in a folder. */
function openProc(t: TestContext, tables: Readonly<Record<string, string>>): string {
  const proc = mkdtempSync(join(tmpdir(), 'wardroom-proc-'));
  t.after(() => rmSync(proc, { recursive: true }));
  for (const folder of ['fd', 'net']) mkdirSync(join(proc, folder));
  symlinkSync('socket:[4711]', join(proc, 'fd', '3'));
  writeFileSync(join(proc, 'fd', '4'), '');
  for (const [name, text] of Object.entries(tables)) writeFileSync(join(proc, 'net', name), text);
  return proc;
}

test('a system without IPv6 tells all the same, and another system nothing', (t) => {
  assert.deepEqual(placesInUse(openProc(t, { tcp: TABLE })), [{ host: '127.0.0.1', port: 8420 }]);
  assert.equal(placesInUse(openProc(t, {})), undefined);
  assert.equal(placesInUse(join(tmpdir(), 'wardroom-no-proc')), undefined);
});

test('a place is in use while this process listens there', async (t: TestContext) => {
  if (placesInUse() === undefined) return t.skip('the system does not tell');
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as { port: number };
  const isIn = () => placesInUse()?.some((place) => isPlace({ host: '127.0.0.1', port }, place));
  assert.equal(isIn(), true);
  server.close();
  await once(server, 'close');
  assert.equal(isIn(), false);
});
