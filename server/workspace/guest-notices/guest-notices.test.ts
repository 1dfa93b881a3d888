import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Actor } from '#identity/access/access.ts';
import { clearGuestExpiry, setGuestExpiry, tellExpiring } from '#identity/guests/guests.ts';
import { deactivateMember } from '#identity/members/members.ts';
import { after, DAY_MS, HOUR_MS } from '#platform/clock.ts';
import { createLog } from '#platform/log.ts';
import { deliverDue } from '../due-queue/due-queue.ts';
import { listReminders } from '../reminders/reminders.ts';
import { openTestWorkspace, type TestTeam } from '../testing/testing.ts';
import { guestNoticeJob } from './guest-notices.jobs.ts';
import { tellOfEnd } from './guest-notices.ts';

const workspace = await openTestWorkspace();
const { units, clock } = workspace;
const pass = (ms: number): void => {
  clock.at = after(clock.at, ms);
};
/** As the job of guests does every five minutes. */
const look = async (): Promise<void> => {
  for (const team of teams) await units.open({ team: team.id }, tellExpiring);
};

/** What has been stated since, as the queue hands it to the job: each entry `times` times. */
async function consume(since: number, times = 1): Promise<number> {
  const stated = workspace.facts.slice(since).flatMap((fact) => (fact.kind === 'guest.expiring' ? [fact] : []));
  for (const fact of stated) {
    for (let at = 0; at < times; at++) {
      const ids = JSON.parse(JSON.stringify(guestNoticeJob.ids(fact)));
      for (const team of teams) await guestNoticeJob.run(units, team.id, ids, new AbortController().signal);
    }
  }
  await deliverDue(units, createLog('silent'));
  return stated.length;
}

const teams: TestTeam[] = [];
async function scene() {
  const team = await workspace.team();
  teams.splice(0, teams.length, team);
  const [admin, member, guest] = [await team.person('admin'), await team.person(), await team.person('guest')];
  const notices = async (who: Actor): Promise<string[]> =>
    (await team.run((work) => listReminders(work, who)))
      .filter(({ state }) => state === 'due')
      .map(({ text = '' }) => text);
  const endIn = (days: number) =>
    team.run((work) => setGuestExpiry(work, admin, guest.member, after(clock.at, days * DAY_MS)));
  return { team, admin, member, guest, notices, endIn };
}

test('five days before, the guest and the admins are told, each once however often the entry comes', async () => {
  const { team, admin, member, guest, notices, endIn } = await scene();
  await endIn(6);
  let since = workspace.facts.length;
  await look();
  assert.equal(await consume(since), 0, 'not before');
  pass(DAY_MS + HOUR_MS);
  since = workspace.facts.length;
  await look();
  await look();
  assert.equal(await consume(since, 3), 1);
  assert.match((await notices(guest))[0] ?? '', /^Your account here ends on \d{4}-\d\d-\d\d \d\d:\d\d UTC/);
  for (const who of [admin, team.owner]) {
    const told = await notices(who);
    assert.equal(told.length, 1);
    assert.match(told[0] ?? '', new RegExp(`@${guest.handle}\\) ends on`));
  }
  assert.deepEqual(await notices(member), []);
  assert.equal((await notices(guest)).length, 1);
});

test('who let the guest in is told too, also who is no admin any more, but not who left', async () => {
  const { team, admin, member, guest, notices, endIn } = await scene();
  const invitation = (by: Actor) =>
    team.run(({ sql, now, random }) =>
      sql
        .insertInto('invitations')
        .values({
          ...{ id: random.uuid(), team_id: team.id, token_hash: random.bytes(32), role: 'guest', channels: [] },
          ...{ invited_by: by.member, created_at: now, expires_at: now, accepted_by: guest.member, accepted_at: now },
        })
        .execute(),
    );
  await invitation(member);
  await endIn(2);
  let since = workspace.facts.length;
  await look();
  await consume(since);
  assert.equal((await notices(member)).length, 1);
  await team.run((work) => deactivateMember(work, team.owner, member.member));
  await endIn(3);
  since = workspace.facts.length;
  await look();
  await consume(since);
  assert.equal((await notices(admin)).length, 2, 'a new end is told anew');
  assert.equal((await notices(member)).length, 1);
});

test('an end that was changed or taken away before the entry was worked on is told to nobody', async () => {
  const { team, admin, guest, notices, endIn } = await scene();
  await endIn(1);
  const since = workspace.facts.length;
  await look();
  await team.run((work) => clearGuestExpiry(work, admin, guest.member));
  assert.equal(await consume(since), 1);
  assert.deepEqual([await notices(guest), await notices(admin)], [[], []]);
  await endIn(2);
  await tellOfEnd(units, team.id, { guest: guest.member, expiresAt: after(clock.at, DAY_MS).toISOString() });
  await deliverDue(units, createLog('silent'));
  assert.deepEqual(await notices(guest), []);
});
