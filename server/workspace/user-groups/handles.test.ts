import assert from 'node:assert/strict';
import { test } from 'node:test';
import { sql } from 'kysely';
import { type UserGroupId, uuidOf } from '#contract/ids.ts';
import type { UserGroup } from '#contract/user-groups.ts';
import { addImportedMembers, addMember, handleTaken, renameMember } from '#identity/members/members.ts';
import { sqlState } from '#platform/database/database.ts';
import { openTestWorkspace, type TestTeam } from '../testing/testing.ts';
import { changeGroup, createGroup, groupHandleTaken } from './user-groups.ts';

const workspace = await openTestWorkspace();
const { refuses } = workspace;

const form = (team: TestTeam, handle: string) =>
  team.run((work) => createGroup(work, team.owner, { handle, name: 'A group' }));
const idOf = ({ id }: UserGroup) => uuidOf(id) as UserGroupId;
const join = (team: TestTeam, handle: string) =>
  team.run((work) => {
    const person = { role: 'member', handle, name: 'A person', email: null, passwordHash: null, channels: [] } as const;
    return addMember(work, async () => {}, { ...person, team: team.id }, 'operator');
  });
const bring = (team: TestTeam, handle: string) =>
  team.run((work) => {
    const person = { role: 'member', handle, name: 'A person', email: undefined, isActive: true } as const;
    return addImportedMembers(work, team.id, 'import', [person]);
  });
const called = (team: TestTeam, handle: string): Promise<number> =>
  team.run(async (work) => {
    const { rows } = await sql<{ count: number }>`
      select count(*)::integer as count from (
        select handle from members union all select handle from user_groups) as named
      where handle = ${handle}`.execute(work.sql);
    return rows[0]?.count ?? 0;
  });

test('a member is not called like a user group, however it comes to its short name', async () => {
  const team = await workspace.team();
  const ada = await team.person();
  await form(team, 'pilots');
  await refuses(handleTaken, () => team.run((work) => renameMember(work, ada, ada.member, { handle: 'pilots' })));
  await refuses(handleTaken, () => join(team, 'pilots'));
  const [brought] = await bring(team, 'pilots');
  assert.equal(brought?.handle, 'pilots-2');
});

test('a user group is not called like a member, also not by its new short name', async () => {
  const team = await workspace.team();
  const ada = await team.person();
  await refuses(groupHandleTaken, () => form(team, ada.handle));
  const group = idOf(await form(team, 'crew'));
  const shown = await team.run((work) => changeGroup(work, team.owner, group, { handle: 'deck-crew' }));
  assert.equal(shown.handle, 'deck-crew');
  await refuses(groupHandleTaken, () =>
    team.run((work) => changeGroup(work, team.owner, group, { handle: ada.handle })),
  );
  await join(team, 'crew');
});

test('of many who want one short name at the same moment one has it', async () => {
  const team = await workspace.team();
  const ada = await team.person();
  const before = idOf(await form(team, 'before'));
  const wishes = [
    form(team, 'wanted'),
    join(team, 'wanted'),
    team.run((work) => renameMember(work, ada, ada.member, { handle: 'wanted' })),
    team.run((work) => changeGroup(work, team.owner, before, { handle: 'wanted' })),
    bring(team, 'wanted'),
  ];
  const outcomes = await Promise.allSettled(wishes);
  assert.equal(await called(team, 'wanted'), 1);
  for (const outcome of outcomes) {
    if (outcome.status === 'rejected') assert.match(String(outcome.reason.code), /handle-taken$/);
  }
  const { rows } = await team.run((work) =>
    sql<{ handle: string }>`
      select handle from handles except
      (select handle from members union all select handle from user_groups)`.execute(work.sql),
  );
  assert.deepEqual(rows, [], 'no short name is kept that nobody has');
});

test('the database itself holds it against whoever would write past the rules', async () => {
  const team = await workspace.team();
  const ada = await team.person();
  await form(team, 'harbour');
  await assert.rejects(
    team.run((work) => sql`update members set handle = 'harbour' where id = ${ada.member}`.execute(work.sql)),
    (error) => sqlState(error) === '23505',
  );
  const other = await workspace.team();
  await join(other, 'harbour');
});
