import assert from 'node:assert/strict';
import { test } from 'node:test';
import { type ChannelId, type MemberId, type Ts, uuidOf } from '#contract/ids.ts';
import type { Actor } from '#identity/access/access.ts';
import { addMember, deactivateMember } from '#identity/members/members.ts';
import { startSession } from '#identity/sessions/sessions.ts';
import { after, DAY_MS, HOUR_MS, MINUTE_MS } from '#platform/clock.ts';
import { createLog } from '#platform/log.ts';
import { createMailer } from '#platform/mail/mail.ts';
import { systemRandom } from '#platform/random.ts';
import { openMailServer } from '#platform/testing/smtp.ts';
import { welcome } from '../channels/channels.ts';
import { openConversation } from '../direct-messages/direct-messages.ts';
import { noteMessages } from '../notices/notices.ts';
import { doNotDisturb } from '../notifications/notifications.ts';
import { markRead } from '../read-markers/read-markers.ts';
import { naming, openTestWorkspace, placeOf, type TestTeam } from '../testing/testing.ts';
import { mailNoticesHolding } from './mail-notices.holding.ts';
import { mailNoticesJob } from './mail-notices.jobs.ts';
import { choose, mailFrequency, unsubscribe, unsubscribeUnknown } from './mail-notices.ts';

const workspace = await openTestWorkspace();
const { refuses, units, clock } = workspace;
const server = await openMailServer();
const mailer = createMailer({
  smtpUrl: server.url,
  from: 'Wardroom <wardroom@ship.example>',
  folder: 'unused',
  random: systemRandom,
  clock: () => clock.at,
  log: createLog('silent'),
});
const job = mailNoticesJob(mailer, () => 'https://ship.example');

/** Time passes, and the job runs; the mails that came of it. */
async function mailsAfter(ms: number): Promise<string[]> {
  clock.at = after(clock.at, ms);
  const before = server.received.length;
  await job.run(units, new AbortController().signal);
  return server.received.slice(before);
}

let made = 0;
/** A member with an address. */
async function person(team: TestTeam, name: string): Promise<Actor & { readonly email: string }> {
  made += 1;
  const email = `mail-${made}@example.org`;
  const wanted = { role: 'member', handle: `mail-${made}`, name, email, passwordHash: null, channels: [] } as const;
  const row = await team.run((work) => addMember(work, welcome, { team: team.id, ...wanted }));
  return { ...team.owner, member: row.id, role: 'member', email };
}

const note = (team: TestTeam, messages: readonly { readonly ts: string }[], channel = team.general) =>
  team.run((work) =>
    noteMessages(
      work,
      messages.map((message) => ({ channel, ts: placeOf(message) as Ts })),
      { isActive: () => false, mails: true },
    ),
  );

async function mention(team: TestTeam, who: { readonly member: MemberId }) {
  const message = await team.post(team.owner, team.general, `a secret word for ${naming(who)}`);
  await note(team, [message]);
  return message;
}
const tokenIn = (mail: string): string => /\/v1\/mail-notices\/([\w-]+)>/.exec(mail)?.[1] ?? assert.fail(mail);

