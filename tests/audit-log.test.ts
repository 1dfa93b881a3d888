import assert from 'node:assert/strict';
import { test } from 'node:test';
import { type Answer, startScenario, succeeded } from './scenario.ts';

const { app, team, tokens, ids, call } = await startScenario();
const read = async (query = ''): Promise<Answer['body']> =>
  succeeded(await call('GET', `/v1/audit${query}`, tokens.admin));

test('admins read the audit log newest first, page by page, each entry once', async () => {
  succeeded(await call('POST', '/v1/channels', tokens.owner, { name: 'ops', kind: 'private', topic: 'quay walls' }));
  const all = (await read('?limit=200')).entries;
  assert.equal(all[0].kind, 'channel.created');
  assert.equal(all.at(-1).index, 0);
  const paged: number[] = [];
  for (let query = '?limit=3'; query; ) {
    const page = await read(query);
    paged.push(...page.entries.map(({ index }: { index: number }) => index));
    query = page.next === undefined ? '' : `?limit=3&before=${page.next}`;
  }
  assert.deepEqual(
    paged,
    all.map(({ index }: { index: number }) => index),
  );
});

test('the log is narrowed by kind and by who acted, and holds nothing that was written', async () => {
  const created = (await read('?kind=channel.created')).entries;
  assert.deepEqual(
    created.map(({ kind }: { kind: string }) => kind),
    ['channel.created'],
  );
  const byOwner = (await read(`?member=${ids.owner}&limit=200`)).entries;
  assert.ok(byOwner.length > 0);
  assert.equal(new Set(byOwner.map(({ actor }: { actor: string }) => actor)).size, 1);
  assert.doesNotMatch(JSON.stringify(await read('?limit=200')), /quay/);
});

test('the last signed head and its key can be taken home', async () => {
  const before = succeeded(await call('GET', '/v1/audit/checkpoint', tokens.owner));
  assert.equal(before.note, undefined);
  const note = await app.units.open({ team }, (work) => app.audit.checkpoint(work, team));
  const after = succeeded(await call('GET', '/v1/audit/checkpoint', tokens.owner));
  assert.deepEqual(after, { note, verifierKey: app.audit.verifierKey(team) });
});
