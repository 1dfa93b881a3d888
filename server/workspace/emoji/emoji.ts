/**
 * The team's own emoji, and which emoji there are at all. An image is made anew before it comes here, and kept sealed
 * beside its name: it is small.
 */
import { publicId } from '#contract/ids.ts';
import type { EmojiList } from '#contract/vocabulary.ts';
import { type Actor, allows, auditName } from '#identity/access/access.ts';
import { limits } from '#platform/limits.ts';
import { problem } from '#platform/problem.ts';
import { TEAM_COMPARTMENT } from '#platform/vault/vault.ts';
import type { Work } from '#platform/work.ts';
import {
  advanceList,
  countEmoji,
  deleteEmoji,
  type EmojiRow,
  emojiByName,
  emojiNamed,
  hasEmoji,
  insertEmoji,
  type ListRow,
  listRow,
} from './emoji.sql.ts';
import { STANDARD_NAMES } from './standard-names.ts';

declare module '#platform/work.ts' {
  interface Facts {
    /** For every device of the team. */
    'emoji.changed': { readonly json: string };
  }
}

export const noSuchEmoji = problem('emoji/no-such-emoji', 404, 'The team has no emoji of this name.');
export const nameTaken = problem<{ name: string }>(
  'emoji/name-taken',
  409,
  'Another emoji of the team has this name. Choose another.',
);
export const standardName = problem<{ name: string }>(
  'emoji/standard-name',
  409,
  'A standard emoji has this name. Choose another.',
);
export const tooManyEmoji = problem<{ most: number }>(
  'emoji/too-many',
  409,
  'The team has as many emoji as it can have. Remove some first.',
);
export const emojiTooLarge = problem<{ bytesMax: number }>(
  'emoji/too-large',
  413,
  'This image has too many bytes for an emoji. Make it smaller, or give it fewer frames.',
);
export const adminsAdd = problem('emoji/admins-only', 403, 'Only admins may add emoji in this team.');
export const notYourEmoji = problem(
  'emoji/not-yours',
  403,
  'Only the one who added an emoji or an admin may remove it.',
);
export const unknownEmoji = problem<{ emoji: string }>(
  'emoji/unknown',
  422,
  'There is no emoji of this name. Add it to the team first.',
);

const NEW_LIST: ListRow = { version: 0, added_by: 'members' };

/** What is added: an image that was made anew, or another name for an emoji. */
export type Added = { readonly image: Buffer } | { readonly aliasOf: string };

/** All of the team's emoji by name; the list is left out for whoever has this version. */
export async function listEmoji(work: Work, version: number | undefined): Promise<EmojiList> {
  const list = (await listRow(work.sql)) ?? NEW_LIST;
  const head = { version: list.version, addedBy: list.added_by };
  if (version === list.version) return head;
  const rows = await emojiByName(work.sql, limits.emoji.perTeamMax);
  const emoji = rows.map((row) => ({
    name: row.name,
    ...(row.alias_of === null ? {} : { aliasOf: row.alias_of }),
    addedBy: publicId('U', row.created_by),
    createdAt: row.created_at.toISOString(),
  }));
  return { ...head, emoji };
}

/** The image of an emoji, under any of its names. */
export async function emojiImage(work: Work, name: string): Promise<Buffer> {
  const row = await emojiNamed(work.sql, name);
  const own = row?.alias_of ? await emojiNamed(work.sql, row.alias_of) : row;
  if (!own?.image) throw noSuchEmoji();
  return await openImage(work, own.name, own.image);
}

/** Refuses before any image is opened what could not be added anyway. */
export async function requireAddable(work: Work, actor: Actor, name: string): Promise<void> {
  const { added_by } = (await listRow(work.sql)) ?? NEW_LIST;
  if (added_by === 'admins' && !allows(actor, 'emoji.manage')) throw adminsAdd();
  if (STANDARD_NAMES.has(name)) throw standardName({ name });
}

