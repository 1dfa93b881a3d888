import assert from 'node:assert/strict';
import { test } from 'node:test';
import { reformatKey } from 'openpgp';
import { EMBARGO_TERMS } from '#contract/desk-cases.ts';
import { publicId } from '#contract/ids.ts';
import type { Actor } from '#identity/access/access.ts';
import { DAY_MS } from '#platform/clock.ts';
import { createEgress, type Egress, readOpened } from '#platform/egress/egress.ts';
import { Problem } from '#platform/problem.ts';
import { openWeb, TEST_AUTHORITY } from '#platform/testing/web.ts';
import type { Work } from '#platform/work.ts';
import { openReport } from '../cases/cases.ts';
import { directoryName } from '../keys/keys.ts';
import { binaryOf, strangersKey } from '../testing/mails.ts';
import { openDesk } from '../testing/public-desk.ts';
import { lookAtKeys } from './looking.ts';
import {
  confirmSenderKey,
  keyToWriteTo,
  type Learnt,
  learnKeys,
  listSenderKeys,
  refuseSenderKey,
  verifyingKeys,
  writeDownSenderKey,
} from './sender-keys.ts';

const desk = await openDesk();
const { team, clock, app } = desk;
const actor: Actor = { team: team.id, member: team.owner.row.id, role: 'owner', by: { token: '' as never } };
const work = <Result>(use: (inside: Work) => Promise<Result>): Promise<Result> =>
  app.units.open({ team: team.id }, use);
const nowhere: Pick<Egress, 'request'> = { request: async () => assert.fail('nobody is asked') };

const [ada, other] = [await strangersKey(), await strangersKey()];
const learnt = async (key: Parameters<typeof binaryOf>[0], how: Learnt['how'] = 'attached'): Promise<Learnt> => {
  const [found] = await lookAtKeys(binaryOf(key), [], clock.now);
  return { ...(found ?? assert.fail()), how };
};
const learn = async (address: string, ...found: readonly Learnt[]) =>
  await work((inside) => learnKeys(inside, team.id, address, found));
const states = async (address: string) =>
  (await work((inside) => listSenderKeys(inside, address)))
    .map(({ fingerprint, state }) => [fingerprint, state])
    .toSorted();
const printOf = (key: typeof ada): string => key.getFingerprint().toUpperCase();
const used = async (address: string) => (await keyToWriteTo(app.units, nowhere, team.id, address))?.fingerprint;

test('the first key of an address counts, and another one waits until the desk has confirmed it', async () => {
  const address = 'Ada@harbour.example';
  assert.equal(await learn(address, await learnt(ada)), 'first');
  assert.equal(await learn(address, await learnt(ada, 'autocrypt')), 'same');
  assert.equal(await used(address), printOf(ada));
  assert.equal(await learn(address, await learnt(other)), 'changed');
  assert.equal(await learn(address, await learnt(other)), 'changed', 'for as long as it waits');
  assert.equal(await used(address), printOf(ada), 'what waits is not used');
  assert.deepEqual(await work((inside) => verifyingKeys(inside, address)), [binaryOf(ada)]);
  await work((inside) => confirmSenderKey(inside, actor, address, printOf(other)));
  assert.equal(await used(address), printOf(other));
  assert.deepEqual(
    await states(address),
    [
      [printOf(ada), 'former'],
      [printOf(other), 'current'],
    ].toSorted(),
  );
  assert.equal(
    (await work((inside) => verifyingKeys(inside, address))).length,
    2,
    'what it signed before still counts',
  );
  assert.equal(await learn(address, await learnt(ada)), 'same', 'the former one does not come back by itself');
  assert.equal(await used(address), printOf(other));
});

test('a key that the desk refused is not used, and the next mail does not bring it back', async () => {
  const address = 'eve@harbour.example';
  await learn(address, await learnt(await strangersKey(address)));
  const [first] = await work((inside) => listSenderKeys(inside, address));
  assert.ok(first);
  await work((inside) => refuseSenderKey(inside, actor, address, first.fingerprint));
  assert.equal(
    await learn(address, { ...first, expiresAt: undefined as never, addresses: [address], encrypts: true }),
    'same',
  );
  assert.deepEqual(await states(address), [[first.fingerprint, 'refused']]);
  const noneOfHers = (use: typeof refuseSenderKey) =>
    assert.rejects(
      work((inside) => use(inside, actor, address, 'A'.repeat(40))),
      (error) => error instanceof Problem && error.code === 'desk-sender-keys/no-such-key',
    );
  await noneOfHers(refuseSenderKey);
  await noneOfHers(confirmSenderKey);
});

test('a key that names another address, or that one can’t encrypt for, is not learnt', async () => {
  const address = 'bob@harbour.example';
  const expired = await strangersKey(address, { ageMs: 9 * DAY_MS, lifetimeMs: DAY_MS });
  assert.equal(await learn(address, await learnt(ada)), 'nothing');
  assert.equal(await learn(address, await learnt(expired)), 'nothing');
  assert.equal(await learn(address), 'nothing');
  assert.equal(
    await learn(address, await learnt(ada, 'autocrypt')),
    'first',
    'Autocrypt names its sender beside the key',
  );
});

