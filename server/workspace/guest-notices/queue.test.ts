import assert from 'node:assert/strict';
import { test } from 'node:test';
import { tellExpiring } from '#identity/guests/guests.ts';
import { after, DAY_MS, SECOND_MS } from '#platform/clock.ts';
import { createTestApp } from '../../../tests/app.ts';

const house = await createTestApp();

test('through the queue of the running server the notice comes to the guest and to the owner', async () => {
  const team = await house.createTestTeam();
  const guest = await house.addTestMember(team, 'guest');
  const expiresAt = after(house.clock.now, 2 * DAY_MS).toISOString();
  const owner = house.call(team.owner.token);
  assert.equal((await owner.put(`/v1/members/${guest.id}/expiry`, { expiresAt })).status, 200);
  await house.app.units.open({ team: team.id }, tellExpiring);
  for (const token of [guest.token, team.owner.token]) {
    const due = async () =>
      (await house.call(token).get('/v1/me/reminders')).body.reminders.filter(
        ({ state }: { state: string }) => state === 'due',
      );
    const started = performance.now();
    while ((await due()).length === 0) {
      assert.ok(performance.now() - started < 60 * SECOND_MS, 'the notice did not come');
      await new Promise((resolve) => setTimeout(resolve, 50));
    }
    const [notice, ...more] = await due();
    assert.match(notice.text, /ends on/);
    assert.equal(more.length, 0);
  }
});
