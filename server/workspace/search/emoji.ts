import type { Work } from '#platform/work.ts';
import { type MessageRow, placeKey } from '../channel-log/channel-log.ts';
import type { Query } from './query.ts';
import { reactionsAmong } from './search.sql.ts';

interface Opened {
  readonly row: MessageRow;
  readonly text: string;
  readonly key: string;
}

/** `has::tada:`: a reaction or the text has this emoji; whatever tone of skin, unless one was named. */
export async function emojiTest(
  work: Work,
  { emoji }: Pick<Query, 'emoji'>,
  opened: readonly Opened[],
): Promise<(one: Opened) => boolean> {
  const names = [...emoji.any, ...emoji.none];
  if (names.length === 0) return () => true;
  const reacted = opened.filter(({ row }) => row.reaction_count > 0).map(({ row }) => row);
  const rows = await reactionsAmong(work.sql, reacted, names.flatMap(inAllTones));
  const there = new Set(rows.map((row) => `${placeKey(row.channel_id, row.ts)} ${row.emoji}`));
  const has = ({ key, text }: Opened, name: string): boolean =>
    text.includes(`:${name}:`) || inAllTones(name).some((toned) => there.has(`${key} ${toned}`));
  return (one) => emoji.any.every((name) => has(one, name)) && !emoji.none.some((name) => has(one, name));
}

/** The names by which reactions with an emoji are kept. */
export const inAllTones = (name: string): string[] =>
  name.includes('::') ? [name] : [name, ...[2, 3, 4, 5, 6].map((tone) => `${name}::skin-tone-${tone}`)];
