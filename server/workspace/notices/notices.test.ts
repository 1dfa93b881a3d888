import assert from 'node:assert/strict';
import { test } from 'node:test';
import { type MemberId, publicId, type SessionId, type TeamId } from '#contract/ids.ts';
import type { Actor } from '#identity/access/access.ts';
import { startSession } from '#identity/sessions/sessions.ts';
import { createLog } from '#platform/log.ts';
import { tableDigests } from '#platform/testing/testing.ts';
import { until } from '#platform/testing/waiting.ts';
import type { Pusher, PushOutcome } from '#platform/web-push/web-push.ts';
import type { Fact, Units } from '#platform/work.ts';
import { doNotDisturb } from '../notifications/notifications.ts';
import { subscribeDevice } from '../push-subscriptions/push-subscriptions.ts';
import { markRead } from '../read-markers/read-markers.ts';
import { naming, openTestWorkspace, placeOf, type TestTeam } from '../testing/testing.ts';
import { createNoticeFollower, type DuePush } from './notices.ts';
import { pushNotice } from './pushing.ts';

let hear = (_team: TeamId, _facts: readonly Fact[]): void => {};
const workspace = await openTestWorkspace((team, facts) => hear(team, facts));
const origin = { ip: '127.0.0.1', userAgent: 'test' };
let made = 0;

async function subscribed(team: TestTeam, actor: Actor): Promise<SessionId> {
  made += 1;
  const { session } = await team.run((work) => startSession(work, { ...actor, means: 'password' }, origin));
  const subscription = { endpoint: `https://push.example/${made}`, p256dh: 'p', auth: 'a' };
  const on = { ...actor, by: { session } };
  await team.run((work) => subscribeDevice(work, on, { refuseUnusable() {} }, subscription));
  return session;
}

interface Following {
  readonly isActive?: (member: MemberId) => boolean;
  readonly units?: Units;
}

/** A follower whose rounds the test starts; it hears what is posted from now on. */
function follow(team: TestTeam, { isActive = () => false, units = workspace.units }: Following = {}) {
  const timers: (() => void)[] = [];
  const follower = createNoticeFollower({
    units,
    clock: () => workspace.clock.at,
    log: createLog('silent'),
    isActive,
    mails: false,
    async *teams() {
      yield { id: team.id };
    },
    timer(run) {
      timers.push(run);
      return () => void timers.splice(timers.indexOf(run), 1);
    },
  });
  ({ hear } = follower);
  return { follower, timers };
}

const due = (since: number): DuePush[] =>
  workspace.facts.slice(since).flatMap((fact) => (fact.kind === 'push.due' ? [fact] : []));

test('each device of whoever is meant is told, by rounds: posting itself files nothing', async () => {
  const team = await workspace.team();
  const [ada, ben, cleo] = [await team.person(), await team.person(), await team.person()];
  const [phone, laptop] = [await subscribed(team, ben), await subscribed(team, ben)];
  await subscribed(team, cleo);
  const { follower, timers } = follow(team);
  const since = workspace.facts.length;
  const first = await team.post(ada, team.general, `look ${naming(ben)}`);
  await team.post(ada, team.general, 'for nobody');
  assert.deepEqual([due(since), timers.length], [[], 1]);
  await follower.close();
  const told = due(since).map(({ session, channel, ts, reason }) => ({ session, channel, ts, reason }));
  const expected = [phone, laptop].map((session) => ({
    session,
    channel: team.general,
    ts: placeOf(first),
    reason: 'mention',
  }));
  assert.deepEqual(new Set(told), new Set(expected));
});

