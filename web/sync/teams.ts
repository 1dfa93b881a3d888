/**
 * Which teams this browser is signed in to: cookies are out of reach, and an address has the slug, not the id. And
 * whether the member of that sign-in wants what it reads to be kept here (`offline-copy.ts`).
 */

const key = (slug: string): string => `wardroom.team.${slug}`;
const copyKey = (slug: string): string => `wardroom.offline.${slug}`;

/** After a sign-in. What was kept for the one before, maybe another member, is deleted. */
export function rememberTeam({ slug, id }: { readonly slug: string; readonly id: string }): void {
  localStorage.setItem(key(slug), id);
  forgetCopy(slug, id);
}

/** The team's id, `T…`, if somebody signed in to it here. */
export const rememberedTeam = (slug: string): string | undefined => localStorage.getItem(key(slug)) ?? undefined;

export function forgetTeam(slug: string): void {
  localStorage.removeItem(key(slug));
}

/** The database of the copy. */
export const copyName = (team: string): string => `wardroom-copy-${team}`;

// A browser that keeps no settings keeps no copy either.
export const isCopyWanted = (slug: string): boolean => globalThis.localStorage?.getItem(copyKey(slug)) === 'yes';

/** Without a network only this tells which team an address belongs to. */
export function wantCopy({ slug, id }: { readonly slug: string; readonly id: string }): void {
  localStorage.setItem(key(slug), id);
  localStorage.setItem(copyKey(slug), 'yes');
}

export const endCopy = (slug: string): void => globalThis.localStorage?.removeItem(copyKey(slug));

/** Not wanted any more, and deleted as soon as no window has it open. */
export function forgetCopy(slug: string, team: string): void {
  endCopy(slug);
  globalThis.indexedDB?.deleteDatabase(copyName(team));
}
