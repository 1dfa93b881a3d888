import assert from 'node:assert/strict';
import { test } from 'node:test';
import { type ChannelId, publicId } from '#contract/ids.ts';
import { DAY_MS, MINUTE_MS } from '#platform/clock.ts';
import { limits } from '#platform/limits.ts';
import { systemRandom } from '#platform/random.ts';
import { mintBearer } from '../bearer.ts';
import { openCrew, PASSWORD } from '../testing/testing.ts';

const crew = await openCrew();
const admin = await crew.join('admin', 'adm');
const channel = publicId('C', systemRandom.uuid());
const uuids = (ids: readonly ChannelId[]) => ids.map((id) => publicId('C', id));

async function invited(body: object = { role: 'member' }, by = admin.token): Promise<{ token: string; id: string }> {
  const answer = await crew.call('POST /v1/invitations', by, body);
  assert.equal(answer.status, 201, JSON.stringify(answer.body));
  return { token: answer.body.link.split('#')[1], id: answer.body.invitation.id };
}
const look = (token: string) => crew.call('POST /v1/invitations/preview', undefined, { token });
const accept = (token: string, handle: string, more: object = {}) => {
  const person = { name: handle, handle, email: `${handle}@ship.example`, password: PASSWORD, as: 'client' };
  return crew.call('POST /v1/invitations/acceptance', undefined, { token, ...person, ...more });
};
const refusesLink = async (token: string) => {
  await crew.refuses('invitations/not-valid', () => look(token));
  await crew.refuses('invitations/not-valid', () => accept(token, 'nobody'));
};

test('an invitation by link makes a member, welcomes it and signs it in', async () => {
  const { token } = await invited();
  const preview = await look(token);
  assert.deepEqual(
    [preview.body.team.slug, preview.body.role, preview.body.invitedBy, preview.body.email],
    ['crew', 'member', 'adm', undefined],
  );
  const { status, body } = await accept(token, 'ada');
  assert.deepEqual([status, body.member.handle, body.member.role], [201, 'ada', 'member']);
  assert.equal((await crew.call('GET /v1/me', body.token)).body.member.id, body.member.id);
  assert.equal(publicId('U', crew.welcomed.at(-1)?.member ?? ''), body.member.id);
  assert.deepEqual((await crew.auditKinds()).slice(-3), ['member.added', 'invitation.accepted', 'session.started']);
  assert.equal((await crew.attempts())[0]?.reason, 'invitation');
  const signIn = { team: 'crew', email: 'ada@ship.example', password: PASSWORD };
  assert.equal((await crew.call('POST /v1/sign-in', undefined, signIn)).status, 200);
});

test('an invitation works once', async () => {
  const { token } = await invited();
  assert.equal((await accept(token, 'once')).status, 201);
  await refusesLink(token);
});

test('of many who accept one link at the same time, one becomes a member', async () => {
  const { token } = await invited();
  const before = crew.facts.length;
  const answers = await Promise.all(Array.from({ length: 8 }, (_, i) => accept(token, `rush-${i}`)));
  assert.deepEqual(answers.map(({ status }) => status).toSorted(), [201, ...Array(7).fill(404)]);
  assert.equal(crew.facts.slice(before).filter((fact) => fact.kind === 'member.joined').length, 1);
});

test('of two who want the same short name at the same time, one gets it and the other can choose again', async () => {
  const [first, second] = [await invited(), await invited()];
  const answers = await Promise.all([
    accept(first.token, 'same', { email: 'one@ship.example' }),
    accept(second.token, 'same', { email: 'two@ship.example' }),
  ]);
  assert.deepEqual(answers.map(({ status }) => status).toSorted(), [201, 409]);
  const left = answers[0].status === 409 ? first : second;
  assert.equal((await accept(left.token, 'not-the-same')).status, 201);
});

test('an invitation ends after seven days', async () => {
  const { token } = await invited();
  crew.pass(7 * DAY_MS - MINUTE_MS);
  assert.equal((await look(token)).status, 200);
  crew.pass(2 * MINUTE_MS);
  await refusesLink(token);
});

