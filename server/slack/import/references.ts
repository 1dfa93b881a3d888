import { type ChannelId, type MemberId, publicId, type TeamId } from '#contract/ids.ts';
import type { Units } from '#platform/work.ts';
import { type ReferenceRow, referencesAfter } from './import.sql.ts';

export const SOURCE = 'slack';

/** What became of the people and conversations of the export, by what the export calls them. */
export type References = ReadonlyMap<string, string>;

export const memberKey = (id: string): string => `member/${id}`;
export const conversationKey = (id: string): string => `conversation/${id}`;
/** Integrations post under names of their own; each name is an author. */
export const integrationKey = (id: string, name: string): string => `integration/${id}/${name}`;

export const memberOf = (references: References, key: string): MemberId | undefined =>
  references.get(key) as MemberId | undefined;
export const channelOf = (references: References, id: string): ChannelId | undefined =>
  references.get(conversationKey(id)) as ChannelId | undefined;

const PAGE = 5_000;

/** All that were made so far, by this import and by earlier ones. */
export async function readReferences(units: Units, team: TeamId): Promise<Map<string, string>> {
  const references = new Map<string, string>();
  let after = '';
  for (;;) {
    const rows: ReferenceRow[] = await units.open({ team }, (work) => referencesAfter(work.sql, SOURCE, after, PAGE));
    for (const row of rows) references.set(row.external_id, row.internal_id);
    if (rows.length < PAGE) return references;
    after = rows.at(-1)?.external_id ?? after;
  }
}

/** Ids in mention tokens: our public ones, or undefined, so that the name is shown as text. */
export const tokenNames = (references: References) => ({
  member(id: string): string | undefined {
    const member = references.get(memberKey(id));
    return member === undefined ? undefined : publicId('U', member);
  },
  channel(id: string): string | undefined {
    const channel = references.get(conversationKey(id));
    return channel === undefined ? undefined : publicId('C', channel);
  },
});
