import type { Entrance, SignIns } from '#contract/entrance.ts';
import { publicId } from '#contract/ids.ts';
import { limits } from '#platform/limits.ts';
import type { Units } from '#platform/work.ts';
import type { Actor } from '../access/access.ts';
import { requireMember } from '../members/members.ts';
import { firstTeams, ownTeam } from '../teams/teams.ts';

/** Whether there is a team at all, and which one if it is the only one: several are not listed for strangers. */
export const lookAtEntrance = (units: Units): Promise<Entrance> =>
  units.open('deployment', async (work) => {
    const [first, second] = await firstTeams(work, 2);
    return {
      hasTeam: first !== undefined,
      ...(first && !second ? { team: { slug: first.slug, name: first.name } } : {}),
    };
  });

/** Who these tokens of one browser are; those that are not valid are passed over. */
export async function listSignIns(
  units: Units,
  authenticate: (token: string) => Promise<Actor | undefined>,
  tokens: readonly string[],
): Promise<SignIns['signIns']> {
  const actors = await Promise.all(tokens.slice(0, limits.signIns.shownMax).map(authenticate));
  return await Promise.all(
    actors
      .filter((actor) => actor !== undefined)
      .map((actor) =>
        units.open({ team: actor.team }, async (work) => {
          const { id, slug, name } = await ownTeam(work, actor.team);
          const member = await requireMember(work, actor.member);
          return {
            team: { id: publicId('T', id), slug, name },
            member: { id: publicId('U', member.id), name: member.name },
            ...(actor.owes ? { owes: actor.owes } : {}),
          };
        }),
      ),
  );
}
