import { ok } from 'node:assert/strict';
import { hash } from 'node:crypto';
import type { Random } from '#platform/random.ts';
import type { Json } from './canonical-json.ts';
import { canonicalJson } from './canonical-json.ts';

/** What one entry of an audit log says: at this moment this actor did this to that. */
export interface EntryContent {
  /** RFC 3339, in UTC. */
  readonly at: string;
  readonly kind: string;
  readonly actor: Json;
  readonly object: Json;
  readonly details: Json;
}

/** An entry as the log keeps it. The tree's leaf is the commitment; salt and content go when the entry is erased. */
export interface SealedEntry {
  /** 32 bytes. */
  readonly commitment: Buffer;
  /** 32 bytes. */
  readonly salt: Buffer;
  /** Canonical JSON (RFC 8785). */
  readonly content: string;
}

const saltBytes = 32;
/** So that a line of an export stays readable for everyone; an entry names things, it does not carry them. */
const contentBytesMax = 256 * 1024;
// Keeps a commitment apart from every other hash. Its length is fixed, and so is the salt's: nothing is ambiguous.
const commitmentPrefix = Buffer.from('wardroom-audit/1 commitment\n');

/**
 * SHA-256(`wardroom-audit/1 commitment\n` || salt || content). Without the salt the content cannot be guessed from
 * the commitment, however few contents are likely: so erasing both leaves a proof that tells nothing.
 */
export const commitmentTo = (salt: Buffer, content: string): Buffer =>
  hash('sha256', Buffer.concat([commitmentPrefix, salt, Buffer.from(content)]), 'buffer');

/** The entry for this content, under a fresh salt. */
export function sealEntry({ at, kind, actor, object, details }: EntryContent, random: Random): SealedEntry {
  const content = canonicalJson({ at, kind, actor, object, details });
  ok(Buffer.byteLength(content) <= contentBytesMax, 'An audit entry holds at most 256 KiB.');
  const salt = random.bytes(saltBytes);
  return { commitment: commitmentTo(salt, content), salt, content };
}
