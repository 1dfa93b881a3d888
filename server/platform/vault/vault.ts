/**
 * Keys and what they seal. The danger: one key for everything, or ciphertext that opens in another place than it was
 * sealed for. The principle: deployment key → team key → key of each compartment, and associated data that binds
 * team, compartment, record and field. The boundary: keys leave this folder only as a `Compartment`, which seals
 * and opens but does not show its key.
 */
import { createHmac, createSecretKey, type Hmac, type KeyObject } from 'node:crypto';
import type { TeamId } from '#contract/ids.ts';
import type { Sql } from '../database/database.ts';
import { limits } from '../limits.ts';
import type { Random } from '../random.ts';
import type { Binding } from './aead.ts';
import { type BlindWord, blindWords } from './blind.ts';
import { type ChunkKey, chunkKey } from './chunks.ts';
import { keyVersionOf, open, type SealingKey, seal, sealingKey } from './envelope.ts';
import { type KeyProvider, wrappingKeyOf } from './keyfile.ts';
import { deleteKeys, insertKey, type KeyRow, keysOf, lockKeys, updateWrapped } from './vault.sql.ts';

export type { BlindWord } from './blind.ts';
export { type ChunkKey, sealedChunkBytesMore } from './chunks.ts';
export { addDeploymentKey, dropUnusedKeys, type KeyProvider, openKeyFile } from './keyfile.ts';

/** One compartment's keys: seals under the newest, opens under the one that sealed. */
export interface Compartment {
  seal(record: string, field: string, plaintext: string): Buffer;
  /** Throws a fault, never a refusal, when the bytes were not sealed for this very place. */
  open(record: string, field: string, sealed: Buffer): string;
}

/** The keys within one unit of work; a compartment's first use makes its key in the same transaction. */
export interface Keys {
  compartment(name: string): Promise<Compartment>;
  /** What was sealed in the compartment opens nowhere any more, as soon as the unit is committed. */
  destroy(name: string): Promise<void>;
  /** Tokens of words for the blind index of this team. */
  blindWords(): Promise<BlindWord>;
  /** A new key for one long sequence of bytes, and what to store of it. */
  newChunkKey(record: string): Promise<{ readonly key: ChunkKey; readonly sealed: Buffer }>;
  openChunkKey(record: string, sealed: Buffer): Promise<ChunkKey>;
  /** Digests that tell equal contents of this team apart from others; without the key they cannot be recomputed. */
  contentDigest(): Promise<ContentDigest>;
}

/** Begins one HMAC-SHA-256 (RFC 2104) under the team's key for contents. */
export type ContentDigest = () => Hmac;

export interface Vault {
  /** Keys for one unit of work, and what to call once it is committed. */
  forUnit(sql: Sql, team: TeamId, random: Random, now: Date): { keys: Keys; committed(): void };
  /** Wraps the team's key anew under the current deployment key; returns how many were changed. */
  rewrap(sql: Sql, team: TeamId): Promise<number>;
  /** From now on another provider wraps and unwraps: the deployment key was rotated. */
  use(provider: KeyProvider): void;
}

/** The compartment of a team's own records; its key wraps those of the other compartments. */
export const TEAM_COMPARTMENT = 'team';
const SEARCH = 'search';
const CHUNKS = 'chunks';
const CONTENTS = 'contents';
const KEY_BYTES = 32;

interface Loaded {
  readonly newest: SealingKey;
  readonly byVersion: ReadonlyMap<number, SealingKey>;
  /** Only these two make something else of their key than a cipher. */
  readonly words: BlindWord | undefined;
  readonly digest: ContentDigest | undefined;
}

export function openVault(first: KeyProvider): Vault {
  let provider = first;
  const cache = new Map<string, Loaded>();

  const remember = (name: string, loaded: Loaded): void => {
    cache.set(name, loaded);
    // Insertion order is age: the oldest key is loaded again when it is needed.
    for (const oldest of cache.keys()) {
      if (cache.size <= limits.keys.cacheMax) break;
      cache.delete(oldest);
    }
  };

  return {
    forUnit(sql, team, random, now) {
      // Keys made here are shared only after the commit: a rolled-back one must not seal anything.
      const made = new Map<string, Loaded>();
      const destroyed: string[] = [];

      const load = async (name: string): Promise<Loaded> => {
        const id = `${team}/${name}`;
        const known = cache.get(id) ?? made.get(id);
        if (known) return known;
        const wrapping = name === TEAM_COMPARTMENT ? undefined : await load(TEAM_COMPARTMENT);
        let rows = await keysOf(sql, name);
        const isNew = rows.length === 0;
        if (isNew) {
          const key = random.bytes(KEY_BYTES);
          const binding = bindingOf(team, name, 1);
          const wrapped = wrapping ? seal(wrapping.newest, binding, key, random) : await provider.wrap(binding, key);
          await insertKey(sql, { team_id: team, compartment: name, version: 1, wrapped, created_at: now });
          rows = await keysOf(sql, name);
        }
        const loaded = await unwrapped(provider, wrapping, team, name, rows);
        if (isNew) made.set(id, loaded);
        else remember(id, loaded);
        return loaded;
      };

      const destroy = async (name: string): Promise<void> => {
        await deleteKeys(sql, name);
        made.delete(`${team}/${name}`);
        destroyed.push(`${team}/${name}`);
      };
      return {
        keys: keysBy(load, destroy, team, random),
        committed() {
          for (const [id, loaded] of made) remember(id, loaded);
          for (const id of destroyed) cache.delete(id);
        },
      };
    },

    async rewrap(sql, team) {
      let changed = 0;
      for (const { version, wrapped } of await lockKeys(sql, TEAM_COMPARTMENT)) {
        if (wrappingKeyOf(wrapped) === provider.currentId) continue;
        const binding = bindingOf(team, TEAM_COMPARTMENT, version);
        const key = await provider.unwrap(binding, wrapped);
        await updateWrapped(sql, TEAM_COMPARTMENT, version, await provider.wrap(binding, key));
        changed += 1;
      }
      return changed;
    },

    use(next) {
      provider = next;
    },
  };
}

