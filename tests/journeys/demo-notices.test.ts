import assert from 'node:assert/strict';
import { test } from 'node:test';
import { setImmediate } from 'node:timers/promises';
import type { MemberId, TeamId } from '#contract/ids.ts';
import { findMembersByHandle } from '#identity/members/members.ts';
import { startSession } from '#identity/sessions/sessions.ts';
import { systemRandom } from '#platform/random.ts';
import { openPushStandIn } from '#platform/testing/push-stand-in.ts';
import { TEST_AUTHORITY } from '#platform/testing/web.ts';
import { onBehalfOf } from '#server/commands/operator.ts';
import { loadDemo } from '#server/demo/load.ts';
import { createTestApp } from '../app.ts';
import { within } from './client.ts';

/** A Wednesday, within the owner's working hours. */
const now = new Date('2026-06-10T10:00:00Z');
const service = await openPushStandIn();
const house = await createTestApp({
  now,
  settings: { WARDROOM_EGRESS_PRIVATE: `127.0.0.1:${service.port}` },
  egress: { resolve: async () => ['127.0.0.1'], authority: TEST_AUTHORITY },
});
const team = systemRandom.uuid() as TeamId;
const wish = { slug: 'demo', seed: 4, messages: 200, months: 1, passwordHash: 'none' };
await loadDemo({ ...house.app, onBehalfOf, progress() {} }, team, wish);

const signedIn = async (handle: string) => {
  const token = await house.app.units.open({ team }, async (work) => {
    const [row] = await findMembersByHandle(work, [handle]);
    const member = row?.id as MemberId;
    return (await startSession(work, { team, member, means: 'password' }, { ip: '127.0.0.1', userAgent: 'test' }))
      .token;
  });
  return house.call(token);
};

test('the owner of the demo is told of what its preferences say, and of nothing else', async () => {
  const [owner, priya] = [await signedIn('nadia.ferrante'), await signedIn('priya.raghunathan')];
  const { publicKey } = (await owner.get('/v1/push-key')).body;
  const { endpoint, ...keys } = service.subscribe(() => publicKey);
  assert.equal((await owner.put('/v1/me/push-subscription', { endpoint, expirationTime: null, keys })).status, 204);
  const { channels } = (await owner.get('/v1/me/channels')).body;
  const places = new Map<string, string>(
    channels.map(({ channel }: { channel: { id: string; name: string } }) => [channel.name, channel.id]),
  );
  const { member: me } = (await owner.get('/v1/me')).body;
  const say = async (channel: string, text: string): Promise<string> => {
    const said = { clientId: crypto.randomUUID(), text };
    const { body } = await priya.post(`/v1/channels/${places.get(channel)}/messages`, said);
    return `${body.channel} ${body.ts}`;
  };
  const unheard = [await say('lunch', `<@${me.id}> soup?`), await say('design', 'Nothing that concerns anybody')];
  const expected = [
    `keyword ${await say('support', 'Where is the Invoice for Lyon?')}`,
    `all ${await say('orders', 'Two lamps for the harbour')}`,
    `mention ${await say('website', `<@${me.id}> the grid is up`)}`,
  ];
  // Some of what was said while the demo was loaded may still be told.
  const told = () => service.received.map(({ text }) => JSON.parse(text));
  const heard = () => told().map(({ reason, channel, ts }) => `${reason} ${channel} ${ts}`);
  await within(30_000, 'the pushes', async (isLate) => {
    while (!expected.every((one) => heard().includes(one))) await Promise.race([setImmediate(), isLate]);
  });
  assert.deepEqual(
    told().filter(({ channel, ts }) => unheard.includes(`${channel} ${ts}`)),
    [],
  );
});
