import type { MessageFile } from '#contract/files.ts';
import type { Place } from '#contract/ids.ts';
import type { Work } from '#platform/work.ts';
import {
  type MessageRow,
  messagesAt,
  openBody,
  placeKey,
  showAttached,
  textsAttached,
  wordsOfMessage,
} from '../channel-log/channel-log.ts';
import { emojiTest } from './emoji.ts';
import { isOfType } from './file-types.ts';
import { matches, type Query } from './query.ts';
import { keptAmong } from './search.sql.ts';
import type { Scope } from './span.ts';
import { namedIn } from './words.ts';

/** A message that the query means, with its opened text. */
export interface Match {
  readonly row: MessageRow;
  readonly text: string;
}

interface Opened extends Match {
  readonly key: string;
  readonly files: readonly MessageFile[];
}

/** Those of the proposed messages that the query means indeed, in their order. */
export async function meant(work: Work, query: Query, scope: Scope, places: readonly Place[]): Promise<Match[]> {
  const opened = await open(work, places);
  const isKept = await keptTest(work, query, scope, opened);
  const hasEmoji = await emojiTest(work, query, opened);
  const likely = opened.filter((one) => isMeantBeside(query, scope, one) && isKept(one.key) && hasEmoji(one));
  const said = ({ text, files }: Opened): string => wordsOfMessage(text, files);
  // What files say is opened only where it decides: to find what the message does not say, or to exclude.
  const isExcluding = query.unwanted.length > 0 || query.lacks.includes('link');
  const doubtful = likely.filter((one) => one.row.file_count > 0 && (isExcluding || !matches(query, said(one))));
  const texts = await textsAttached(
    work,
    doubtful.map(({ row }) => row),
  );
  return likely.filter((one) => matches(query, wordsOfMessage(one.text, one.files, texts.get(one.key))));
}

async function open(work: Work, places: readonly Place[]): Promise<Opened[]> {
  const rows = await messagesAt(
    work.sql,
    places.map((place) => ({ channel: place.channel_id, ts: place.ts })),
  );
  const attached = await showAttached(work, rows);
  const byPlace = new Map(rows.map((row) => [placeKey(row.channel_id, row.ts), row]));
  const opened: Opened[] = [];
  for (const place of places) {
    const key = placeKey(place.channel_id, place.ts);
    const row = byPlace.get(key);
    if (!row?.body) continue;
    const { note, text, files = [] } = openBody(await work.keys.compartment(row.channel_id), row.ts, row.body);
    if (!note) opened.push({ row, text, key, files: [...files, ...(attached.get(key) ?? [])] });
  }
  return opened;
}

/** All that the query asks for but words, links and what is kept. */
function isMeantBeside(query: Query, { span, named, notNamed }: Scope, { row, text, files }: Opened): boolean {
  const { authors, butAuthors } = span;
  if ((authors && !authors.includes(row.author_id)) || butAuthors.includes(row.author_id)) return false;
  if (query.has.includes('file') && files.length === 0) return false;
  if (query.lacks.includes('file') && files.length > 0) return false;
  const isOneOf = (wanted: readonly string[]): boolean =>
    files.some((file) => wanted.some((type) => isOfType(file, type)));
  if (query.type.any.length > 0 && !isOneOf(query.type.any)) return false;
  if (isOneOf(query.type.none)) return false;
  if (named.length === 0 && notNamed.length === 0) return true;
  const there = new Set(namedIn(text));
  return named.every((id) => there.has(id)) && !notNamed.some((id) => there.has(id));
}

/** Whether the message is pinned, or saved by the reader, as the query wants it. */
async function keptTest(
  work: Work,
  { has, lacks }: Query,
  { reader }: Scope,
  opened: readonly Opened[],
): Promise<(key: string) => boolean> {
  if (![...has, ...lacks].some((trait) => trait === 'pinned' || trait === 'saved')) return () => true;
  const rows = await keptAmong(
    work.sql,
    reader,
    opened.map(({ row }) => row),
  );
  const byKey = new Map(rows.map((row) => [placeKey(row.channel_id, row.ts), row]));
  return (key) =>
    (['pinned', 'saved'] as const).every((trait) => {
      const isSo = byKey.get(key)?.[trait] === true;
      return !(has.includes(trait) && !isSo) && !(lacks.includes(trait) && isSo);
    });
}
