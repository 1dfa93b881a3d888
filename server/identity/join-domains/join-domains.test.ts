import assert from 'node:assert/strict';
import { test } from 'node:test';
import { DAY_MS, HOUR_MS } from '#platform/clock.ts';
import { limits } from '#platform/limits.ts';
import { createLog } from '#platform/log.ts';
import { Problem } from '#platform/problem.ts';
import { invitationsHolding } from '../invitations/invitations.holding.ts';
import { openCrew, PASSWORD } from '../testing/testing.ts';
import { createAsking } from './join-domains.ts';

const crew = await openCrew();
const admin = await crew.join('admin', 'adm');
const list = (domain: string, by = admin) => crew.call(`PUT /v1/join-domains/${encodeURIComponent(domain)}`, by.token);
const unlist = (domain: string) => crew.call(`DELETE /v1/join-domains/${encodeURIComponent(domain)}`, admin.token);
const listed = async (): Promise<string[]> =>
  (await crew.call('GET /v1/join-domains', admin.token)).body.domains.map((row: { domain: string }) => row.domain);
const ask = (email: string, team = crew.slug) => crew.call('POST /v1/join-requests', undefined, { team, email });
const mailsTo = (address: string): string[] =>
  crew
    .mails()
    .filter((mail) => mail.includes(`To: ${address}\r\n`))
    .map((mail) => mail.replaceAll('=\r\n', '').replaceAll('=3D', '='));
const tokensFor = (address: string): string[] =>
  mailsTo(address).flatMap((mail) => /invite#(wri_[\w-]+)/.exec(mail)?.[1] ?? []);
const accept = (token: string | undefined, email: string, handle: string) =>
  crew.call('POST /v1/invitations/acceptance', undefined, {
    ...{ token, email, handle, name: handle, password: PASSWORD, as: 'client' },
  });

test('nobody joins by a domain at first', async () => {
  assert.deepEqual(await listed(), []);
  assert.equal((await ask('zoe@pier.example')).status, 202);
  assert.deepEqual(mailsTo('zoe@pier.example'), []);
});

test('whoever reads mail at a listed domain joins as a member by the link that comes there', async () => {
  assert.equal((await list('Harbour.Example')).status, 200);
  assert.deepEqual(await listed(), ['harbour.example']);
  assert.equal((await crew.auditKinds()).at(-1), 'join-domain.added');
  const entries = (await crew.auditKinds()).length;
  await list('harbour.example');
  assert.equal((await crew.auditKinds()).length, entries, 'the same again changes nothing');
  await ask('Zoe@Harbour.example');
  const [token] = tokensFor('zoe@harbour.example');
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
  assert.equal(mailsTo('yan@elsewhere.example').length, 0);
  assert.match(mailsTo('zoe@harbour.example').at(-1) ?? '', /has an account there/);
  assert.equal(tokensFor('zoe@harbour.example').length, 1, 'who is in gets no link');
});

test('a link ends after a day, with another one for the address, and when the domain is no longer listed', async () => {
  await list('quay.example');
  for (const name of ['amy', 'bob', 'cat']) await ask(`${name}@quay.example`);
  await ask('amy@quay.example');
  const [first, second] = tokensFor('amy@quay.example').map((token) => () => accept(token, 'amy@quay.example', 'amy'));
  const tries = await Promise.all([first?.(), second?.()]);
  assert.deepEqual(tries.map((answer) => answer?.status).toSorted(), [201, 404]);
  crew.pass(DAY_MS);
  await crew.refuses('invitations/not-valid', () =>
    accept(tokensFor('bob@quay.example')[0], 'bob@quay.example', 'bob'),
  );
  await ask('cat@quay.example');
  assert.equal((await unlist('quay.example')).status, 204);
  assert.equal((await crew.auditKinds()).at(-1), 'join-domain.removed');
  await list('quay.example');
  await crew.refuses('invitations/not-valid', () =>
    accept(tokensFor('cat@quay.example').at(-1), 'cat@quay.example', 'cat'),
  );
});

test('an address gets three mails an hour, also from many askers', async () => {
  crew.pass(HOUR_MS);
  await Promise.all(Array.from({ length: 8 }, () => ask('often@harbour.example')));
  assert.equal(tokensFor('often@harbour.example').length, limits.joinDomains.perAddress.max);
  crew.pass(HOUR_MS);
  await ask('often@harbour.example');
  assert.equal(tokensFor('often@harbour.example').length, limits.joinDomains.perAddress.max + 1);
});

test('a network and a team are bounded too, and too many at one moment are refused', async () => {
  const sent: string[] = [];
  let isOpen = (): void => {};
  const opened = new Promise<void>((resolve) => {
    isOpen = resolve;
  });
  const asking = createAsking({
    ...{ units: crew.units, clock: crew.now, log: createLog('silent'), url: () => '' },
    mailer: {
      async send({ to }) {
        await opened;
        sent.push(to);
        return 'kept';
      },
    },
  });
  const from = (ip: string, email: string) => asking.ask({ team: crew.slug, email }, { ip, userAgent: '' });
  const { perNetwork, perTeam, waitingMax } = limits.joinDomains;
  const over = (net: string): void => {
    for (let at = 0; at < perNetwork.max + 5; at++) from(`${net}${at}`, `${net}${at}@harbour.example`);
  };
  over('9.9.9.');
  for (let at = perNetwork.max; at < waitingMax; at++) from(`9.9.10.${at}`, `late-${at}@harbour.example`);
  const isBusy = (error: unknown) => error instanceof Problem && error.code === 'join-domains/busy';
  assert.throws(() => from('9.9.11.1', 'busy@harbour.example'), isBusy);
  isOpen();
  await asking.settled();
  assert.equal(sent.filter((to) => to.startsWith('9.9.9.')).length, perNetwork.max);
  assert.equal(sent.length, waitingMax);
  for (let net = 20; net < 26; net++) {
    over(`2001:470:1:${net}::`);
    await asking.settled();
  }
  assert.equal(sent.length, perTeam.max);
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
  assert.equal(tokensFor('ida@möwe.example').length + tokensFor('ida@xn--mwe-sna.example').length, 1);
});