test('an invitation that is taken back opens nothing, and cannot be taken back twice', async () => {
  const { token, id } = await invited();
  assert.equal((await crew.call(`DELETE /v1/invitations/${id}`, admin.token)).status, 204);
  await refusesLink(token);
  await crew.refuses('invitations/no-such-invitation', () => crew.call(`DELETE /v1/invitations/${id}`, admin.token));
  const accepted = await invited();
  await accept(accepted.token, 'quick');
  await crew.refuses('invitations/no-such-invitation', () =>
    crew.call(`DELETE /v1/invitations/${accepted.id}`, admin.token),
  );
});

test('an invitation counts only while the person who made it may still invite', async () => {
  const [leaver, demoted] = [await crew.join('admin', 'leaver'), await crew.join('admin', 'demoted')];
  const [byLeaver, byDemoted] = [await invited(undefined, leaver.token), await invited(undefined, demoted.token)];
  await crew.call(`POST /v1/members/${publicId('U', leaver.id)}/deactivation`, crew.owner.token);
  await crew.call(`PUT /v1/members/${publicId('U', demoted.id)}/role`, crew.owner.token, { role: 'member' });
  await refusesLink(byLeaver.token);
  await refusesLink(byDemoted.token);
});

test('a guessed link, and one of another team, tell nothing', async () => {
  await refusesLink(mintBearer(systemRandom, 'invitation', crew.team).text);
  await refusesLink(`wri_${publicId('T', systemRandom.uuid()).slice(1)}${(await invited()).token.slice(30)}`);
});

test('an invitation for an address is mailed there and accepted by that address alone', async () => {
  const answer = await crew.call('POST /v1/invitations', admin.token, { role: 'member', email: 'Bea@Ship.example' });
  assert.equal(answer.body.mail, 'kept');
  const mail = crew.mails().at(-1) ?? '';
  assert.match(mail, /^To: Bea@ship\.example$/m);
  assert.match(mail, /^Subject: Invitation to The crew$/m);
  assert.ok(mail.replace(/=\r\n/g, '').includes(answer.body.link));
  const token = answer.body.link.split('#')[1];
  assert.equal((await look(token)).body.email, 'Bea@Ship.example');
  await crew.refuses('invitations/for-another-address', () => accept(token, 'eve'));
  assert.equal((await accept(token, 'bea')).status, 201);
});

test('an invitation is sent again by a new link, also after it has ended, and the former link is dead', async () => {
  const first = await invited({ role: 'member', email: 'again@ship.example' });
  crew.pass(8 * DAY_MS);
  const other = await crew.join('admin', 'other-admin');
  const answer = await crew.call(`POST /v1/invitations/${first.id}/renewal`, other.token);
  assert.equal(answer.body.mail, 'kept');
  assert.equal(answer.body.invitation.invitedBy, publicId('U', other.id));
  await refusesLink(first.token);
  const token = answer.body.link.split('#')[1];
  assert.equal((await accept(token, 'again')).status, 201);
  const renew = () => crew.call(`POST /v1/invitations/${first.id}/renewal`, admin.token);
  await crew.refuses('invitations/no-such-invitation', renew);
  const taken = await invited({ role: 'member', email: 'taken@ship.example' });
  await crew.join('member', 'taken');
  await crew.refuses('members/email-taken', () => crew.call(`POST /v1/invitations/${taken.id}/renewal`, admin.token));
});

test('a link of which no mail was wanted is mailed to nobody', async () => {
  const before = crew.mails().length;
  assert.equal((await crew.call('POST /v1/invitations', admin.token, { role: 'member' })).body.mail, undefined);
  assert.equal(crew.mails().length, before);
});

