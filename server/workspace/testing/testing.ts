/** Teams with people and channels, for the tests of this room: the use cases on a real database. */
import assert from 'node:assert/strict';
import type { Role } from '#contract/identity.ts';
import {
  type ChannelId,
  type ClientMessageId,
  type FileId,
  type MemberId,
  publicId,
  type SessionId,
  type TeamId,
  type TokenId,
  type Ts,
  tsOf,
  uuidOf,
} from '#contract/ids.ts';
import type { ChannelEvent, Message, Standing } from '#contract/workspace.ts';
import type { Actor } from '#identity/access/access.ts';
import { createToken } from '#identity/api-tokens/api-tokens.ts';
import { addMember, requireMember } from '#identity/members/members.ts';
import { createTeam } from '#identity/teams/teams.ts';
import { after } from '#platform/clock.ts';
import type { Database } from '#platform/database/database.ts';
import { limits } from '#platform/limits.ts';
import { Problem } from '#platform/problem.ts';
import { systemRandom } from '#platform/random.ts';
import { borrowTestDatabase, tableDigests, testUnits } from '#platform/testing/testing.ts';
import type { Fact, Units, Work } from '#platform/work.ts';
import { readLog } from '../channel-log/channel-log.ts';
import {
  createChannel,
  createGeneralChannel,
  inviteToChannel,
  myChannels,
  readableChannel,
  welcome,
} from '../channels/channels.ts';
import { createPostQueue } from '../messages/messages.ts';

export interface TestWorkspace {
  readonly database: Database;
  readonly units: Units;
  /** What was published, in its order. */
  readonly facts: Fact[];
  /** The events that were published after the first so many facts. */
  told(since: number): ChannelEvent[];
  /** Moves on by a second with each unit of work; may be set. */
  readonly clock: { at: Date };
  /** A new team with an owner and a general channel. */
  team(): Promise<TestTeam>;
  /** Asserts that the call is refused with this problem, and that nothing of it is left anywhere. */
  refuses(problem: { readonly code: string }, call: () => Promise<unknown>): Promise<Problem>;
}

export interface TestTeam {
  readonly id: TeamId;
  readonly owner: Actor;
  readonly general: ChannelId;
  run<T>(use: (work: Work) => Promise<T>): Promise<T>;
  /** A new member. */
  person(role?: Role, channels?: readonly ChannelId[]): Promise<Actor & { readonly handle: string }>;
  /** This member by a new API token that reaches everything. */
  byToken(of: Actor): Promise<Actor & { readonly by: { readonly token: TokenId } }>;
  channel(
    by: Actor,
    given?: { kind?: 'public' | 'private'; name?: string; with?: readonly Actor[] },
  ): Promise<ChannelId>;
  post(by: Actor, channel: ChannelId, text: string, given?: Partial<Posting>): Promise<Message>;
  standing(of: Actor, channel: ChannelId): Promise<Standing | undefined>;
  /** The whole log of a channel as this member reads it; asserts that its numbers have no gap. */
  events(of: Actor, channel: ChannelId): Promise<ChannelEvent[]>;
}

interface Posting {
  readonly clientId: ClientMessageId;
  readonly threadTs: string;
  readonly alsoToChannel: boolean;
  readonly files: readonly FileId[];
}

export const newClientId = (): ClientMessageId => systemRandom.uuid() as ClientMessageId;
export const placeOf = (message: Pick<Message, 'ts'>): Ts => tsOf(message.ts);

/** Borrows a database for the test file; further facts are heard by `published`. */
export async function openTestWorkspace(
  published: (team: TeamId, facts: readonly Fact[]) => void = () => {},
): Promise<TestWorkspace> {
  const database = await borrowTestDatabase();
  const facts: Fact[] = [];
  const clock = { at: new Date('2026-03-02T09:00:00Z') };
  const units = await testUnits(database, {
    clock: () => {
      clock.at = after(clock.at, 1_000);
      return clock.at;
    },
    published: (team, stated) => {
      facts.push(...stated);
      published(team, stated);
    },
  });
  return {
    database,
    units,
    facts,
    clock,
    told: (since) =>
      facts
        .slice(since)
        .flatMap((fact) => (fact.kind === 'channel.event' ? (JSON.parse(fact.json) as ChannelEvent) : [])),
    team: () => newTeam(units),
    async refuses(problem, call) {
      const [before, told] = [await tableDigests(database), facts.length];
      const refusal = await call().then(
        () => assert.fail(`This should be refused with ${problem.code}.`),
        (error: unknown) => error,
      );
      if (!(refusal instanceof Problem)) throw refusal;
      assert.equal(refusal.code, problem.code);
      assert.deepEqual(await tableDigests(database), before);
      assert.equal(facts.length, told);
      return refusal;
    },
  };
}

let made = 0;

async function newTeam(units: Units): Promise<TestTeam> {
  const id = systemRandom.uuid() as TeamId;
  const posts = createPostQueue();
  const run = <T>(use: (work: Work) => Promise<T>): Promise<T> => units.open({ team: id }, use);

  const person: TestTeam['person'] = async (role = 'member', channels = []) => {
    made += 1;
    const handle = `person-${made}`;
    const newMember = { team: id, role, handle, name: `Person ${made}`, email: null, passwordHash: null, channels };
    const { id: member } = await run((work) => addMember(work, welcome, newMember));
    return { team: id, member, role, handle, by: { session: systemRandom.uuid() as SessionId } };
  };

  const byToken: TestTeam['byToken'] = ({ member, role }) =>
    run(async (work) => {
      const reach = { name: 'a script', scopes: 'everything' } as const;
      const made = { creator: member, by: 'test' };
      const { token } = await createToken(work, await requireMember(work, member), reach, made);
      return { team: id, member, role, by: { token: token.id } };
    });

  await run((work) => createTeam(work, { id, slug: `team-${id.slice(-12)}`, name: 'A team' }));
  const owner = await person('owner');
  await run((work) => createGeneralChannel(work, owner, 'general'));
  const [general] = await run((work) => myChannels(work, owner.member));

  return {
    id,
    owner,
    general: uuidOf(general?.channel.id ?? '') as ChannelId,
    run,
    person,
    byToken,
    async channel(by, { kind = 'public', name, with: others = [] } = {}) {
      made += 1;
      const wanted = { kind, name: name ?? `channel-${made}` };
      const channel = await run((work) => createChannel(work, by, wanted));
      const channelId = uuidOf(channel.id) as ChannelId;
      for (const other of others) await run((work) => inviteToChannel(work, by, channelId, other.member));
      return channelId;
    },
    post: (actor, channel, text, { clientId = newClientId(), threadTs, alsoToChannel = false, files = [] } = {}) =>
      posts.post(units, {
        actor,
        channel,
        clientId,
        text,
        files,
        threadTs: threadTs === undefined ? undefined : tsOf(threadTs),
        alsoToChannel,
      }),
    async standing(of, channel) {
      const all = await run((work) => myChannels(work, of.member));
      return all.find(({ row }) => row.id === channel)?.standing;
    },
    events: (of, channel) =>
      run(async (work) => {
        const row = await readableChannel(work, of, channel);
        const events = (await readLog(work, row, 0, limits.events.pageMax)).map(({ event }) => event);
        for (const [at, { number }] of events.entries()) assert.equal(number, at + 1, 'the log has a gap');
        return events;
      }),
  };
}

/** The token that names this member in a text. */
export const naming = ({ member }: { readonly member: MemberId }): string => `<@${publicId('U', member)}>`;
