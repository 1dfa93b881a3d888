/** People and messages for the questions, made inside the server's process by the rules that make them otherwise. */
import type { MemberId, TeamId, Ts } from '#contract/ids.ts';
import { addMember } from '#identity/members/members.ts';
import { startSession } from '#identity/sessions/sessions.ts';
import { createTeam } from '#identity/teams/teams.ts';
import { systemRandom } from '#platform/random.ts';
import { onBehalfOf } from '#server/commands/operator.ts';
import type { App } from '#server/main.ts';
import { createGeneralChannel, welcome } from '#workspace/channels/channels.ts';
import {
  completeHistory,
  fillHistory,
  type ImportedMessage,
  openHistory,
} from '#workspace/history-import/history-import.ts';
import { FILLED } from './fill.sql.ts';
import { createTexts, RARE_WORD } from './texts.ts';

export interface People {
  readonly team: TeamId;
  readonly members: readonly { readonly id: MemberId; readonly token: string }[];
}

const OPERATOR = 'operator';

/** A team whose members are all in `#general`, each with a signed-in device. */
export async function makePeople(app: App, count: number): Promise<People> {
  const team = systemRandom.uuid() as TeamId;
  const members: { id: MemberId; token: string }[] = [];
  for (let number = 1; number <= count; number++) {
    const member = await app.units.open({ team }, async (work) => {
      if (number === 1) await createTeam(work, { id: team, slug: `bench-${team.slice(0, 8)}`, name: 'Bench' });
      const who = {
        team,
        role: number === 1 ? 'owner' : 'member',
        handle: `person-${number}`,
        name: `Person ${number}`,
      } as const;
      const row = await addMember(work, welcome, { ...who, email: null, passwordHash: null, channels: [] }, OPERATOR);
      if (number === 1) await createGeneralChannel(work, onBehalfOf(row), 'general');
      const { token } = await startSession(
        work,
        { team, member: row.id, means: 'password' },
        { ip: '127.0.0.1', userAgent: 'bench' },
      );
      return { id: row.id, token };
    });
    members.push(member);
  }
  return { team, members };
}

const spacingUs = 200_000;

/**
 * A public channel with `count` messages, three of them with the rare word, as history that came in. Returns the
 * channel's public id.
 */
export async function fillChannel(
  app: App,
  { team, members }: People,
  { name, count, progress }: { name: string; count: number; progress: (done: number) => void },
): Promise<string> {
  const first = members[0];
  if (!first) throw new Error('Nobody is there to fill a channel.');
  const kind = { kind: 'public', name, suffix: 'bench', people: [], isGeneral: false, isArchived: false } as const;
  const { id: channel, address } = await app.units.open({ team }, (work) =>
    openHistory(work, team, OPERATOR, { ...kind, createdBy: first.id, createdAt: undefined }),
  );
  let done = 0;
  await fillHistory(app.units, {
    team,
    channel,
    people: new Set(),
    messages: textsOf(members, count, app.clock().getTime() * 1000 - count * spacingUs),
    onAdded(added) {
      done += added;
      progress(done);
    },
  });
  await app.units.open({ team }, (work) =>
    completeHistory(work, channel, { topic: '', purpose: '', members: [first.id] }),
  );
  await app.database.withConnection((connection) => connection.run(FILLED));
  return address;
}

function* textsOf(members: People['members'], count: number, firstTs: number): Generator<ImportedMessage> {
  const text = createTexts(1);
  for (let number = 0; number < count; number++) {
    const isRare = number % Math.floor(count / 3) === 7;
    yield {
      ts: (firstTs + number * spacingUs) as Ts,
      author: (members[number % members.length] as People['members'][number]).id,
      text: isRare ? `${text()} ${RARE_WORD}` : text(),
      inTimeline: true,
      isDeleted: false,
      reactions: [],
    };
  }
}
