import type { MemberId } from '#contract/ids.ts';
import type { Sidebar, SidebarSection } from '#contract/sidebar.ts';
import type { Actor } from '#identity/access/access.ts';
import { problem } from '#platform/problem.ts';
import type { Work } from '#platform/work.ts';
import { putSidebar, sidebarRow } from './sidebar.sql.ts';

declare module '#platform/work.ts' {
  interface Facts {
    /** For the member's own devices, with the names of its sections: it stays in this process. */
    'sidebar.changed': { readonly member: MemberId; readonly json: string };
  }
}

export const newerSidebar = problem<{ version: number }>(
  'sidebar/newer',
  409,
  'Another device has ordered the sidebar since. Read it, then change it from there.',
);
export const tornSidebar = problem(
  'sidebar/torn',
  422,
  'Each section stands once and those of your own have a name; each conversation stands in one section that is there.',
);

type Arrangement = Pick<Sidebar, 'sections' | 'places'>;

const builtIn: readonly SidebarSection[] = [
  { id: 'channels', sort: 'name' },
  { id: 'direct', sort: 'recent' },
];

/** As the member ordered it, or as everybody finds it. */
export async function sidebarOf(work: Work, member: MemberId): Promise<Sidebar> {
  const row = await sidebarRow(work.sql, member);
  if (!row) return { version: 0, sections: [...builtIn], places: [] };
  const opened = (await work.keys.compartment('team')).open(member, 'sidebar', row.sections);
  return { version: row.version, ...(JSON.parse(opened) as Arrangement) };
}

/**
 * Puts the whole order in the place of what it was based on. The ids of conversations are kept as they are and not
 * looked up: nobody learns from this whether one exists.
 */
export async function arrangeSidebar(
  work: Work,
  actor: Actor,
  { basedOn, sections, places }: Arrangement & { readonly basedOn: number },
): Promise<Sidebar> {
  requireWhole({ sections, places });
  const before = await sidebarOf(work, actor.member);
  const json = JSON.stringify({ sections, places });
  if (json === JSON.stringify({ sections: before.sections, places: before.places })) return before;
  if (basedOn !== before.version) throw newerSidebar({ version: before.version });
  const sealed = (await work.keys.compartment('team')).seal(actor.member, 'sidebar', json);
  const version = before.version + 1;
  const isPut = await putSidebar(work.sql, actor.team, actor.member, { version, sections: sealed });
  if (!isPut) throw newerSidebar({ version });
  const sidebar = { version, sections, places };
  work.emit({
    kind: 'sidebar.changed',
    member: actor.member,
    json: JSON.stringify({ kind: 'sidebar.changed', sidebar }),
  });
  return sidebar;
}

function requireWhole({ sections, places }: Arrangement): void {
  const ids = new Set<string>(sections.map(({ id }) => id));
  const isNamed = ({ id, name }: SidebarSection): boolean => (name === undefined) === isBuiltIn(id);
  const isWhole =
    ids.size === sections.length &&
    builtIn.every(({ id }) => ids.has(id)) &&
    sections.every(isNamed) &&
    places.every(({ section }) => ids.has(section)) &&
    new Set(places.map(({ channel }) => channel)).size === places.length;
  if (!isWhole) throw tornSidebar();
}

const isBuiltIn = (id: string): boolean => builtIn.some((one) => one.id === id);
