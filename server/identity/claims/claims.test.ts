import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Role } from '#contract/identity.ts';
import { type MemberId, publicId } from '#contract/ids.ts';
import { DAY_MS, MINUTE_MS } from '#platform/clock.ts';
import { systemRandom } from '#platform/random.ts';
import { mintBearer } from '../bearer.ts';
import { addImportedMembers, addMember } from '../members/members.ts';
import { type Answer, openCrew, PASSWORD } from '../testing/testing.ts';
import { inviteUnclaimed } from './claims.ts';

const crew = await openCrew();
const admin = await crew.join('admin', 'adm');

/** People of an export: with an address, and without a password. */
async function imported(handles: readonly string[], more: { isActive?: boolean } = {}): Promise<MemberId[]> {
  const people = handles.map((handle) => ({
    ...{ role: 'member' as const, handle, name: handle, email: `${handle}@old.example`, isActive: true },
    ...more,
  }));
  const arrivals = await crew.units.open({ team: crew.team }, (work) =>
    addImportedMembers(work, crew.team, 'import', people),
  );
  return arrivals.map(({ id }) => id);
}

const one = async (handle: string): Promise<string> => publicId('U', (await imported([handle]))[0] ?? '');
const invite = (member: string, by = admin.token) => crew.call(`PUT /v1/members/${member}/claim`, by);
const look = (token: string) => crew.call('POST /v1/claims/preview', undefined, { token });
const claim = (token: string, password = PASSWORD) =>
  crew.call('POST /v1/claims/acceptance', undefined, { token, password, as: 'client' });

/** The token in the last mail to this address. */
const tokenFor = (handle: string): string =>
  crew.tokensAt(`${handle}@old.example`).at(-1) ?? assert.fail(`no link was mailed to ${handle}`);

async function invited(handle: string): Promise<{ member: string; token: string }> {
  const member = await one(handle);
  assert.equal((await invite(member)).status, 200);
  return { member, token: tokenFor(handle) };
}

async function refusesLink(token: string): Promise<void> {
  await crew.refuses('claims/not-valid', () => look(token));
  await crew.refuses('claims/not-valid', () => claim(token));
}

