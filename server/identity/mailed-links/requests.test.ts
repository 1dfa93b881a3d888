import assert from 'node:assert/strict';
import { beforeEach, test } from 'node:test';
import { setImmediate as nextTick } from 'node:timers/promises';
import { HOUR_MS } from '#platform/clock.ts';
import { limits } from '#platform/limits.ts';
import { createLog } from '#platform/log.ts';
import { type Mail, mailNotTaken } from '#platform/mail/mail.ts';
import { Problem } from '#platform/problem.ts';
import { createGuesses } from '../guessing/guessing.ts';
import { openCrew } from '../testing/testing.ts';
import { createMailRequests } from './mailed-links.ts';
import type { WriteLetter } from './requests.ts';

const crew = await openCrew();
const { perNetwork, waitingMax } = limits.mailRequests;
const { account: perAddress, team: perTeam } = limits.guessing.mail;

/** To whom mail went out, and what came before it. */
let sent: string[] = [];
let beforeSending: () => Promise<void> = async () => {};
const write: WriteLetter = async (_work, _team, email) => ({ to: email, subject: 'A link', text: '' });
const newNode = () => createGuesses({ units: crew.units, clock: crew.now, log: createLog('silent') });
const requestsWith = (written: WriteLetter) =>
  createMailRequests(
    {
      ...{ units: crew.units, clock: crew.now, log: createLog('silent'), guesses: newNode() },
      mailer: {
        async send({ to }: Mail) {
          await beforeSending();
          sent.push(to);
          return 'kept';
        },
      },
    },
    'test',
    written,
  );
let requests = requestsWith(write);
const ask = (email: string, ip = '192.0.2.1', team = crew.slug) => requests.ask({ team, email }, { ip, userAgent: '' });
const refusedAs = (code: string, ask: () => void): Problem => {
  try {
    ask();
  } catch (error) {
    assert.ok(error instanceof Problem && error.code === code, String(error));
    return error;
  }
  return assert.fail(`not refused with ${code}`);
};

beforeEach(async () => {
  await crew.units.open('deployment', ({ sql }) => sql.deleteFrom('guesses').execute());
  sent = [];
  beforeSending = async () => {};
  requests = requestsWith(write);
});

test('an address gets few mails, however it is written, from wherever, at whichever server', async () => {
  for (let net = 0; net < perAddress.free + 3; net++) {
    ask(net % 2 ? 'ada@x.example' : 'ADA@x.example', `9.9.${net}.1`);
    await requests.settled();
    requests = requestsWith(write);
  }
  assert.equal(sent.length, perAddress.free);
  crew.pass(perAddress.forgottenMs);
  for (let again = 0; again < 2; again++) ask('ada@x.example');
  await requests.settled();
  assert.equal(sent.length, perAddress.free + 1);
});

test('a network is told when it may ask again, whatever it asked for', async () => {
  for (let at = 0; at < perNetwork.max; at++) ask(`${at}@x.example`, `192.0.2.${at}`, 'no-such-team');
  await requests.settled();
  const refusal = refusedAs('mailed-links/too-many', () => ask('late@x.example', '192.0.2.200'));
  assert.deepEqual(refusal.detail, { retryAfterSeconds: HOUR_MS / 1000 });
  ask('elsewhere@x.example', '192.0.3.1');
  await requests.settled();
  assert.deepEqual(sent, ['elsewhere@x.example']);
});

test('a team sends only so many mails in an hour, with the same answer to all', async () => {
  ask('0@x.example');
  await requests.settled();
  await crew.units.open('deployment', ({ sql }) =>
    sql
      .updateTable('guesses')
      .set({ level: perTeam.free - 2 })
      .execute(),
  );
  for (let at = 1; at < 5; at++) ask(`${at}@x.example`, `2001:db8:${at}::1`);
  await requests.settled();
  assert.deepEqual(sent, ['0@x.example', '1@x.example', '2@x.example']);
});

test('too many at one moment are refused, and those before them are served', async () => {
  const { promise, resolve } = Promise.withResolvers<void>();
  beforeSending = () => promise;
  for (let at = 0; at < waitingMax; at++) ask(`${at}@x.example`, `9.8.${at}.1`);
  refusedAs('mailed-links/busy', () => ask('late@x.example', '9.9.9.1'));
  resolve();
  await requests.settled();
  assert.equal(sent.length, waitingMax);
  ask('late@x.example', '9.9.9.1');
  await requests.settled();
  assert.ok(sent.includes('late@x.example'));
});

test('they are looked up one after the other, and one that fails does not keep the next from its mail', async () => {
  let [inside, most] = [0, 0];
  requests = requestsWith(async (work, team, email) => {
    most = Math.max(most, ++inside);
    await nextTick();
    inside -= 1;
    if (email.startsWith('bad')) throw new Error('a fault of ours');
    return await write(work, team, email);
  });
  for (const name of ['ada', 'bad', 'cy']) ask(`${name}@x.example`);
  await requests.settled();
  assert.deepEqual([most, sent], [1, ['ada@x.example', 'cy@x.example']]);
});

test('a mail that is not taken is not tried again, and can be asked for again', async () => {
  beforeSending = async () => {
    throw mailNotTaken();
  };
  ask('ada@x.example');
  await requests.settled();
  assert.deepEqual(sent, []);
  beforeSending = async () => {};
  ask('ada@x.example');
  await requests.settled();
  assert.deepEqual(sent, ['ada@x.example']);
});
