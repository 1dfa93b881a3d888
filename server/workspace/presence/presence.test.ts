import assert from 'node:assert/strict';
import { test } from 'node:test';
import { publicId } from '#contract/ids.ts';
import type { Actor } from '#identity/access/access.ts';
import { noSuchMember } from '#identity/members/members.ts';
import { changeSettings } from '../settings/settings.ts';
import { setStatus } from '../status/status.ts';
import { openTestWorkspace, type TestTeam } from '../testing/testing.ts';
import { choosePresence, chosenPresence, invisibleNotAllowed, peopleFor, personFor } from './presence.ts';

const workspace = await openTestWorkspace();
const { refuses } = workspace;

const seen = async (team: TestTeam, by: Actor, of: readonly Actor[]) =>
  (
    await team.run((work) =>
      peopleFor(
        work,
        by,
        of.map(({ member }) => member),
        () => 'active',
      ),
    )
  )
    .map(({ id }) => of.findIndex(({ member }) => member === id))
    .toSorted();

test('colleagues see the team, guests whom they meet and themselves, nobody another team', async () => {
  const [team, foreign] = [await workspace.team(), await workspace.team()];
  const [ada, bob] = [await team.person(), await team.person()];
  const channel = await team.channel(team.owner, { with: [ada] });
  const guest = await team.person('guest', [channel]);
  const all = [ada, bob, guest, foreign.owner];
  assert.deepEqual(await seen(team, ada, all), [0, 1, 2]);
  assert.deepEqual(await seen(team, guest, all), [0, 2]);
  assert.deepEqual(await seen(team, await team.person('bot'), all), [0, 1, 2]);
  await refuses(noSuchMember, () => team.run((work) => personFor(work, guest, bob.member, () => 'active')));
});

test('a person is shown with presence and status', async () => {
  const team = await workspace.team();
  const ada = await team.person();
  await team.run((work) => setStatus(work, ada, { text: 'at sea' }));
  const person = await team.run((work) => personFor(work, team.owner, ada.member, () => 'away'));
  assert.deepEqual(person, { member: publicId('U', ada.member), presence: 'away', status: { text: 'at sea' } });
});

test('a choice is kept and told to the member’s devices; invisible needs the team’s leave', async () => {
  const team = await workspace.team();
  const ada = await team.person();
  const chosen = () => team.run((work) => chosenPresence(work, ada.member));
  assert.equal(await chosen(), 'auto');
  await team.run((work) => choosePresence(work, ada, 'away'));
  assert.equal(await chosen(), 'away');
  const fact = workspace.facts.at(-1);
  assert.ok(fact?.kind === 'presence.chosen');
  assert.deepEqual([fact.member, JSON.parse(fact.json)], [ada.member, { kind: 'presence.chosen', choice: 'away' }]);
  await refuses(invisibleNotAllowed, () => team.run((work) => choosePresence(work, ada, 'invisible')));
  await team.run((work) => changeSettings(work, team.owner, { invisible: true }));
  await team.run((work) => choosePresence(work, ada, 'invisible'));
  assert.equal(await chosen(), 'invisible');
  await team.run((work) => changeSettings(work, team.owner, { invisible: false }));
  assert.equal(await chosen(), 'auto');
  await team.run((work) => choosePresence(work, ada, 'auto'));
  const { rows } = await workspace.database.pool.query('select from presence_choices where member_id = $1', [
    ada.member,
  ]);
  assert.equal(rows.length, 0);
});
