/**
 * The audit log of a team and of the deployment. The danger: an operator who rewrites what happened. The principle:
 * every entry is a salted commitment in an RFC 6962 tree whose signed heads leave the building; the content may be
 * erased, the proof stays. The boundary: entries hold ids and settings, never what people wrote.
 */
import { publicId, type TeamId } from '#contract/ids.ts';
import { limits } from '../limits.ts';
import { type Compartment, TEAM_COMPARTMENT } from '../vault/vault.ts';
import type { Units, Work } from '../work.ts';
import {
  appendEntries,
  entriesFrom,
  insertCheckpoint,
  latestCheckpoint,
  latestEntries,
  lockHead,
  readHead,
  type StoredEntry,
} from './audit.sql.ts';
import { signCheckpoint } from './checkpoint.ts';
import { type EntryContent, sealEntry } from './entry.ts';
import { type ExportedEntry, exportLines } from './export.ts';
import { appendLeaves, headFrom, leafHash, peakBytes, rootOf } from './merkle.ts';
import type { Signer } from './signed-note.ts';

export { linesOf } from './export.ts';
export { openSigningKey } from './signing-key.ts';
export { type Verification, verifyExport } from './verify.ts';

export interface AuditEntry {
  /** What happened, in the past tense: `channel.archived`. */
  readonly kind: string;
  /** Who did it: `member:<uuid>`, `operator` (by command), `operator:<uuid>`, `system` or `nobody` (not signed in). */
  readonly actor: string;
  /** What it was done to: `<kind>:<uuid>`. */
  readonly object: string;
  /** Settings before and after, counts; never content. */
  readonly details?: Readonly<Record<string, string | number | boolean | null>>;
}

/** An entry as it is read; `content` is undefined once it was erased. */
export interface ReadEntry {
  readonly index: number;
  readonly content: EntryContent | undefined;
}

export interface AuditLog {
  /** Seals and appends the entries at the end of the unit of work; the head stays locked until the commit. */
  append(work: Work, team: TeamId, entries: readonly AuditEntry[]): Promise<void>;
  /** Newest first. */
  read(work: Work, filter: AuditFilter): Promise<ReadEntry[]>;
  /** Signs the present head, unless the last checkpoint already covers it; returns the note. */
  checkpoint(work: Work, team: TeamId): Promise<string>;
  /** The lines of the whole log with a checkpoint over exactly these entries, read by pages. */
  export(units: Units, team: TeamId): AsyncGenerator<string>;
  /** The note of the last signed head, if one was signed yet. */
  lastCheckpoint(work: Work): Promise<string | undefined>;
  /** The key that verifies this log's checkpoints, as an operator publishes it. */
  verifierKey(team: TeamId): string;
}

export interface AuditFilter {
  readonly before?: number | undefined;
  readonly kind?: string | undefined;
  readonly actor?: string | undefined;
  readonly limit: number;
}

/**
 * The logs are named after the deployment's signing key, not after its address: an address may change, and checkpoints
 * that others keep must still refer to the same log.
 */
export function createAuditLog(signerFor: (origin: string) => Signer): AuditLog {
  const deployment = `wardroom-${signerFor('wardroom').keyId.toString(16).padStart(8, '0')}`;
  const originOf = (team: TeamId): string => `${deployment}/audit/${publicId('T', team)}`;

  const signHead = (team: TeamId, { size, peaks }: { size: number; peaks: Buffer }): { note: string; size: number } => {
    const origin = originOf(team);
    return { note: signCheckpoint({ origin, size, root: rootOf(headFrom(size, peaks)) }, signerFor(origin)), size };
  };

  const checkpoint = async (work: Work, team: TeamId): Promise<{ note: string; size: number }> => {
    const head = await lockHead(work.sql, team);
    const last = await latestCheckpoint(work.sql);
    if (last?.size === head.size) return last;
    const signed = signHead(team, head);
    await insertCheckpoint(work.sql, team, signed.size, work.now, signed.note);
    return signed;
  };

  return {
    async append(work, team, entries) {
      const compartment = await work.keys.compartment(TEAM_COMPARTMENT);
      const stored = await lockHead(work.sql, team);
      const at = work.now.toISOString();
      const rows = entries.map(({ kind, actor, object, details = {} }, place) => {
        const { salt, content, commitment } = sealEntry({ at, kind, actor, object, details }, work.random);
        const record = `audit ${stored.size + place}`;
        const sealed = compartment.seal(record, 'entry', `${salt.toString('base64')} ${content}`);
        return { at: work.now, kind, actor, sealed, commitment };
      });
      const head = appendLeaves(
        headFrom(stored.size, stored.peaks),
        rows.map((row) => leafHash(row.commitment)),
      );
      await appendEntries(work.sql, team, stored.size, rows, { size: head.size, peaks: peakBytes(head) });
    },

    async read(work, { before, kind, actor, limit }) {
      const compartment = await work.keys.compartment(TEAM_COMPARTMENT);
      const rows = await latestEntries(work.sql, { before, kind, actor, limit: Math.min(limit, limits.audit.pageMax) });
      return rows.map((row) => {
        const { content } = opened(compartment, row);
        return { index: row.index, content: content === null ? undefined : (JSON.parse(content) as EntryContent) };
      });
    },

    checkpoint: async (work, team) => (await checkpoint(work, team)).note,

    async *export(units, team) {
      // Reading changes nothing: the head is signed for this file, and not kept.
      const head = await units.open({ team }, (work) => readHead(work.sql));
      const { note, size } = signHead(team, head ?? { size: 0, peaks: Buffer.alloc(0) });
      const origin = originOf(team);
      yield* exportLines({ origin, vkey: signerFor(origin).vkey }, exportedEntries(units, team, size), note);
    },

    lastCheckpoint: async (work) => (await latestCheckpoint(work.sql))?.note,

    verifierKey: (team) => signerFor(originOf(team)).vkey,
  };
}

/** The log's present size; for evidence. */
export const auditSize = async (work: Work): Promise<number> => (await readHead(work.sql))?.size ?? 0;

async function* exportedEntries(units: Units, team: TeamId, size: number): AsyncGenerator<ExportedEntry> {
  for (let from = 0; from < size; from += limits.audit.exportBatch) {
    yield* await units.open({ team }, async (work) => {
      const compartment = await work.keys.compartment(TEAM_COMPARTMENT);
      const rows = await entriesFrom(work.sql, from, size, limits.audit.exportBatch);
      return rows.map((row) => opened(compartment, row));
    });
  }
}

function opened(compartment: Compartment, row: StoredEntry): ExportedEntry {
  if (row.sealed === null) return { commitment: row.commitment, salt: null, content: null };
  const text = compartment.open(`audit ${row.index}`, 'entry', row.sealed);
  const space = text.indexOf(' ');
  return {
    commitment: row.commitment,
    salt: Buffer.from(text.slice(0, space), 'base64'),
    content: text.slice(space + 1),
  };
}
