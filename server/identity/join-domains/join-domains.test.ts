import assert from 'node:assert/strict';
import { test } from 'node:test';
import { DAY_MS } from '#platform/clock.ts';
import { limits } from '#platform/limits.ts';
import { invitationsHolding } from '../invitations/invitations.holding.ts';
import { openCrew, PASSWORD } from '../testing/testing.ts';

const crew = await openCrew();
const admin = await crew.join('admin', 'adm');
const list = (domain: string, by = admin) => crew.call(`PUT /v1/join-domains/${encodeURIComponent(domain)}`, by.token);
const unlist = (domain: string) => crew.call(`DELETE /v1/join-domains/${encodeURIComponent(domain)}`, admin.token);
const listed = async (): Promise<string[]> =>
  (await crew.call('GET /v1/join-domains', admin.token)).body.domains.map((row: { domain: string }) => row.domain);
const ask = (email: string, team = crew.slug) => crew.call('POST /v1/join-requests', undefined, { team, email });
const accept = (token: string | undefined, email: string, handle: string) =>
  crew.call('POST /v1/invitations/acceptance', undefined, {
    ...{ token, email, handle, name: handle, password: PASSWORD, as: 'client' },
  });

test('nobody joins by a domain at first', async () => {
  assert.deepEqual(await listed(), []);
  assert.equal((await ask('zoe@pier.example')).status, 202);
  assert.deepEqual(crew.mailsTo('zoe@pier.example'), []);
});

test('whoever reads mail at a listed domain joins as a member by the link that comes there', async () => {
  assert.equal((await list('Harbour.Example')).status, 200);
  assert.deepEqual(await listed(), ['harbour.example']);
  assert.equal((await crew.auditKinds()).at(-1), 'join-domain.added');
  const entries = (await crew.auditKinds()).length;
  await list('harbour.example');
  assert.equal((await crew.auditKinds()).length, entries, 'the same again changes nothing');
  await ask('Zoe@Harbour.example');
  const [token] = crew.tokensAt('zoe@harbour.example');
  const preview = await crew.call('POST /v1/invitations/preview', undefined, { token });
  assert.deepEqual([preview.body.role, preview.body.email], ['member', 'zoe@harbour.example']);
  await crew.refuses('invitations/for-another-address', () => accept(token, 'eve@harbour.example', 'eve'));
  const came = await accept(token, 'zoe@harbour.example', 'zoe');
  assert.equal(came.status, 201, JSON.stringify(came.body));
  assert.equal(came.body.member.role, 'member');
  await crew.refuses('invitations/not-valid', () => accept(token, 'zoe@harbour.example', 'zoe-2'));
  const { invitations } = (await crew.call('GET /v1/invitations', admin.token)).body;
  assert.deepEqual(invitations, [], 'the list of invitations shows those that members made');
});

test('the answer is the same for every team, domain and account, and says nothing', async () => {
  const answers = [
    await ask('yan@harbour.example'),
    await ask('yan@elsewhere.example'),
    await ask('yan@harbour.example', 'no-such-team'),
    await ask('zoe@harbour.example'),
  ];
  const plain = answers.map(({ status, body, headers }) => {
    const { 'x-request-id': _id, date: _date, ...rest } = Object.fromEntries(headers);
    return JSON.stringify([status, body, rest]);
  });
  assert.equal(new Set(plain).size, 1, plain.join('\n'));
  assert.equal(answers[0]?.status, 202);
  assert.equal(crew.mailsTo('yan@elsewhere.example').length, 0);
  assert.match(crew.mailsTo('zoe@harbour.example').at(-1) ?? '', /has an account there/);
  assert.equal(crew.tokensAt('zoe@harbour.example').length, 1, 'who is in gets no link');
});

test('a link ends after a day, with another one for the address, and when the domain is no longer listed', async () => {
  await list('quay.example');
  for (const name of ['amy', 'bob', 'cat']) await ask(`${name}@quay.example`);
  await ask('amy@quay.example');
  const [first, second] = crew
    .tokensAt('amy@quay.example')
    .map((token) => () => accept(token, 'amy@quay.example', 'amy'));
  const tries = await Promise.all([first?.(), second?.()]);
  assert.deepEqual(tries.map((answer) => answer?.status).toSorted(), [201, 404]);
  crew.pass(DAY_MS);
  await crew.refuses('invitations/not-valid', () =>
    accept(crew.tokensAt('bob@quay.example')[0], 'bob@quay.example', 'bob'),
  );
  await ask('cat@quay.example');
  assert.equal((await unlist('quay.example')).status, 204);
  assert.equal((await crew.auditKinds()).at(-1), 'join-domain.removed');
  await list('quay.example');
  await crew.refuses('invitations/not-valid', () =>
    accept(crew.tokensAt('cat@quay.example').at(-1), 'cat@quay.example', 'cat'),
  );
});

test('what nobody came to use is forgotten, with the address that somebody typed', async () => {
  await ask('typed@harbour.example');
  crew.pass(3 * DAY_MS);
  await crew.units.open({ team: crew.team }, async (work) => await invitationsHolding.expire?.(work));
  const rows = await crew.units.open({ team: crew.team }, ({ sql }) =>
    sql.selectFrom('invitations').select(['email', 'accepted_at']).execute(),
  );
  assert.ok(rows.length > 0 && rows.every(({ accepted_at }) => accepted_at !== null), JSON.stringify(rows));
});

test('only a domain of one’s own is listed, by admins, and not too many', async () => {
  for (const domain of ['gmail.com', 'GMX.de']) await crew.refuses('join-domains/public-provider', () => list(domain));
  for (const domain of ['a..b', '10.0.0.1', '-.example', '[::1].x']) {
    const answer = await list(domain);
    assert.ok([400, 422].includes(answer.status), domain);
  }
  await crew.refuses('join-domains/unusable', () => list('10.0.0.1'));
  await crew.refuses('join-domains/no-such-domain', () => unlist('nowhere.example'));
  const mia = await crew.join('member', 'mia');
  await crew.refuses('http/not-allowed', () => list('mine.example', mia));
  await Promise.all(Array.from({ length: limits.joinDomains.perTeamMax + 2 }, (_, at) => list(`d${at}.example`)));
  assert.equal((await listed()).length, limits.joinDomains.perTeamMax);
  await crew.refuses('join-domains/too-many', () => list('one-more.example'));
});

test('names in other scripts are compared as DNS writes them', async () => {
  await unlist('d0.example');
  await list('Möwe.example');
  assert.ok((await listed()).includes('xn--mwe-sna.example'));
  await ask('ida@möwe.example');
  assert.equal(crew.tokensAt('ida@möwe.example').length + crew.tokensAt('ida@xn--mwe-sna.example').length, 1);
});