function keysBy(
  load: (name: string) => Promise<Loaded>,
  destroy: (name: string) => Promise<void>,
  team: TeamId,
  random: Random,
): Keys {
  return {
    compartment: async (name) => compartmentOf(team, name, await load(name), random),
    async destroy(name) {
      if ([TEAM_COMPARTMENT, SEARCH, CHUNKS, CONTENTS].includes(name)) throw new Error(`${name} is not one record’s.`);
      await destroy(name);
    },
    blindWords: async () => (await load(SEARCH)).words ?? never(),
    newChunkKey: async (record) => newChunkKey(team, record, await load(CHUNKS), random),
    openChunkKey: async (record, sealed) => openChunkKey(team, record, await load(CHUNKS), sealed, random),
    contentDigest: async () => (await load(CONTENTS)).digest ?? never(),
  };
}

const never = (): never => {
  throw new Error('A compartment was loaded without what is made of its key.');
};

const chunkBinding = (team: TeamId, record: string, field: string): Binding => ({
  team,
  compartment: CHUNKS,
  record,
  field,
});

function newChunkKey(team: TeamId, record: string, { newest }: Loaded, random: Random) {
  const bytes = random.bytes(KEY_BYTES);
  const sealed = seal(newest, chunkBinding(team, record, 'key'), bytes, random);
  return { key: chunkKeyOf(team, record, bytes, random), sealed };
}

function openChunkKey(team: TeamId, record: string, { byVersion }: Loaded, sealed: Buffer, random: Random): ChunkKey {
  const binding = chunkBinding(team, record, 'key');
  const bytes = open(keyAt(byVersion, keyVersionOf(sealed, binding)), binding, sealed);
  return chunkKeyOf(team, record, bytes, random);
}

const chunkKeyOf = (team: TeamId, record: string, bytes: Buffer, random: Random): ChunkKey =>
  chunkKey(createSecretKey(bytes), (field) => chunkBinding(team, record, field), random);

const bindingOf = (team: TeamId, compartment: string, version: number): Binding => ({
  team,
  compartment,
  record: `key ${version}`,
  field: 'key',
});

async function unwrapped(
  provider: KeyProvider,
  wrapping: Loaded | undefined,
  team: TeamId,
  name: string,
  rows: readonly KeyRow[],
): Promise<Loaded> {
  const byVersion = new Map<number, SealingKey>();
  let newest: SealingKey | undefined;
  let words: BlindWord | undefined;
  let digest: ContentDigest | undefined;
  for (const { version, wrapped } of rows) {
    const binding = bindingOf(team, name, version);
    const bytes = wrapping
      ? open(keyAt(wrapping.byVersion, keyVersionOf(wrapped, binding)), binding, wrapped)
      : await provider.unwrap(binding, wrapped);
    newest = sealingKey(version, bytes);
    byVersion.set(version, newest);
    if (name === SEARCH) words = blindWords(bytes);
    // The first one for good: under another key, equal contents would look different.
    if (name === CONTENTS) digest ??= digestUnder(createSecretKey(bytes));
  }
  if (!newest) throw new Error('A compartment has no key after it was made.');
  return { newest, byVersion, words, digest };
}

const digestUnder =
  (key: KeyObject): ContentDigest =>
  () =>
    createHmac('sha256', key);

function keyAt(byVersion: ReadonlyMap<number, SealingKey>, version: number): SealingKey {
  const key = byVersion.get(version);
  if (!key) throw new Error(`The vault holds no key of version ${version} for this compartment.`);
  return key;
}

function compartmentOf(team: TeamId, compartment: string, { newest, byVersion }: Loaded, random: Random): Compartment {
  return {
    seal: (record, field, plaintext) =>
      seal(newest, { team, compartment, record, field }, Buffer.from(plaintext, 'utf8'), random),
    open(record, field, sealed) {
      const binding = { team, compartment, record, field };
      return open(keyAt(byVersion, keyVersionOf(sealed, binding)), binding, sealed).toString('utf8');
    },
  };
}
