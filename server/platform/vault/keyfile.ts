import type { KeyObject } from 'node:crypto';
import { createSecretKey } from 'node:crypto';
import type { Random } from '#platform/random.ts';
import { openSecretFile, readSecretFile, replaceSecretFile, SecretFileRefused } from '#platform/secret-file.ts';
import type { Binding } from './aead.ts';
import { decrypt, encrypt, SealBroken } from './aead.ts';

/** Keeps the deployment's key and uses it on the keys below. Asynchronous: another keeper may answer over a network. */
export interface KeyProvider {
  /** The deployment key that `wrap` uses. */
  readonly currentId: string;
  /** The key, encrypted for this binding; names the deployment key that opens it. */
  readonly wrap: (binding: Binding, key: Buffer) => Promise<Buffer>;
  /** The key that was wrapped for this binding; throws `SealBroken` when altered, moved, or its key is missing. */
  readonly unwrap: (binding: Binding, wrapped: Buffer) => Promise<Buffer>;
}

interface DeploymentKey {
  readonly id: string;
  /** RFC 3339, UTC. */
  readonly createdAt: string;
  /** 32 bytes in base64. */
  readonly key: string;
}

const keyBytes = 32;
const keysMax = 100;
const format = 0x01;

/**
 * The deployment's keys in the file, which is made when there is none. `expected` says that stored keys are already
 * wrapped: then a missing file refuses to start. Throws `SecretFileRefused` also for a file that is malformed or open
 * to others.
 */
export async function openKeyFile(
  path: string,
  { expected }: { expected: boolean },
  now: Date,
  random: Random,
): Promise<KeyProvider> {
  return providerOf(
    parseKeys(path, await openSecretFile(path, { expected }, () => textOf([newKey(now, random)]))),
    random,
  );
}

/** Begins a rotation: from now on a new key wraps, the former ones still unwrap. On disk before this returns. */
export async function addDeploymentKey(path: string, now: Date, random: Random): Promise<KeyProvider> {
  const keys = [newKey(now, random), ...(await keysIn(path))];
  if (keys.length > keysMax)
    throw new SecretFileRefused(`The key file ${path} is full: finish the last rotation first.`);
  await replaceSecretFile(path, textOf(keys));
  return providerOf(keys, random);
}

/** Ends a rotation: drops the keys that are neither the newest nor named by any wrapped key (see `wrappingKeyOf`). */
export async function dropUnusedKeys(
  path: string,
  idsInUse: ReadonlySet<string>,
  random: Random,
): Promise<KeyProvider> {
  const keys = (await keysIn(path)).filter(({ id }, at) => at === 0 || idsInUse.has(id));
  await replaceSecretFile(path, textOf(keys));
  return providerOf(keys, random);
}

/** The id of the deployment key that a wrapped key names; undefined when it is no wrapped key of ours. */
export function wrappingKeyOf(wrapped: Buffer): string | undefined {
  const [kind, idBytes] = wrapped;
  if (kind !== format || idBytes === undefined || wrapped.length < 2 + idBytes) return undefined;
  return wrapped.toString('latin1', 2, 2 + idBytes);
}

function providerOf(keys: readonly DeploymentKey[], random: Random): KeyProvider {
  const [current] = keys;
  if (current === undefined) throw new Error('A key file holds at least one key.');
  const opened = new Map<string, KeyObject>(keys.map(({ id, key }) => [id, createSecretKey(key, 'base64')]));
  const keyNamed = (id: string | undefined, binding: Binding): KeyObject => {
    const key = id === undefined ? undefined : opened.get(id);
    if (key === undefined)
      throw new SealBroken('the key file does not hold the deployment key it was wrapped with', binding);
    return key;
  };
  return {
    currentId: current.id,
    wrap: async (binding, key) => encrypt(keyNamed(current.id, binding), headerFor(current.id), binding, key, random),
    unwrap: async (binding, wrapped) => {
      const id = wrappingKeyOf(wrapped);
      return decrypt(keyNamed(id, binding), headerFor(id ?? '').length, binding, wrapped);
    },
  };
}

const headerFor = (id: string): Buffer => Buffer.concat([Buffer.of(format, id.length), Buffer.from(id, 'latin1')]);

const newKey = (now: Date, random: Random): DeploymentKey => ({
  id: random.uuid(),
  createdAt: now.toISOString(),
  key: random.bytes(keyBytes).toString('base64'),
});

const textOf = (keys: readonly DeploymentKey[]): string => `${JSON.stringify({ keys }, undefined, 2)}\n`;

async function keysIn(path: string): Promise<DeploymentKey[]> {
  const text = await readSecretFile(path);
  if (text === undefined)
    throw new SecretFileRefused(`The key file ${path} is missing. Restore it from its escrow copy.`);
  return parseKeys(path, text);
}

function parseKeys(path: string, text: string): DeploymentKey[] {
  const keys = keysFrom(text);
  const distinct = new Set(keys?.map(({ id }) => id)).size;
  if (keys === undefined || keys.length === 0 || keys.length > keysMax || distinct !== keys.length) {
    // The cause is left out: a parser's message quotes the text, and the text is keys.
    throw new SecretFileRefused(
      `The key file ${path} is malformed. Restore it from its escrow copy; do not repair it by hand.`,
    );
  }
  return keys;
}

function keysFrom(text: string): DeploymentKey[] | undefined {
  try {
    const { keys, ...others } = JSON.parse(text) as { keys: unknown };
    return Object.keys(others).length === 0 && Array.isArray(keys) && keys.every(isDeploymentKey) ? keys : undefined;
  } catch {
    return undefined;
  }
}

function isDeploymentKey(value: unknown): value is DeploymentKey {
  if (typeof value !== 'object' || value === null) return false;
  const { id, createdAt, key, ...others } = value as Record<string, unknown>;
  const known = typeof id === 'string' && typeof createdAt === 'string' && typeof key === 'string';
  if (!known || Object.keys(others).length > 0) return false;
  const bytes = Buffer.from(key, 'base64');
  return (
    /^[\w-]{1,64}$/.test(id) && isMoment(createdAt) && bytes.length === keyBytes && bytes.toString('base64') === key
  );
}

const isMoment = (text: string): boolean => /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/.test(text);