test('who is a member already is not invited again', async () => {
  const mailed = crew.mails().length;
  await crew.refuses('members/email-taken', () =>
    crew.call('POST /v1/invitations', admin.token, { role: 'member', email: admin.email.toUpperCase() }),
  );
  assert.equal(crew.mails().length, mailed);
});

test('a taken name or address and a weak password are refused, and the invitation stays open', async () => {
  const { token } = await invited();
  await crew.refuses('members/handle-taken', () => accept(token, 'adm', { email: 'new@ship.example' }));
  await crew.refuses('members/email-taken', () => accept(token, 'new', { email: admin.email }));
  await crew.refuses('passwords/weak', () => accept(token, 'new', { password: 'password1234' }));
  await crew.refuses('passwords/length', () => accept(token, 'new', { password: 'x7$kQ' }));
  await crew.refuses('http/invalid-request', () => accept(token, 'New Person'));
  assert.equal((await accept(token, 'new')).status, 201);
});

test('guests are invited into channels: several, or exactly one', async () => {
  const other = publicId('C', systemRandom.uuid());
  for (const body of [
    { role: 'guest' },
    { role: 'guest', channels: [] },
    { role: 'single-guest' },
    { role: 'single-guest', channels: [channel, other] },
  ]) {
    await crew.refuses('invitations/guest-needs-channels', () => crew.call('POST /v1/invitations', admin.token, body));
  }
  const { token } = await invited({ role: 'guest', channels: [channel, other] });
  assert.equal((await accept(token, 'visitor')).body.member.role, 'guest');
  assert.deepEqual(uuids(crew.welcomed.at(-1)?.channels ?? []), [channel, other]);
});

test('an invitation names no channel that its maker could not bring somebody into', async () => {
  const body = { role: 'guest', channels: [channel, crew.foreignChannel] };
  await crew.refuses('crew/foreign-channel', () => crew.call('POST /v1/invitations', admin.token, body));
});

test('only who may invite sees, makes and takes back invitations, and nobody invites an owner or a bot', async () => {
  const member = await crew.join('member', 'mia');
  const { id } = await invited();
  await crew.refuses('http/not-allowed', () => crew.call('POST /v1/invitations', member.token, { role: 'member' }));
  await crew.refuses('http/not-allowed', () => crew.call('GET /v1/invitations', member.token));
  await crew.refuses('http/not-allowed', () => crew.call(`DELETE /v1/invitations/${id}`, member.token));
  for (const role of ['owner', 'bot']) {
    await crew.refuses('http/invalid-request', () => crew.call('POST /v1/invitations', crew.owner.token, { role }));
  }
});

test('the list shows the newest first, page by page, and no token', async () => {
  const seen: string[] = [];
  let next: string | undefined;
  do {
    const { body } = await crew.call(`GET /v1/invitations?limit=5${next ? `&after=${next}` : ''}`, admin.token);
    assert.ok(!JSON.stringify(body).includes('wri_'));
    seen.push(...body.invitations.map((invitation: { id: string }) => invitation.id));
    next = body.next;
    assert.ok(seen.length < 500, 'the pages come to an end');
  } while (next);
  assert.deepEqual(seen, seen.toSorted().toReversed());
  assert.equal(new Set(seen).size, seen.length);
});

test('the number of open invitations is bounded', async () => {
  const { openMax, lifetimeMs } = limits.invitations;
  await crew.units.open({ team: crew.team }, ({ sql, now }) =>
    sql
      .insertInto('invitations')
      .values(
        Array.from({ length: openMax }, () => ({
          id: systemRandom.uuid(),
          team_id: crew.team,
          token_hash: systemRandom.bytes(32),
          email: null,
          role: 'member',
          channels: [],
          guest_until: null,
          invited_by: admin.id,
          created_at: now,
          expires_at: new Date(now.getTime() + lifetimeMs),
          accepted_by: null,
          accepted_at: null,
          revoked_at: null,
        })),
      )
      .execute(),
  );
  await crew.refuses('invitations/too-many', () => crew.call('POST /v1/invitations', admin.token, { role: 'member' }));
});
