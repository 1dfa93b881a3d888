import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { MemberId, SessionId, TokenId } from '#contract/ids.ts';
import { type Actor, deviceNeeded } from '#identity/access/access.ts';
import { deactivateMember } from '#identity/members/members.ts';
import { endSession, startSession } from '#identity/sessions/sessions.ts';
import { MINUTE_MS } from '#platform/clock.ts';
import { limits } from '#platform/limits.ts';
import { systemRandom } from '#platform/random.ts';
import { type Subscription, subscriptionUnusable } from '#platform/web-push/web-push.ts';
import { openTestWorkspace, type TestTeam } from '../testing/testing.ts';
import {
  devicesOf,
  forgetDevice,
  forgetEnded,
  subscribeDevice,
  subscriptionOf,
  unsubscribeDevice,
} from './push-subscriptions.ts';

const workspace = await openTestWorkspace();
const { refuses } = workspace;
const pusher = {
  refuseUnusable({ endpoint }: Subscription) {
    if (endpoint.startsWith('https://10.')) throw subscriptionUnusable();
  },
};
const to = (name: string): Subscription => ({ endpoint: `https://push.example/${name}`, p256dh: 'p', auth: 'a' });

/** The member on one more signed-in device. */
async function device(team: TestTeam, actor: Actor): Promise<Actor & { readonly session: SessionId }> {
  const origin = { ip: '127.0.0.1', userAgent: 'test' };
  const { session } = await team.run((work) => startSession(work, { ...actor, means: 'password' }, origin));
  return { ...actor, by: { session }, session };
}
const subscribe = (team: TestTeam, on: Actor, subscription: Subscription) =>
  team.run((work) => subscribeDevice(work, on, pusher, subscription));
const told = async (team: TestTeam, member: MemberId): Promise<SessionId[]> =>
  (await team.run((work) => devicesOf(work, [member]))).get(member)?.toSorted() ?? [];

test('each device of a member is told where it wants, until it does not', async () => {
  const team = await workspace.team();
  const ada = await team.person();
  const [phone, laptop] = [await device(team, ada), await device(team, ada)];
  await subscribe(team, phone, to('old'));
  await subscribe(team, phone, to('phone'));
  await subscribe(team, laptop, to('laptop'));
  assert.deepEqual(await told(team, ada.member), [phone.session, laptop.session].toSorted());
  const subscription = await team.run((work) => subscriptionOf(work, phone.session));
  assert.deepEqual(subscription, { ...to('phone'), member: ada.member });
  for (let twice = 0; twice < 2; twice++) await team.run((work) => unsubscribeDevice(work, phone));
  await team.run((work) => forgetDevice(work, laptop.session));
  assert.deepEqual(await told(team, ada.member), []);
});

test('a browser that somebody else signs in with is told for that one alone', async () => {
  const team = await workspace.team();
  const [ada, ben] = [await team.person(), await team.person()];
  const [first, second] = [await device(team, ada), await device(team, ben)];
  await subscribe(team, first, to('shared'));
  await subscribe(team, second, to('shared'));
  assert.deepEqual([await told(team, ada.member), await told(team, ben.member)], [[], [second.session]]);
});

test('a device that is signed out, idle or of a closed account is told nothing, and its row goes', async () => {
  const team = await workspace.team();
  const [ada, ben, cleo] = [await team.person(), await team.person(), await team.person()];
  const [out, closed, idle] = [await device(team, ada), await device(team, ben), await device(team, cleo)];
  for (const [at, one] of [out, closed, idle].entries()) await subscribe(team, one, to(`ending-${at}`));
  await team.run((work) => endSession(work, ada, out.session));
  await team.run((work) => deactivateMember(work, team.owner, ben.member));
  for (const { member, session } of [out, closed]) {
    assert.deepEqual(await told(team, member), []);
    assert.equal(await team.run((work) => subscriptionOf(work, session)), undefined);
  }
  assert.equal(await team.run(forgetEnded), 2);
  assert.deepEqual(await told(team, cleo.member), [idle.session]);
  workspace.clock.at = new Date(workspace.clock.at.getTime() + limits.sessions.idle.default * MINUTE_MS);
  assert.deepEqual(await told(team, cleo.member), []);
  assert.equal(await team.run(forgetEnded), 1);
});

test('what is no device, and what could never be told, is refused', async () => {
  const team = await workspace.team();
  const ada = await team.person();
  const script: Actor = { ...ada, by: { token: systemRandom.uuid() as TokenId } };
  await refuses(deviceNeeded, () => subscribe(team, script, to('script')));
  await refuses(deviceNeeded, () => team.run((work) => unsubscribeDevice(work, script)));
  const phone = await device(team, ada);
  const inside = { ...to('x'), endpoint: 'https://10.0.0.1/' };
  await refuses(subscriptionUnusable, () => subscribe(team, phone, inside));
});
