/** A server that is killed while it hands over a mail of a case: none goes out twice, and the desk sees the doubt. */
import assert from 'node:assert/strict';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { after, test } from 'node:test';
import { SMTPServer } from 'smtp-server';
import { EMBARGO_TERMS } from '#contract/desk-cases.ts';
import { proposedPolicy } from '#contract/desk-policy-words.ts';
import { openDatabase } from '#platform/database/database.ts';
import { until } from '#platform/testing/waiting.ts';
import { fetched, makePlace, type Person, type Place, type Server, setUpTeam, signIn, startServer } from './client.ts';

/** At which moment of one mail the server is killed. */
const MOMENTS = ['at its sender', 'after its data', 'after it was taken'] as const;
type Moment = (typeof MOMENTS)[number];

/** Takes mail; at the moment that is named it says nothing more, or what it says is the last that is heard. */
async function openSink() {
  const bodies: string[] = [];
  const hanging: { at?: Moment; reached?: () => void } = {};
  /** The mails of reporters are those without a sender; others, to people of the team, go by. */
  const isReached = (at: Moment, sender: string): boolean => {
    if (hanging.at !== at || sender !== '') return false;
    hanging.reached?.();
    return true;
  };
  const server = new SMTPServer({
    authOptional: true,
    disabledCommands: ['STARTTLS'],
    onMailFrom: ({ address }, _session, done) => {
      if (!isReached('at its sender', address)) done();
    },
    onData(stream, { envelope: { mailFrom } }, done) {
      const sender = mailFrom === false ? '' : mailFrom.address;
      const parts: Buffer[] = [];
      stream.on('data', (part: Buffer) => parts.push(part));
      stream.on('end', () => {
        bodies.push(Buffer.concat(parts).toString());
        if (isReached('after its data', sender)) return;
        done();
        isReached('after it was taken', sender);
      });
    },
  });
  server.on('error', () => {});
  await new Promise<void>((listening) => server.listen(0, '127.0.0.1', listening));
  after(() => new Promise<void>((closed) => server.close(closed)));
  const { port } = server.server.address() as AddressInfo;
  return {
    url: `smtp://127.0.0.1:${port}`,
    about: (name: string) => bodies.filter((body) => body.includes(`Subject: ${name}`)).length,
    hangs: (at: Moment) =>
      new Promise<void>((resolve) => {
        Object.assign(hanging, { at, reached: resolve });
      }),
    goesOn: () => Object.assign(hanging, { at: undefined }),
  };
}

/** A case by the web whose reporter left an address, with somebody of the desk in it. */
async function reported({ url }: Server, mei: Person, address: string) {
  const form = new FormData();
  for (const [name, value] of Object.entries({ title: 'One', text: 'Steps', address })) form.append(name, value);
  const answer = await (await fetch(`${url}/t/kestrel/security/report`, { method: 'POST', body: form })).text();
  const [, name = ''] = /data-fill="case">(DESK-\d+)</.exec(answer) ?? [];
  const [, passphrase = ''] = /data-fill="passphrase">([^<]+)</.exec(answer) ?? [];
  const { cases } = await fetched(url, 'GET /v1/desk/cases?limit=200', mei.token);
  const path = `/v1/desk/cases/${cases.find((one: { name: string }) => one.name === name).id}`;
  await fetched(url, `PUT ${path}/entry`, mei.token, { terms: EMBARGO_TERMS.version, reason: 'On duty' });
  return { name, passphrase, path };
}

/** Time passes while no server runs: what was begun is old, and the queue gives its entry out again. */
async function timePasses({ folder, databaseUrl }: Place): Promise<void> {
  const onFatal = (error: Error): void => assert.fail(error);
  const database = await openDatabase({ databaseUrl, folder: join(folder, 'store'), onFatal, onLost: () => {} });
  try {
    await database.pool.query("update desk_deliveries set begun_at = begun_at - interval '10 minutes'");
    await database.pool.query("update pgboss.job set state = 'retry', start_after = now() where state = 'active'");
  } finally {
    await database.close();
  }
}

async function comes({ url }: Server, { name, passphrase }: { name: string; passphrase: string }): Promise<void> {
  const at = `${url}/t/kestrel/security/case`;
  const body = new URLSearchParams({ case: name, passphrase });
  const headers = { origin: new URL(url).origin };
  const signed = await fetch(`${at}/sign-in`, { method: 'POST', body, headers, redirect: 'manual' });
  assert.equal(signed.status, 303);
  const cookie = signed.headers.get('set-cookie')?.split(';')[0] ?? '';
  assert.match(await (await fetch(at, { headers: { cookie } })).text(), new RegExp(name));
}

test('killed while it hands a mail over, the server sends it no second time, says so and sends the next', async (t) => {
  const sink = await openSink();
  const settings = { WARDROOM_SMTP_URL: sink.url };
  const place = await makePlace();
  let server = await startServer(place, settings);
  await setUpTeam(place, 'kestrel');
  const mei = await signIn(server.url, 'kestrel');
  const policy = proposedPolicy('security@kestrel.example');
  await fetched(server.url, 'PUT /v1/desk/policy', mei.token, { after: 0, policy });
  await fetched(server.url, `PUT /v1/desk/roster/${mei.id}`, mei.token, { duty: 'coordinator' });

  for (const [index, moment] of MOMENTS.entries()) {
    const mine = await reported(server, mei, `n${index}@hale.example`);
    const stateOf = async (letter: number): Promise<string | undefined> => {
      const { deliveries } = await fetched(server.url, `GET ${mine.path}/correspondence`, mei.token);
      return deliveries.find((one: { letter: number }) => one.letter === letter)?.state;
    };
    const write = async (text: string): Promise<number> => {
      await fetched(server.url, `POST ${mine.path}/letters`, mei.token, { text });
      const { letters } = await fetched(server.url, `POST ${mine.path}/openings`, mei.token);
      return letters.find((one: { text: string }) => one.text === text).number;
    };
    const reached = sink.hangs(moment);
    const first = await write('The first');
    await reached;
    assert.equal((await server.stop('SIGKILL')).signal, 'SIGKILL');
    sink.goesOn();
    await timePasses(place);
    server = await startServer(place, settings);
    const before = sink.about(mine.name);
    assert.equal(before, moment === 'at its sender' ? 0 : 1, moment);
    const state = await stateOf(first);
    // Between the mail server's answer and the kill there may have been time to write it down.
    assert.ok(state === 'uncertain' || (moment === 'after it was taken' && state === 'sent'), `${moment}: ${state}`);
    // The same queue, whose older entry comes first.
    await comes(server, mine);
    const second = await write('The second');
    await until('The next goes out', async () => (await stateOf(second)) === 'sent');
    assert.equal(sink.about(mine.name), before + 1, moment);
    assert.equal(await stateOf(first), state);
    t.diagnostic(`Killed ${moment}: ${state}`);
  }
  await server.stop('SIGTERM');
});
