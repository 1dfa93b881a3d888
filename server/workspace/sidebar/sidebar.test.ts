import assert from 'node:assert/strict';
import { test } from 'node:test';
import { Compile } from 'typebox/compile';
import { publicId } from '#contract/ids.ts';
import { ArrangeSidebar, type Sidebar } from '#contract/sidebar.ts';
import type { Actor } from '#identity/access/access.ts';
import { openTestWorkspace, type TestTeam } from '../testing/testing.ts';
import { arrangeSidebar, newerSidebar, sidebarOf, tornSidebar } from './sidebar.ts';

const workspace = await openTestWorkspace();
const { refuses } = workspace;

const harbour = '11111111-1111-4111-8111-111111111111';
const [channels, direct] = [
  { id: 'channels', sort: 'name' },
  { id: 'direct', sort: 'recent' },
] as const;
const own = { id: harbour, name: 'Harbour works', sort: 'name' } as const;

const read = (team: TestTeam, of: Actor): Promise<Sidebar> => team.run((work) => sidebarOf(work, of.member));
const arrange = (team: TestTeam, of: Actor, order: Parameters<typeof arrangeSidebar>[2]) =>
  team.run((work) => arrangeSidebar(work, of, order));
const placed = (team: TestTeam) => [{ channel: publicId('C', team.general), section: harbour }];

test('everybody begins with channels and direct messages; what one orders is one’s own, sealed', async () => {
  const team = await workspace.team();
  const ada = await team.person();
  assert.deepEqual(await read(team, ada), { version: 0, sections: [channels, direct], places: [] });
  const order = { sections: [own, direct, channels], places: placed(team) };
  const sidebar = await arrange(team, ada, { basedOn: 0, ...order });
  assert.deepEqual(sidebar, { version: 1, ...order });
  assert.deepEqual(await read(team, ada), sidebar);
  assert.equal((await read(team, team.owner)).version, 0);
  const { rows } = await workspace.database.pool.query('select sections from sidebars where member_id = $1', [
    ada.member,
  ]);
  assert.ok(!rows[0].sections.toString().includes('Harbour'));
});

test('the member’s other devices get the whole order; the same again tells nobody', async () => {
  const team = await workspace.team();
  const since = workspace.facts.length;
  const order = { sections: [channels, own, direct], places: placed(team) };
  const sidebar = await arrange(team, team.owner, { basedOn: 0, ...order });
  assert.deepEqual(await arrange(team, team.owner, { basedOn: 0, ...order }), sidebar);
  const facts = workspace.facts.slice(since).filter((fact) => fact.kind === 'sidebar.changed');
  assert.deepEqual(
    facts.map(({ member, json }) => [member, JSON.parse(json)]),
    [[team.owner.member, { kind: 'sidebar.changed', sidebar }]],
  );
});

test('of two devices that change the same version the second is told', async () => {
  const team = await workspace.team();
  await arrange(team, team.owner, { basedOn: 0, sections: [direct, channels], places: [] });
  await refuses(newerSidebar, () =>
    arrange(team, team.owner, { basedOn: 0, sections: [own, channels, direct], places: [] }),
  );
  const both = [1, 2].map((n) =>
    arrange(team, team.owner, { basedOn: 1, sections: [{ ...own, name: `Works ${n}` }, channels, direct], places: [] }),
  );
  const outcomes = await Promise.allSettled(both);
  assert.deepEqual(outcomes.map(({ status }) => status).toSorted(), ['fulfilled', 'rejected']);
  assert.equal((await read(team, team.owner)).version, 2);
});

test('what contradicts itself is refused', async () => {
  const team = await workspace.team();
  const [place] = placed(team);
  assert.ok(place);
  const torn: readonly Omit<Sidebar, 'version'>[] = [
    { sections: [channels, own], places: [] },
    { sections: [channels, direct, own, own], places: [] },
    { sections: [channels, direct, { id: harbour, sort: 'name' }], places: [] },
    { sections: [{ ...channels, name: 'Mine' }, direct], places: [] },
    { sections: [channels, direct], places: [place] },
    { sections: [channels, direct, own], places: [place, place] },
  ];
  for (const order of torn) await refuses(tornSidebar, () => arrange(team, team.owner, { basedOn: 0, ...order }));
});

test('names have words in them, and no signs that turn the line around', () => {
  const check = Compile(ArrangeSidebar);
  const named = (name: string): boolean =>
    check.Check({ basedOn: 0, sections: [channels, direct, { ...own, name }], places: [] });
  assert.ok(named('Überall 🛠'));
  for (const name of ['', '  ', 'a\u202eb', 'a\nb', 'x'.repeat(61)]) assert.ok(!named(name), JSON.stringify(name));
});
