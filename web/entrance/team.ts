/** Who is signed in on this browser, and what is done after a sign-in. */
import type { SignIns } from '#contract/entrance.ts';
import type { SignedIn } from '#contract/identity.ts';
import { createApi } from '#sync/api.ts';
import { rememberTeam } from '#sync/teams.ts';

export const api = createApi();

export type SignIn = SignIns['signIns'][number];

export const signIns = async (): Promise<readonly SignIn[]> => (await api.call('GET /v1/sign-ins')).signIns;

/** The sign-in to this team, if there is one. */
export const signInTo = async (slug: string): Promise<SignIn | undefined> =>
  (await signIns()).find(({ team }) => team.slug === slug);

/** The API in the name of one of several sign-ins. */
export const apiOf = ({ id }: { readonly id: string }): typeof api => createApi({ team: () => id });

export const timeZoneHere = (): string => Intl.DateTimeFormat().resolvedOptions().timeZone;

/** Goes into the team that was just signed in to, or to what is still asked for before that. */
export function enter({ team, owes }: Pick<SignedIn, 'team' | 'owes'>, to?: string): void {
  rememberTeam(team);
  if (owes) location.assign(finishPath(team.slug, to));
  else goIn(team, to);
}

export const goIn = ({ slug }: { readonly slug: string }, to?: string): void => location.assign(to ?? `/t/${slug}/`);

/** Where a sign-in is finished that owes a second factor. */
export const finishPath = (slug: string, to?: string): string =>
  `/t/${slug}/finish${to === undefined ? '' : `?to=${encodeURIComponent(to)}`}`;

/** The same for somebody new, whose days and hours are meant in the zone of this device. */
export async function enterAnew({ team, owes }: Pick<SignedIn, 'team' | 'owes'>): Promise<void> {
  // The zone can be set later: a server that does not know it keeps nobody out.
  await apiOf(team)
    .call('PATCH /v1/me', { body: { timeZone: timeZoneHere() } })
    .catch(() => {});
  enter(owes ? { team, owes } : { team });
}
