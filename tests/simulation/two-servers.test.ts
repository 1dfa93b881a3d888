/** Two server processes on one PostgreSQL, one of which is killed: what is due happens once, whoever does it. */
import assert from 'node:assert/strict';
import { cpSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, test } from 'node:test';
import { setTimeout as wait } from 'node:timers/promises';
import { MINUTE_MS } from '#platform/clock.ts';
import {
  call,
  fetched,
  generalChannel,
  makePlace,
  type Person,
  type Place,
  type Server,
  setUpTeam,
  signIn,
  startServer,
  within,
} from '../journeys/client.ts';

const messages = 120;
const reminders = 20;
const lanes = 6;
/** How far ahead of its call each of them is planned. */
const aheadMs = 700;

test('two servers send each scheduled message and bring each reminder once, also when one is killed', async (t) => {
  const place = await makePlace();
  if (place.databaseUrl === undefined) return t.skip('the embedded store is open to one process');
  const first = await startServer(place);
  await setUpTeam(place, 'kestrel');
  const second = await startServer(besides(place));
  after(() => second.stop('SIGKILL'));
  const owner = await signIn(first.url, 'kestrel');
  const channel = await generalChannel(first.url, owner);
  const texts = Array.from({ length: messages }, (_, n) => `message ${n}`);
  const posted = async (): Promise<string[]> => {
    const { events } = await fetched(first.url, `GET /v1/channels/${channel}/events?after=0`, owner.token);
    return events
      .flatMap(({ kind, message }: Event) => (kind === 'message.posted' && message ? [message.text] : []))
      .filter((text: string) => texts.includes(text));
  };
  // Each server learns of its half from its own calls, and of the other by looking.
  const servers = [first, second];
  const planned = plan(servers, owner, channel, texts);
  await until('a part of them', async () => (await posted()).length > messages / 4);
  servers.pop();
  await second.stop('SIGKILL');
  const early = (await posted()).length;
  await planned;
  await until('all of them', async () => (await posted()).length >= messages && (await due(first, owner)) >= reminders);
  // Nothing is left that could come once more.
  const { scheduled } = await fetched(first.url, 'GET /v1/me/scheduled-messages', owner.token);
  assert.deepEqual([scheduled, await due(first, owner)], [[], reminders]);
  assert.deepEqual((await posted()).toSorted(), texts.toSorted());
  t.diagnostic(`${early} of ${messages} had been sent when one server was killed`);
  return undefined;
});

interface Event {
  readonly kind: string;
  readonly message?: { readonly text: string };
}

/** A data folder of its own with the same secrets, on the same database. */
function besides({ folder, databaseUrl }: Place): Place {
  const other = mkdtempSync(join(tmpdir(), 'wardroom-second-'));
  after(() => rmSync(other, { recursive: true, force: true }));
  cpSync(join(folder, 'keys'), join(other, 'keys'), { recursive: true });
  return { folder: other, databaseUrl };
}

/** Plans all of them by these servers in turn; what got no answer is asked for again, with the same id. */
async function plan(
  servers: readonly Server[],
  { token }: Person,
  channel: string,
  texts: readonly string[],
): Promise<void> {
  const wishes = [
    ...texts.map((text) => ({ line: 'POST /v1/me/scheduled-messages', wanted: { channel, text } })),
    ...Array.from({ length: reminders }, (_, n) => ({ line: 'POST /v1/me/reminders', wanted: { text: `look ${n}` } })),
  ].map((wish) => ({ ...wish, clientId: crypto.randomUUID() }));
  const left = [...wishes.entries()];
  const lane = async (): Promise<void> => {
    for (let next = left.pop(); next; next = left.pop()) {
      const [n, { line, wanted, clientId }] = next;
      const url = servers[n % servers.length]?.url ?? '';
      const when = { at: new Date(Date.now() + aheadMs).toISOString() };
      const answer = await call(url, line, token, { ...wanted, clientId, when }).catch(() => undefined);
      if (answer?.status !== 201) left.push(next);
      // A moment so near may have passed when the call arrives; nothing else is refused.
      if (answer && answer.status !== 201) assert.match(answer.body.type, /time\/in-the-past$/);
    }
  };
  await Promise.all(Array.from({ length: lanes }, lane));
}

async function due({ url }: Server, { token }: Person): Promise<number> {
  const { reminders: all } = await fetched(url, 'GET /v1/me/reminders', token);
  return all.filter(({ state }: { readonly state: string }) => state === 'due').length;
}

const until = (what: string, holds: () => Promise<boolean>): Promise<void> =>
  within(2 * MINUTE_MS, what, async (isLate) => {
    while (!(await Promise.race([holds(), isLate]))) await wait(50);
  });
