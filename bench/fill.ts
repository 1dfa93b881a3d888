/** People and messages for the questions, made inside the server's process by the rules that make them otherwise. */
import { type ChannelId, type MemberId, type TeamId, type Ts, uuidOf } from '#contract/ids.ts';
import { addMember } from '#identity/members/members.ts';
import { startSession } from '#identity/sessions/sessions.ts';
import { createTeam } from '#identity/teams/teams.ts';
import { systemRandom } from '#platform/random.ts';
import { onBehalfOf } from '#server/commands/operator.ts';
import type { App } from '#server/main.ts';
import { insertMessages, sealBody } from '#workspace/channel-log/channel-log.ts';
import { createChannel, createGeneralChannel, lockChannel, welcome } from '#workspace/channels/channels.ts';
import { blindTerms } from '#workspace/messages/messages.ts';
import { FILLED, moveHead } from './fill.sql.ts';
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
      const { token } = await startSession(work, { team, member: row.id }, { ip: '127.0.0.1', userAgent: 'bench' });
      return { id: row.id, token };
    });
    members.push(member);
  }
  return { team, members };
}

const rowsPerUnit = 1_000;
const spacingUs = 200_000;

/**
 * A public channel with `count` messages, three of them with the rare word: sealed and indexed as posts are, inserted a
 * thousand at a time, without events and audit entries. Returns the channel's public id.
 */
export async function fillChannel(
  app: App,
  { team, members }: People,
  { name, count, progress }: { name: string; count: number; progress: (done: number) => void },
): Promise<string> {
  const first = members[0];
  if (!first) throw new Error('Nobody is there to fill a channel.');
  const owner = onBehalfOf({ id: first.id, team_id: team, role: 'owner' });
  const id = await app.units.open({ team }, async (work) => {
    const channel = await createChannel(work, owner, { kind: 'public', name });
    return channel.id;
  });
  const channel = uuidOf(id) as ChannelId;
  const text = createTexts(1);
  const firstTs = app.clock().getTime() * 1000 - count * spacingUs;
  for (let done = 0; done < count; done += rowsPerUnit) {
    await app.units.open({ team }, async (work) => {
      await lockChannel(work.sql, channel);
      const compartment = await work.keys.compartment(channel);
      const blind = await work.keys.blindWords();
      const rows = Array.from({ length: Math.min(rowsPerUnit, count - done) }, (_, at) => {
        const number = done + at;
        const isRare = number % Math.floor(count / 3) === 7;
        const body = { v: 1, text: isRare ? `${text()} ${RARE_WORD}` : text() } as const;
        const ts = (firstTs + number * spacingUs) as Ts;
        return {
          channel_id: channel,
          ts,
          author_id: (members[number % members.length] ?? first).id,
          thread_ts: null,
          in_timeline: true,
          ordinal: number + 1,
          client_id: null,
          file_count: 0,
          body: sealBody(compartment, ts, body),
          terms: blindTerms(blind, body.text),
        };
      });
      await insertMessages(work.sql, team, rows);
      const last = rows.at(-1);
      if (last) await moveHead(work.sql, channel, { last_ts: last.ts, ordinal: last.ordinal });
    });
    progress(Math.min(count, done + rowsPerUnit));
  }
  await app.database.withConnection((connection) => connection.run(FILLED));
  return id;
}
