import assert from 'node:assert/strict';
import { test } from 'node:test';
import { publicId } from '#contract/ids.ts';
import { limits } from '#platform/limits.ts';
import { openCrew, PASSWORD } from '../testing/testing.ts';
import { mailedLinksHolding } from './mailed-links.holding.ts';

const crew = await openCrew();
const mia = await crew.join('member', 'mia');
const links = () =>
  crew.units.open({ team: crew.team }, ({ sql }) => sql.selectFrom('mailed_links').selectAll().execute());
const ask = () => crew.call('POST /v1/password-resets', undefined, { team: crew.slug, email: mia.email });

test('the database holds no token, and one link of a kind a member', async () => {
  await ask();
  await ask();
  await crew.call('PUT /v1/me/email', mia.token, { email: 'mia@new.example', password: PASSWORD });
  const rows = await links();
  assert.deepEqual(rows.map(({ kind }) => kind).toSorted(), ['email', 'reset']);
  const text = rows.map((row) => JSON.stringify({ ...row, token_hash: row.token_hash.toString('latin1') })).join();
  for (const address of [mia.email, 'mia@new.example'])
    for (const token of crew.tokensAt(address)) assert.ok(!text.includes(token.slice(30)));
});

test('the link of one kind opens nothing of another', async () => {
  const [token = ''] = crew.tokensAt('mia@new.example');
  const as = (prefix: string) => token.replace('wre_', prefix);
  await crew.refuses('password-resets/not-valid', () =>
    crew.call('POST /v1/password-resets/preview', undefined, { token: as('wrr_') }),
  );
  await crew.refuses('claims/not-valid', () => crew.call('POST /v1/claims/preview', undefined, { token: as('wrc_') }));
});

test('what has ended is removed, and nothing else', async () => {
  await crew.call(`PUT /v1/members/${publicId('U', mia.id)}/password-reset`, crew.owner.token);
  crew.pass(limits.mailedLinks.lifetimeMs.reset);
  const expire = () => crew.units.open({ team: crew.team }, async (work) => await mailedLinksHolding.expire?.(work));
  assert.equal(await expire(), 1);
  assert.deepEqual(
    (await links()).map(({ kind }) => kind),
    ['email'],
  );
});