/** The same again, with the same name, changes nothing. */
export async function addEmoji(work: Work, actor: Actor, name: string, added: Added): Promise<void> {
  await requireAddable(work, actor, name);
  const { bytesMax, perTeamMax: most } = limits.emoji;
  if ('image' in added && added.image.length > bytesMax) throw emojiTooLarge({ bytesMax });
  const list = await advanceList(work.sql, actor.team, undefined);
  const alias_of = 'aliasOf' in added ? await rootOf(work, added.aliasOf) : null;
  const there = await emojiNamed(work.sql, name);
  if (there && (await isSame(work, there, added, alias_of))) return;
  if (there) throw nameTaken({ name });
  if ((await countEmoji(work.sql)) >= most) throw tooManyEmoji({ most });
  const image = 'image' in added ? await sealImage(work, name, added.image) : null;
  const row = { name, alias_of, image, created_by: actor.member, created_at: work.now };
  await insertEmoji(work.sql, { team_id: actor.team, ...row });
  tell(work, list);
  const details = alias_of === null ? {} : { aliasOf: alias_of };
  work.audit({ kind: 'emoji.added', actor: auditName(actor), object: `emoji:${name}`, details });
}

/** Goes with all its other names. Where it stands already, its name is left. */
export async function removeEmoji(work: Work, actor: Actor, name: string): Promise<void> {
  const list = await advanceList(work.sql, actor.team, undefined);
  const row = await emojiNamed(work.sql, name);
  if (!row) throw noSuchEmoji();
  if (row.created_by !== actor.member && !allows(actor, 'emoji.manage')) throw notYourEmoji();
  const names = await deleteEmoji(work.sql, name);
  tell(work, list);
  work.audit({ kind: 'emoji.removed', actor: auditName(actor), object: `emoji:${name}`, details: { names } });
}

/** Decides who may add emoji. */
export async function decideWhoAdds(work: Work, actor: Actor, addedBy: ListRow['added_by']): Promise<EmojiList> {
  const before = (await listRow(work.sql)) ?? NEW_LIST;
  if (before.added_by !== addedBy) {
    tell(work, await advanceList(work.sql, actor.team, addedBy));
    const details = { addedBy };
    work.audit({ kind: 'emoji.rules-changed', actor: auditName(actor), object: `team:${actor.team}`, details });
  }
  return await listEmoji(work, undefined);
}

/** Refuses what is neither a standard emoji, by name or as itself, nor one of the team's. */
export async function requireKnownEmoji(work: Work, emoji: string): Promise<void> {
  const name = emoji.replace(/::skin-tone-[2-6]$/, '');
  if (STANDARD_NAMES.has(name) || PICTURE.test(emoji)) return;
  if (!(await hasEmoji(work.sql, name))) throw unknownEmoji({ emoji });
}

/** Pictures, flags and keycaps; the contract says what else may stand in one. */
const PICTURE = /\p{Extended_Pictographic}|\p{Regional_Indicator}|\u20e3/u;

/** An alias of an alias means the emoji itself. */
async function rootOf(work: Work, name: string): Promise<string> {
  const row = await emojiNamed(work.sql, name);
  if (row) return row.alias_of ?? row.name;
  if (!STANDARD_NAMES.has(name)) throw noSuchEmoji();
  return name;
}

async function isSame(
  work: Work,
  there: EmojiRow & { readonly image: Buffer | null },
  added: Added,
  alias: string | null,
): Promise<boolean> {
  if (!('image' in added)) return there.alias_of === alias;
  return there.image !== null && (await openImage(work, there.name, there.image)).equals(added.image);
}

const sealImage = async (work: Work, name: string, image: Buffer): Promise<Buffer> =>
  (await work.keys.compartment(TEAM_COMPARTMENT)).seal(name, 'emoji', image.toString('base64'));

const openImage = async (work: Work, name: string, sealed: Buffer): Promise<Buffer> =>
  Buffer.from((await work.keys.compartment(TEAM_COMPARTMENT)).open(name, 'emoji', sealed), 'base64');

const tell = (work: Work, { version }: ListRow): void =>
  work.emit({ kind: 'emoji.changed', json: JSON.stringify({ kind: 'emoji.changed', version }) });
