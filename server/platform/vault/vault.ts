/**
 * Keys and what they seal. The danger: one key for everything, or ciphertext that opens in another place than it was
 * sealed for. The principle: deployment key → team key → key of each compartment, and associated data that binds
 * team, compartment, record and field. The boundary: keys leave this folder only as a `Compartment`, which seals
 * and opens but does not show its key.
 */
import type { TeamId } from '#contract/ids.ts';
import type { Sql } from '../database/database.ts';
import { limits } from '../limits.ts';
import type { Random } from '../random.ts';
import { type BlindIndex, createBlindIndex } from './blind.ts';
import { openEnvelope, sealEnvelope, versionOf } from './envelope.ts';
import type { KeyProvider } from './keyfile.ts';
import { insertKey, type KeyRow, keysOf, teamKeys, updateWrapped } from './vault.sql.ts';

/** One compartment's keys: seals under the newest, opens under the one that sealed. */
export interface Compartment {
  seal(record: string, field: string, plaintext: string): Buffer;
  /** Throws a fault, never a refusal, when the bytes were not sealed for this very place. */
  open(record: string, field: string, sealed: Buffer): string;
}

/** The keys within one unit of work; a compartment's first use makes its key in the same transaction. */
export interface Keys {
  compartment(name: string): Promise<Compartment>;
  /** Tokens of words for the blind index of this team. */
  blindIndex(): Promise<BlindIndex>;
}

export interface Vault {
  /** Keys for one unit of work, and what to call once it is committed. */
  forUnit(sql: Sql, team: TeamId, random: Random, now: Date): { keys: Keys; committed(): void };
  /** Wraps the team's key anew under the current deployment key; returns how many were changed. */
  rewrap(sql: Sql, team: TeamId): Promise<number>;
}

const TEAM = 'team';
const BLIND = 'search';
const KEY_BYTES = 32;

interface Loaded {
  readonly newest: number;
  readonly byVersion: ReadonlyMap<number, Buffer>;
}

export function openVault(provider: KeyProvider): Vault {
  const cache = new Map<string, Loaded>();
  const indexes = new Map<string, BlindIndex>();

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

      const load = async (name: string): Promise<Loaded> => {
        const id = `${team}/${name}`;
        const known = cache.get(id) ?? made.get(id);
        if (known) return known;
        const wrapping = name === TEAM ? undefined : await load(TEAM);
        let rows = await keysOf(sql, name);
        const isNew = rows.length === 0;
        if (isNew) {
          const wrapped = await wrap(provider, wrapping, team, name, random.bytes(KEY_BYTES), random);
          await insertKey(sql, { team_id: team, compartment: name, version: 1, wrapped, created_at: now });
          rows = await keysOf(sql, name);
        }
        const loaded = await unwrap(provider, wrapping, team, name, rows);
        if (isNew) made.set(id, loaded);
        else remember(id, loaded);
        return loaded;
      };

      return {
        keys: {
          compartment: async (name) => compartmentOf(team, name, await load(name), random),
          async blindIndex() {
            let index = indexes.get(team);
            if (!index) {
              const { newest, byVersion } = await load(BLIND);
              index = createBlindIndex(keyAt(byVersion, newest));
              if (cache.has(`${team}/${BLIND}`)) indexes.set(team, index);
            }
            return index;
          },
        },
        committed: () => made.forEach((loaded, id) => remember(id, loaded)),
      };
    },

    async rewrap(sql, team) {
      let changed = 0;
      for (const row of await teamKeys(sql, TEAM)) {
        if (provider.isCurrent(row.wrapped)) continue;
        const key = await provider.unwrap(bindingOf(team, TEAM, row.version), row.wrapped);
        await updateWrapped(sql, TEAM, row.version, await provider.wrap(bindingOf(team, TEAM, row.version), key));
        changed += 1;
      }
      return changed;
    },
  };
}

const bindingOf = (team: TeamId, compartment: string, version: number): string[] => [team, compartment, `key ${version}`];

async function wrap(
  provider: KeyProvider,
  wrapping: Loaded | undefined,
  team: TeamId,
  name: string,
  key: Buffer,
  random: Random,
): Promise<Buffer> {
  const binding = bindingOf(team, name, 1);
  if (!wrapping) return await provider.wrap(binding, key);
  return sealEnvelope({ version: wrapping.newest, key: keyAt(wrapping.byVersion, wrapping.newest) }, binding, key, random);
}

async function unwrap(
  provider: KeyProvider,
  wrapping: Loaded | undefined,
  team: TeamId,
  name: string,
  rows: readonly KeyRow[],
): Promise<Loaded> {
  const byVersion = new Map<number, Buffer>();
  for (const { version, wrapped } of rows) {
    const binding = bindingOf(team, name, version);
    const key = wrapping
      ? openEnvelope(keyAt(wrapping.byVersion, versionOf(wrapped)), binding, wrapped)
      : await provider.unwrap(binding, wrapped);
    byVersion.set(version, key);
  }
  return { newest: Math.max(...byVersion.keys()), byVersion };
}

function keyAt(byVersion: ReadonlyMap<number, Buffer>, version: number): Buffer {
  const key = byVersion.get(version);
  if (!key) throw new Error(`The vault holds no key of version ${version} for this compartment.`);
  return key;
}

function compartmentOf(team: TeamId, name: string, { newest, byVersion }: Loaded, random: Random): Compartment {
  const sealing = { version: newest, key: keyAt(byVersion, newest) };
  return {
    seal: (record, field, plaintext) =>
      sealEnvelope(sealing, [team, name, record, field], Buffer.from(plaintext, 'utf8'), random),
    open: (record, field, sealed) =>
      openEnvelope(keyAt(byVersion, versionOf(sealed)), [team, name, record, field], sealed).toString('utf8'),
  };
}