test('what somebody of the desk writes down counts at once, in place of the one before', async () => {
  const address = 'cyd@harbour.example';
  const [first, second] = [await strangersKey(address), await strangersKey(address)];
  await learn(address, await learnt(first));
  const written = await writeDownSenderKey(app.units, actor, address, Buffer.from(second.toPublic().armor()));
  assert.deepEqual([written.state, written.confirmed?.by], ['current', actor.member]);
  assert.equal(await used(address), printOf(second));
  assert.deepEqual(
    await states(address),
    [
      [printOf(first), 'former'],
      [printOf(second), 'current'],
    ].toSorted(),
  );
  await writeDownSenderKey(app.units, actor, address, binaryOf(first));
  assert.equal(await used(address), printOf(first));
  await assert.rejects(
    writeDownSenderKey(app.units, actor, address, Buffer.from('no key')),
    (error) => error instanceof Problem && error.code === 'desk-sender-keys/unusable',
  );
});

test('of a key that is prolonged the newest is kept, and a copy of before does not take that away', async () => {
  const address = 'dee@harbour.example';
  const now = new Date(clock.now.getTime() - DAY_MS);
  const short = await strangersKey(address, { ageMs: 5 * DAY_MS, lifetimeMs: 20 * DAY_MS });
  const { privateKey: long } = await reformatKey({
    ...{ privateKey: short, userIDs: [{ email: address }], format: 'object', date: now, keyExpirationTime: 0 },
  });
  const [known] = await lookAtKeys(binaryOf(short), [binaryOf(long)], clock.now);
  assert.equal(known?.expiresAt, undefined);
});

test('who is in a case says whether a key is its reporter’s, and fixers are not told of any', async () => {
  const address = 'ivy@harbour.example';
  const reporter = { name: 'Ivy', address };
  const report = { raw: Buffer.from('raw'), source: 'web', understood: { title: 'T', text: 'X', reporter } } as const;
  const { id } = await work((inside) => openReport(inside, team.id, report));
  const path = `/v1/desk/cases/${publicId('N', id)}`;
  desk.done(await desk.owner.put(`/v1/desk/roster/${publicId('U', actor.member)}`, { duty: 'coordinator' }));
  desk.done(await desk.owner.put(`${path}/entry`, { terms: EMBARGO_TERMS.version, reason: 'On duty' }));
  const [first, second] = [await strangersKey(address), await strangersKey(address)];
  await learn(address, await learnt(first));
  await learn(address, await learnt(second));
  const shown = async () => {
    const { keys, address: of } = desk.done(await desk.owner.get(`${path}/sender-keys`));
    assert.equal(of, address);
    return keys
      .map((key: { state: string; confirmedBy?: string }) => [key.state, key.confirmedBy !== undefined])
      .toSorted();
  };
  assert.deepEqual(await shown(), [
    ['current', false],
    ['waiting', false],
  ]);
  const judge = (fingerprint: string, isTheirs: boolean, by = desk.owner) =>
    by.put(`${path}/sender-keys/${fingerprint}`, { isTheirs });
  desk.done(await judge(printOf(second), true));
  assert.deepEqual(await shown(), [
    ['current', true],
    ['former', false],
  ]);
  desk.done(await judge(printOf(first), false));
  assert.deepEqual(await shown(), [
    ['current', true],
    ['refused', false],
  ]);
  await desk.refuses('desk-sender-keys/no-such-key', () => judge('A'.repeat(40), true));
  await desk.refuses('desk-sender-keys/unusable', () => desk.owner.post(`${path}/sender-keys`, { key: 'no key' }));
  const third = await strangersKey(address);
  const written = await desk.owner.post(`${path}/sender-keys`, { key: third.toPublic().armor() });
  assert.deepEqual([desk.done(written).state, desk.done(written).how], ['current', 'written']);
  assert.equal(await used(address), printOf(third));
  const { timeline } = desk.done(await desk.owner.post(`${path}/openings`, undefined));
  const said = timeline.map(({ kind }: { kind: string }) => kind).filter((kind: string) => kind.startsWith('key-'));
  assert.deepEqual(said.toSorted(), ['key-confirmed', 'key-refused', 'key-written']);

  const fixer = await desk.addTestMember(team, 'member');
  const theirs = await desk.device(fixer);
  const part = { part: 'fixer', reason: 'Knows the index' };
  desk.done(await desk.owner.put(`${path}/people/${publicId('U', fixer.row.id)}`, part));
  desk.done(await theirs.put(`${path}/entry`, { terms: EMBARGO_TERMS.version, reason: 'Asked in' }));
  assert.deepEqual(desk.done(await theirs.get(`${path}/sender-keys`)), { keys: [] });
  await desk.refuses('desk-sender-keys/no-sender', () => judge(printOf(third), false, theirs));
});

