import assert from 'node:assert/strict';
import { test } from 'node:test';
import { publicId } from '#contract/ids.ts';
import { deskLimits } from '../limits.ts';
import { openTestDesks } from '../testing/cases.ts';
import {
  dutyOf,
  giveDuty,
  listRoster,
  notAtTheDesk,
  notForTheDesk,
  requireDuty,
  rosterFull,
  takeDuty,
} from './roster.ts';

const desks = await openTestDesks();
const { refuses } = desks;

test('owners and admins keep a list of who works at the desk, with a duty each', async () => {
  const { run, owner, ada, bob, triager, outsider } = await desks.desk();
  const listed = await run(listRoster);
  assert.deepEqual(
    listed.people.map(({ member, duty }) => [member, duty]),
    [ada, bob, triager].map(({ member }) => [
      publicId('U', member),
      member === triager.member ? 'triager' : 'coordinator',
    ]),
  );
  await run((work) => giveDuty(work, owner, triager.member, 'coordinator'));
  assert.equal(await run((work) => requireDuty(work, triager)), 'coordinator');
  await run((work) => takeDuty(work, owner, triager.member));
  assert.equal(await run((work) => dutyOf(work, triager.member)), undefined);
  await refuses(notAtTheDesk, () => run((work) => requireDuty(work, outsider)));
});

test('guests and bots do not work at the desk, and not more people than it can have', async () => {
  const { team, run, owner, fixer } = await desks.desk();
  for (const role of ['guest', 'single-guest', 'bot'] as const) {
    const { member } = await team.person(role);
    await refuses(notForTheDesk, () => run((work) => giveDuty(work, owner, member, 'triager')));
  }
  await desks.database.pool.query(
    `with people as (
       insert into members (id, team_id, role, handle, name, created_at)
       select gen_random_uuid(), $1, 'member', 'many-' || n, 'Many', now() from generate_series(4, $2::integer) n
       returning id)
     insert into desk_roster (member_id, team_id, duty, added_by, added_at)
     select id, $1, 'triager', $3, now() from people`,
    [team.id, deskLimits.rosterMax, owner.member],
  );
  await refuses(rosterFull, () => run((work) => giveDuty(work, owner, fixer.member, 'triager')));
});
