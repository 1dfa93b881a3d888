import type { MemberId } from '#contract/ids.ts';
import type { AuditLog, ReadEntry } from '#platform/audit/audit.ts';
import type { Work } from '#platform/work.ts';

interface ShownEntry {
  index: number;
  at?: string;
  kind?: string;
  actor?: string;
  object?: string;
  details?: Record<string, unknown>;
}

/** A page of the team's audit log; `next` is where the following page begins. */
export async function readAuditLog(
  work: Work,
  log: AuditLog,
  asked: { before?: number | undefined; kind?: string | undefined; member?: MemberId | undefined; limit: number },
): Promise<{ entries: ShownEntry[]; next?: number }> {
  const actor = asked.member === undefined ? undefined : `member:${asked.member}`;
  const read = await log.read(work, { before: asked.before, kind: asked.kind, actor, limit: asked.limit });
  const last = read.length === asked.limit ? read.at(-1)?.index : undefined;
  return { entries: read.map(shown), ...(last ? { next: last } : {}) };
}

const shown = ({ index, content }: ReadEntry): ShownEntry =>
  content
    ? {
        index,
        at: content.at,
        kind: content.kind,
        actor: content.actor as string,
        object: content.object as string,
        details: content.details as Record<string, unknown>,
      }
    : { index };
