import assert from 'node:assert/strict';
import { test } from 'node:test';
import { openTestWorkspace } from '../testing/testing.ts';
import { changeSettings, workspaceSettings } from './settings.ts';

const workspace = await openTestWorkspace();

test('a team begins with the defaults, and changes what it names', async () => {
  const team = await workspace.team();
  assert.deepEqual(await team.run(workspaceSettings), { userGroupsBy: 'admins', invisible: false });
  await team.run((work) => changeSettings(work, team.owner, { userGroupsBy: 'members' }));
  await team.run((work) => changeSettings(work, team.owner, { invisible: true }));
  assert.deepEqual(await team.run(workspaceSettings), { userGroupsBy: 'members', invisible: true });
  const other = await workspace.team();
  assert.deepEqual(await other.run(workspaceSettings), { userGroupsBy: 'admins', invisible: false });
});
