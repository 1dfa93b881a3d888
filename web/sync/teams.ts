/** Which teams this browser is signed in to: cookies are out of reach, and an address has the slug, not the id. */

const key = (slug: string): string => `wardroom.team.${slug}`;

/** After a sign-in. */
export function rememberTeam({ slug, id }: { readonly slug: string; readonly id: string }): void {
  localStorage.setItem(key(slug), id);
}

/** The team's id, `T…`, if somebody signed in to it here. */
export const rememberedTeam = (slug: string): string | undefined => localStorage.getItem(key(slug)) ?? undefined;

export function forgetTeam(slug: string): void {
  localStorage.removeItem(key(slug));
}