test('nothing of address or key is stored in the clear', async () => {
  const rows = await work(({ sql }) => sql.selectFrom('desk_sender_keys').selectAll().execute());
  assert.ok(rows.length > 5);
  for (const row of rows) {
    const bytes = Buffer.concat([row.address, row.key, row.sealed].map((value) => Buffer.from(value)));
    for (const word of ['harbour', 'ada', printOf(ada)]) assert.ok(!bytes.toString('latin1').includes(word), word);
    assert.ok(!bytes.includes(Buffer.from(printOf(ada), 'hex')));
  }
});

/** The door, with a stand-in at the places of a directory: it finds them at a free port of this machine. */
async function directory(answers: Readonly<Record<string, Buffer | number>>, isSubdomainThere = true) {
  const web = await openWeb((request, response) => {
    const answer = answers[(request.url ?? '').replace(/\?.*/, '')] ?? 404;
    if (typeof answer === 'number') response.writeHead(answer).end();
    else response.end(answer);
  }, 'valid');
  const door = createEgress({
    ...{ opened: readOpened(`127.0.0.1:${web.port}`) ?? assert.fail(), reached: () => {}, authority: TEST_AUTHORITY },
    resolve: async (name) => (name.startsWith('openpgpkey.') && !isSubdomainThere ? [] : ['127.0.0.1']),
  });
  const hosts: string[] = [];
  const egress: Pick<Egress, 'request'> = {
    request: async (wanted, policy) => {
      const url = new URL(wanted.url);
      hosts.push(url.hostname);
      if (url.hostname.startsWith('openpgpkey.') && !isSubdomainThere) return await door.request(wanted, policy);
      return await door.request(
        { ...wanted, url: `https://good.example:${web.port}${url.pathname}${url.search}` },
        policy,
      );
    },
  };
  return { egress, hosts, asked: web.asked };
}

test('where no key is known the directory of the domain is asked, by the advanced way where there is one', async () => {
  const address = 'Fay@reef.example';
  const fay = await strangersKey('fay@reef.example');
  const path = `/.well-known/openpgpkey/reef.example/hu/${directoryName(address)}`;
  const { egress, hosts, asked } = await directory({ [path]: binaryOf(fay) });
  const found = await keyToWriteTo(app.units, egress, team.id, address);
  assert.deepEqual([found?.fingerprint, found?.how, found?.confirmed], [printOf(fay), 'directory', undefined]);
  assert.deepEqual([hosts, asked], [['openpgpkey.reef.example'], [`GET ${path}?l=Fay`]]);
  assert.equal(await used(address), printOf(fay), 'and is kept');
});

test('the direct way is asked where the other is not there; that there is nothing is kept for a day', async () => {
  const address = 'gil@reef.example';
  const gil = await strangersKey(address);
  const path = `/.well-known/openpgpkey/hu/${directoryName(address)}`;
  const answers: Record<string, Buffer | number> = {};
  const { egress, hosts } = await directory(answers, false);
  assert.equal(await keyToWriteTo(app.units, egress, team.id, address), undefined);
  assert.deepEqual(hosts, ['openpgpkey.reef.example', 'reef.example']);
  answers[path] = binaryOf(gil);
  assert.equal(await keyToWriteTo(app.units, egress, team.id, address), undefined);
  assert.equal(hosts.length, 2, 'nobody was asked again');
  clock.advance(DAY_MS);
  assert.equal((await keyToWriteTo(app.units, egress, team.id, address))?.fingerprint, printOf(gil));
});

test('what a directory answers beside the key of this address is not believed', async () => {
  for (const [index, answer] of [binaryOf(ada), Buffer.from(ada.toPublic().armor()), Buffer.alloc(9), 500].entries()) {
    const address = `hal${index}@reef.example`;
    const path = `/.well-known/openpgpkey/reef.example/hu/${directoryName(address)}`;
    const { egress } = await directory({ [path]: answer });
    assert.equal(await keyToWriteTo(app.units, egress, team.id, address), undefined);
    assert.deepEqual(await states(address), []);
  }
  for (const address of ['x@127.0.0.1:22/', 'x@localhost', 'x@a.example/b?c'])
    assert.equal(await keyToWriteTo(app.units, nowhere, team.id, address), undefined);
});

test('each change of a key is an entry, and what was not seen for years is forgotten', async () => {
  const kinds = (await desk.auditKinds()).filter((kind) => kind.startsWith('desk-sender-key'));
  assert.deepEqual(kinds, [
    ...['desk-sender-key.changed', 'desk-sender-key.confirmed', 'desk-sender-key.refused'],
    ...['desk-sender-key.written', 'desk-sender-key.written'],
    ...['desk-sender-key.changed', 'desk-sender-key.confirmed', 'desk-sender-key.refused', 'desk-sender-key.written'],
  ]);
  const holding = app.rooms.flatMap(({ holdings }) => holdings).find(({ name }) => name === 'desk-sender-keys');
  assert.ok(holding?.expire);
  clock.advance(4 * 365 * DAY_MS);
  assert.ok((await work(holding.expire)) > 5);
  assert.deepEqual(await states('ada@harbour.example'), []);
});
