/**
 * A team to look at: people, places and months of conversation that were invented, made by the same rules as real ones.
 * The danger: somebody takes it for real. The principle: the team, its general channel and every address say that it is
 * a demo. The boundary: it is a team of its own, and touches no other.
 */
import type { ChannelId, MemberId, TeamId } from '#contract/ids.ts';
import type { Actor } from '#identity/access/access.ts';
import { addMember, changeTimeZone, type MemberRow } from '#identity/members/members.ts';
import { createTeam } from '#identity/teams/teams.ts';
import type { Blobs } from '#platform/blobs/blobs.ts';
import { after, type Clock, DAY_MS } from '#platform/clock.ts';
import { limits } from '#platform/limits.ts';
import type { Units, Work } from '#platform/work.ts';
import { createGeneralChannel, welcome } from '#workspace/channels/channels.ts';
import { createUploads } from '#workspace/files/files.ts';
import { completeHistory, fillHistory, openHistory } from '#workspace/history-import/history-import.ts';
import { CAST } from './cast.ts';
import { dialogue } from './dialogue.ts';
import { furnish, sendPapers } from './furnish.ts';
import { PLACES, type Place } from './plot.ts';

export interface DemoWish {
  readonly slug: string;
  /** The same seed gives the same people, places and words. */
  readonly seed: number;
  readonly messages: number;
  readonly months: number;
  /** Everybody's, a PHC string. */
  readonly passwordHash: string;
}

interface Means {
  readonly units: Units;
  readonly clock: Clock;
  readonly blobs: Blobs;
  /** Somebody in whose name the rules are called. */
  readonly onBehalfOf: (member: Pick<MemberRow, 'id' | 'team_id' | 'role'>) => Actor;
  /** Hears how many messages there are so far; may throw to end it there. */
  readonly progress: (messages: number) => void;
}

interface Loaded {
  readonly team: TeamId;
  readonly messages: number;
  readonly places: number;
  readonly people: number;
  /** Of the owner, to sign in with. */
  readonly email: string;
}

const BY = 'operator';
const MONTH_DAYS = 30;
const TEAM_NAME = 'Lumen & Larch (demo)';

/** Makes the team at `slug`. Refuses an address that is taken. What broke off stays as it is, under its address. */
export async function loadDemo(means: Means, team: TeamId, wish: DemoWish): Promise<Loaded> {
  const { units, clock, progress } = means;
  const people = await units.open({ team }, (work) => makePeople(work, means, team, wish));
  // The deployment's own log is another scope, and says which teams the operator made.
  await units.open('deployment', async (work) => {
    work.audit({ kind: 'team.created', actor: BY, object: `team:${team}`, details: { demo: true } });
  });
  const counts = sharesOf(wish.messages);
  const channels = new Map<string, ChannelId>();
  let done = 0;
  const left = PLACES.map((place, at) => ({ place, at, count: counts[at] ?? 0 }));
  const fillNext = async (): Promise<void> => {
    for (let next = left.shift(); next; next = left.shift()) {
      const { place, at, count } = next;
      const members = membersOf(place, people);
      const channel = await units.open({ team }, (work) => open(work, team, place, members));
      await fillHistory(units, {
        team,
        channel,
        people: new Set(members),
        messages: dialogue({
          seed: wish.seed * PLACES.length + at,
          themes: place.themes,
          people: members,
          count,
          from: after(clock(), -wish.months * MONTH_DAYS * DAY_MS),
          to: after(clock(), -DAY_MS / 24),
        }),
        onAdded(count) {
          done += count;
          progress(done);
        },
      });
      await units.open({ team }, (work) => completeHistory(work, channel, { ...place, members }));
      if (place.name !== '') channels.set(place.name, channel);
    }
  };
  // Beside each other, so that sealing and storing overlap.
  await Promise.all(Array.from({ length: limits.demo.placesAtOnce }, fillNext));
  const actors = people.map(means.onBehalfOf);
  // In all of these places, and no guest.
  const sender = actors[1] as Actor;
  await sendPapers(units, createUploads(units, means.blobs), sender, channels);
  await units.open({ team }, (work) => furnish(work, actors, channels));
  const [owner] = people;
  return { team, messages: done, places: PLACES.length, people: people.length, email: owner?.email ?? '' };
}

/** All with the same password, at addresses that no mail can reach (RFC 2606). */
async function makePeople(work: Work, means: Means, team: TeamId, wish: DemoWish): Promise<MemberRow[]> {
  await createTeam(work, { id: team, slug: wish.slug, name: TEAM_NAME });
  work.audit({ kind: 'demo.loaded', actor: BY, object: `team:${team}`, details: { seed: wish.seed } });
  const people: MemberRow[] = [];
  for (const { name, handle, role, zone } of CAST) {
    const email = `${handle}@${wish.slug}.example`;
    const wanted = { team, role, handle, name, email, passwordHash: wish.passwordHash, channels: [] };
    const member = await addMember(work, welcome, wanted, BY);
    if (people.length === 0) await createGeneralChannel(work, means.onBehalfOf(member), 'general');
    await changeTimeZone(work, means.onBehalfOf(member), zone);
    people.push(member);
  }
  return people;
}

async function open(work: Work, team: TeamId, place: Place, members: readonly MemberId[]): Promise<ChannelId> {
  const { id } = await openHistory(work, team, BY, {
    kind: place.kind,
    name: place.name,
    suffix: 'demo',
    people: members,
    isGeneral: false,
    createdBy: members[0],
    createdAt: undefined,
    isArchived: place.isArchived ?? false,
  });
  return id;
}

const membersOf = ({ people: named }: Place, people: readonly MemberRow[]): MemberId[] =>
  (named === 'all' ? people.filter(({ role }) => role !== 'guest') : named.flatMap((at) => people[at] ?? [])).map(
    ({ id }) => id,
  );

/** How many messages each place gets, by its weight; together as many as are wished. */
function sharesOf(messages: number): number[] {
  const total = PLACES.reduce((sum, { weight }) => sum + weight, 0);
  let [weight, given] = [0, 0];
  return PLACES.map((place) => {
    weight += place.weight;
    const upTo = Math.round((messages * weight) / total);
    const share = upTo - given;
    given = upTo;
    return share;
  });
}