test('what waits for a quarter of an hour comes in one mail: where, how much and from whom, not what', async () => {
  const team = await workspace.team();
  const [ben, cleo] = [await person(team, 'Ben'), await person(team, 'Cleo\u2028Kay')];
  await mention(team, ben);
  await mention(team, ben);
  const { id } = await team.run((work) => openConversation(work, cleo, [ben.member]));
  const direct = uuidOf(id) as ChannelId;
  await note(team, [await team.post(cleo, direct, 'a secret word')], direct);
  assert.deepEqual(await mailsAfter(14 * MINUTE_MS), []);
  const [mail = '', ...more] = await mailsAfter(2 * MINUTE_MS);
  assert.deepEqual(more, []);
  assert.match(mail, new RegExp(`^To: ${ben.email}$`, 'm'));
  assert.match(mail, /^Subject: 3 messages wait for you in A team$/m);
  assert.match(mail, /^- 2 in #general, from Person \d+\r$/m);
  assert.match(mail, /^- 1 directly, from Cleo Kay\r$/m);
  assert.match(mail, /^Read and answer: https:\/\/ship\.example\/t\/team-[\w-]+\r$/m);
  assert.doesNotMatch(mail, /secret/);
  assert.match(mail, /^List-Unsubscribe: <https:\/\/ship\.example\/v1\/mail-notices\/[\w-]{60,190}>$/m);
  assert.match(mail, /^List-Unsubscribe-Post: List-Unsubscribe=One-Click$/m);
  assert.match(mail, /^Auto-Submitted: auto-generated$/m);
  // Named once is named enough.
  assert.deepEqual(await mailsAfter(2 * DAY_MS), []);
});

test('what was read meanwhile is not mailed, nor what came to an account that is closed', async () => {
  const team = await workspace.team();
  const [ben, cleo] = [await person(team, 'Ben'), await person(team, 'Cleo')];
  const message = await mention(team, ben);
  await mention(team, cleo);
  await team.run((work) => markRead(work, ben, team.general, placeOf(message)));
  await team.run((work) => deactivateMember(work, team.owner, cleo.member));
  assert.deepEqual(await mailsAfter(HOUR_MS), []);
});

test('who is active, or not to be disturbed, gets the mail afterwards', async () => {
  const team = await workspace.team();
  const [ben, cleo] = [await person(team, 'Ben'), await person(team, 'Cleo')];
  await mention(team, ben);
  await mention(team, cleo);
  const until = after(clock.at, HOUR_MS).toISOString();
  await team.run((work) => doNotDisturb(work, cleo, until));
  clock.at = after(clock.at, 10 * MINUTE_MS);
  await team.run((work) => startSession(work, { ...ben, means: 'password' }, { ip: '127.0.0.1', userAgent: 'test' }));
  assert.deepEqual(await mailsAfter(6 * MINUTE_MS), []);
  const [toBen = '', ...others] = await mailsAfter(10 * MINUTE_MS);
  assert.deepEqual([toBen.includes(`To: ${ben.email}`), others], [true, []]);
  const [toCleo = ''] = await mailsAfter(HOUR_MS);
  assert.ok(toCleo.includes(`To: ${cleo.email}`));
});

test('each chooses how long it waits, or never', async () => {
  const team = await workspace.team();
  const [ben, cleo] = [await person(team, 'Ben'), await person(team, 'Cleo')];
  assert.equal(await team.run((work) => mailFrequency(work, ben.member)), 'soon');
  await team.run((work) => choose(work, ben, 'daily'));
  await team.run((work) => choose(work, cleo, 'never'));
  await mention(team, ben);
  await mention(team, cleo);
  assert.deepEqual(await mailsAfter(23 * HOUR_MS), []);
  const mails = await mailsAfter(HOUR_MS);
  assert.deepEqual(
    mails.map((mail) => /^To: (.*)$/m.exec(mail)?.[1]?.trim()),
    [ben.email],
  );
});

test('a mail that is not taken is sent later, and not for ever', async () => {
  const team = await workspace.team();
  const ben = await person(team, 'Ben');
  await mention(team, ben);
  server.refuses = true;
  assert.deepEqual(await mailsAfter(16 * MINUTE_MS), []);
  server.refuses = false;
  assert.deepEqual(await mailsAfter(14 * MINUTE_MS), []);
  assert.equal((await mailsAfter(2 * MINUTE_MS)).length, 1);
  await mention(team, ben);
  clock.at = after(clock.at, 8 * DAY_MS);
  assert.equal(await team.run((work) => mailNoticesHolding.expire?.(work) ?? assert.fail()), 1);
  assert.deepEqual(await mailsAfter(0), []);
});

test('one click ends it for good, without signing in; a link that nobody made ends nothing', async () => {
  const [team, other] = [await workspace.team(), await workspace.team()];
  const [ben, cleo] = [await person(team, 'Ben'), await person(team, 'Cleo')];
  await mention(team, ben);
  const token = tokenIn((await mailsAfter(16 * MINUTE_MS))[0] ?? '');
  const bytes = Buffer.from(token, 'base64url');
  const changed = (at: number, to: string): string => {
    const forged = Buffer.from(bytes);
    Buffer.from(to.replaceAll('-', ''), 'hex').copy(forged, at);
    return forged.toString('base64url');
  };
  const forgeries = [changed(0, other.id), changed(16, cleo.member), changed(bytes.length - 1, 'ff'), 'A'.repeat(90)];
  for (const forged of forgeries) await refuses(unsubscribeUnknown, () => unsubscribe(units, forged));
  for (let twice = 0; twice < 2; twice++) await unsubscribe(units, token);
  assert.equal(await team.run((work) => mailFrequency(work, ben.member)), 'never');
  await mention(team, ben);
  assert.deepEqual(await mailsAfter(HOUR_MS), []);
});