test('who is invited by mail chooses a password and is signed in as who it was', async () => {
  const member = await one('ada');
  const answer = await invite(member);
  assert.equal(answer.body.mail, 'kept');
  assert.doesNotMatch(JSON.stringify(answer.body), /wrc_|claim#/, 'the link is shown to nobody');
  const token = tokenFor('ada');
  const preview = await look(token);
  assert.deepEqual([preview.body.team.slug, preview.body.member.id], ['crew', member]);
  const { status, body } = await claim(token);
  assert.deepEqual([status, body.member.id, body.member.role], [200, member, 'member']);
  assert.equal((await crew.call('GET /v1/me', body.token)).body.member.id, member);
  assert.equal(publicId('U', crew.welcomed.at(-1)?.member ?? ''), member);
  assert.deepEqual((await crew.auditKinds()).slice(-3), ['claim.opened', 'member.claimed', 'session.started']);
  assert.equal((await crew.attempts())[0]?.reason, 'claim');
  const signIn = { team: 'crew', email: 'ada@old.example', password: PASSWORD };
  assert.equal((await crew.call('POST /v1/sign-in', undefined, signIn)).status, 200);
  await refusesLink(token);
});

test('of many who use one link at the same time, one comes in', async () => {
  const { token } = await invited('rush');
  const answers = await Promise.all(Array.from({ length: 6 }, () => claim(token)));
  assert.deepEqual(answers.map(({ status }) => status).toSorted(), [200, ...Array(5).fill(404)]);
});

test('of two invitations into one account the later one counts', async () => {
  const { member, token } = await invited('twice');
  await invite(member);
  await refusesLink(token);
  assert.equal((await claim(tokenFor('twice'))).status, 200);
});

test('a link ends after seven days, when it is taken back, and when the account is closed', async () => {
  const late = await invited('late');
  crew.pass(7 * DAY_MS - MINUTE_MS);
  assert.equal((await look(late.token)).status, 200);
  crew.pass(2 * MINUTE_MS);
  await refusesLink(late.token);
  const back = await invited('back');
  const take = () => crew.call(`DELETE /v1/members/${back.member}/claim`, admin.token);
  assert.equal((await take()).status, 204);
  await refusesLink(back.token);
  await crew.refuses('claims/no-such-claim', take);
  const closed = await invited('closed');
  await crew.call(`POST /v1/members/${closed.member}/deactivation`, admin.token);
  await refusesLink(closed.token);
});

test('a link counts only while the person who sent it may still invite', async () => {
  const leaver = await crew.join('admin', 'leaver');
  const member = await one('left-behind');
  await invite(member, leaver.token);
  await crew.call(`POST /v1/members/${publicId('U', leaver.id)}/deactivation`, crew.owner.token);
  await refusesLink(tokenFor('left-behind'));
});

test('a guessed link, one of another team, and an invitation open no account', async () => {
  const { token } = await invited('target');
  await refusesLink(mintBearer(systemRandom, 'claim', crew.team).text);
  await refusesLink(`wrc_${publicId('T', systemRandom.uuid()).slice(1)}${token.slice(30)}`);
  await crew.refuses('http/invalid-request', () => claim(token.replace('wrc_', 'wri_')));
});

test('no invitation whose link somebody saw becomes an account that is there', async () => {
  const { link } = (await crew.call('POST /v1/invitations', admin.token, { role: 'member' })).body;
  const early = { role: 'member', email: 'early@old.example' };
  const bound = (await crew.call('POST /v1/invitations', admin.token, early)).body.link;
  await imported(['plain', 'early']);
  for (const [handle, url] of [
    ['plain', link],
    ['early', bound],
  ]) {
    const person = { name: 'Eve', handle: `eve-${handle}`, email: `${handle}@old.example`, password: PASSWORD };
    await crew.refuses('members/email-taken', () =>
      crew.call('POST /v1/invitations/acceptance', undefined, { token: url.split('#')[1], ...person }),
    );
  }
});

test('who invites an address that waits is told which account it is, and gets no link', async () => {
  const member = await one('waits');
  const body = { role: 'admin', email: 'WAITS@old.example' };
  const call = () => crew.call('POST /v1/invitations', admin.token, body);
  await crew.refuses('invitations/account-waits', call);
  assert.equal((await call()).body.member, member);
});

test('nobody is invited into an account that is claimed, closed, a bot, without an address, or not there', async () => {
  const [closed] = await imported(['was-closed'], { isActive: false });
  const ids = [admin.id, closed ?? '', (await crew.join('bot', 'machine')).id, await withoutAddress()];
  for (const id of ids) await crew.refuses('claims/not-unclaimed', () => invite(publicId('U', id)));
  await crew.refuses('members/no-such-member', () => invite(publicId('U', systemRandom.uuid())));
  const nobody = publicId('U', systemRandom.uuid());
  await crew.refuses('members/no-such-member', () => crew.call(`DELETE /v1/members/${nobody}/claim`, admin.token));
});

async function waiting(role: Role, handle: string, email: string | null): Promise<MemberId> {
  const person = { team: crew.team, role, handle, name: handle, email, passwordHash: null, channels: [] };
  return (await crew.units.open({ team: crew.team }, (work) => addMember(work, async () => {}, person, 'operator'))).id;
}
const withoutAddress = () => waiting('member', 'no-address', null);

test('only an owner invites into the account of an owner', async () => {
  const boss = publicId('U', await waiting('owner', 'boss', 'boss@old.example'));
  await crew.refuses('members/owners-only', () => invite(boss));
  assert.equal((await invite(boss, crew.owner.token)).status, 200);
  await crew.refuses('members/owners-only', () => crew.call(`DELETE /v1/members/${boss}/claim`, admin.token));
  assert.equal((await claim(tokenFor('boss'))).body.member.role, 'owner');
  await crew.call(`PUT /v1/members/${boss}/role`, crew.owner.token, { role: 'member' });
});

test('an admin who sent the link before the account became an owner opens nothing', async () => {
  const { member, token } = await invited('rising');
  await crew.call(`PUT /v1/members/${member}/role`, crew.owner.token, { role: 'owner' });
  await refusesLink(token);
  await crew.call(`PUT /v1/members/${member}/role`, crew.owner.token, { role: 'member' });
});

test('a weak password is refused, and the link stays open', async () => {
  const { token } = await invited('weakling');
  await crew.refuses('passwords/weak', () => claim(token, 'password1234'));
  await crew.refuses('passwords/length', () => claim(token, 'x7$kQ'));
  assert.equal((await claim(token)).status, 200);
});

test('only who may invite sees, sends and takes back these links', async () => {
  const mia = await crew.join('member', 'mia');
  const member = await one('wanted');
  for (const line of [
    `PUT /v1/members/${member}/claim`,
    `DELETE /v1/members/${member}/claim`,
    'GET /v1/claims',
    'POST /v1/claims',
  ]) {
    await crew.refuses('http/not-allowed', () => crew.call(line, mia.token, line.startsWith('POST') ? {} : undefined));
  }
});

async function inviteAll(): Promise<number> {
  let mailed = 0;
  for (let after: string | undefined, pages = 0; pages < 50; pages++) {
    const { body }: Answer = await crew.call('POST /v1/claims', admin.token, { limit: 3, ...(after ? { after } : {}) });
    mailed += body.mailed;
    after = body.next;
    if (after === undefined) return mailed;
  }
  return assert.fail('the pages do not end');
}

async function unclaimed(): Promise<{ handle: string; mailed: boolean }[]> {
  const seen: { handle: string; mailed: boolean }[] = [];
  for (let after = '', pages = 0; pages < 50; pages++) {
    const { body } = await crew.call(`GET /v1/claims?limit=4${after}`, admin.token);
    for (const { member, mailedAt } of body.unclaimed)
      seen.push({ handle: member.handle, mailed: mailedAt !== undefined });
    if (!body.next) return seen.toSorted((a, b) => a.handle.localeCompare(b.handle));
    after = `&after=${body.next}`;
  }
  return assert.fail('the pages do not end');
}

test('everybody of an import is invited at once, in pages, each once', async () => {
  await inviteAll();
  await imported(['crowd-1', 'crowd-2', 'crowd-3', 'crowd-4', 'crowd-5']);
  await imported(['crowd-closed'], { isActive: false });
  assert.deepEqual(
    (await unclaimed()).filter(({ mailed }) => !mailed).map(({ handle }) => handle),
    ['crowd-1', 'crowd-2', 'crowd-3', 'crowd-4', 'crowd-5'],
  );
  const before = crew.mails().length;
  assert.equal(await inviteAll(), 5);
  assert.equal(crew.mails().length, before + 5);
  assert.ok((await unclaimed()).every(({ mailed }) => mailed));
  assert.equal(await inviteAll(), 0, 'a second run mails nobody twice');
  assert.equal((await claim(tokenFor('crowd-3'))).status, 200);
  assert.ok((await unclaimed()).every(({ handle }) => handle !== 'crowd-3'));
});

test('who was not reached is invited again by the next run', async () => {
  const [member] = await imported(['unlucky']);
  const actor = { team: crew.team, member: admin.id, role: 'admin', by: { token: '' as never } } as const;
  const mailer = { send: async () => assert.fail('the mail server is away') };
  const run = { after: undefined, limit: 10 };
  await assert.rejects(inviteUnclaimed(crew.units, { mailer, url: () => '' }, actor, run));
  assert.deepEqual(
    (await unclaimed()).filter(({ mailed }) => !mailed).map(({ handle }) => handle),
    ['unlucky'],
  );
  assert.equal(await inviteAll(), 1);
  assert.equal((await claim(tokenFor('unlucky'))).body.member.id, publicId('U', member ?? ''));
});