test('open windows hear of it without a device, and not of those who want to be left in peace', async () => {
  const team = await workspace.team();
  const [ben, cleo] = [await team.person(), await team.person()];
  const until = new Date(workspace.clock.at.getTime() + 3_600_000);
  await team.run((work) => doNotDisturb(work, cleo, until.toISOString()));
  const { follower } = follow(team);
  const since = workspace.facts.length;
  const message = await team.post(team.owner, team.general, `${naming(ben)} ${naming(cleo)}`);
  await follower.close();
  const told = workspace.facts.slice(since).flatMap((fact) => (fact.kind === 'notice' ? [fact] : []));
  const place = { channel: publicId('C', team.general), ts: message.ts };
  assert.deepEqual(
    told.map(({ member, json }) => [member, JSON.parse(json)]),
    [[ben.member, { kind: 'notice', ...place, reason: 'mention' }]],
  );
});

test('who has read it, is not to be disturbed, or was not there for all who are, gets no push', async () => {
  const team = await workspace.team();
  const [ben, cleo, dan] = [await team.person(), await team.person(), await team.person()];
  for (const one of [ben, cleo, dan]) await subscribed(team, one);
  const until = new Date(workspace.clock.at.getTime() + 3_600_000);
  await team.run((work) => doNotDisturb(work, cleo, until.toISOString()));
  const { follower } = follow(team, { isActive: (member) => member === ben.member });
  const since = workspace.facts.length;
  const text = `${naming(ben)} ${naming(cleo)}`;
  const message = await team.post(team.owner, team.general, text);
  await team.run((work) => markRead(work, ben, team.general, placeOf(message)));
  await team.post(team.owner, team.general, '<!here>');
  await follower.close();
  assert.deepEqual(
    due(since).map(({ reason }) => reason),
    ['here'],
  );
});

test('what a dead process had not looked at is taken up by the next one, and nothing that was', async () => {
  const team = await workspace.team();
  const ben = await team.person();
  await subscribed(team, ben);
  const first = follow(team);
  await team.post(team.owner, team.general, `one ${naming(ben)}`);
  await first.follower.close();
  // Nobody listens: the process is gone.
  hear = () => {};
  const left = await team.post(team.owner, team.general, `two ${naming(ben)}`);
  const since = workspace.facts.length;
  const second = follow(team);
  second.follower.start();
  await until('the look at what is left', () => second.timers.length > 0);
  await second.follower.close();
  assert.deepEqual(
    due(since).map(({ ts }) => ts),
    [placeOf(left)],
  );
});

test('a judgement that fails is tried again with all that came meanwhile, and not for ever', async () => {
  const team = await workspace.team();
  const ben = await team.person();
  await subscribed(team, ben);
  let failing = true;
  const units: Units = {
    open: async (scope, use) => (failing ? assert.fail('no database') : await workspace.units.open(scope, use)),
  };
  const { follower, timers } = follow(team, { units });
  const since = workspace.facts.length;
  await team.post(team.owner, team.general, naming(ben));
  const before = await tableDigests(workspace.database);
  timers.shift()?.();
  await until('the next try', () => timers.length > 0);
  assert.deepEqual(await tableDigests(workspace.database), before);
  failing = false;
  await team.post(team.owner, team.general, naming(ben));
  await follower.close();
  assert.equal(due(since).length, 2);
});

test('a push that is not taken now is left to the next attempt; a device that is gone is forgotten', async () => {
  const team = await workspace.team();
  const ben = await team.person();
  const session = await subscribed(team, ben);
  const message = await team.post(team.owner, team.general, naming(ben));
  const due = { session, channel: team.general, ts: placeOf(message), reason: 'mention' };
  const tried: string[] = [];
  const push = (outcome: PushOutcome, to: DuePush = due) => {
    const pusher: Pusher = {
      publicKey: '',
      refuseUnusable() {},
      async push({ endpoint }, { urgency }) {
        tried.push(`${outcome} ${urgency} ${new URL(endpoint).hostname}`);
        return outcome;
      },
    };
    return pushNotice(workspace.units, pusher, team.id, to, new AbortController().signal);
  };
  await assert.rejects(push('later'), /did not take/);
  await push('accepted');
  await push('gone');
  await push('accepted');
  assert.deepEqual(
    tried,
    ['later', 'accepted', 'gone'].map((outcome) => `${outcome} high push.example`),
  );
});
