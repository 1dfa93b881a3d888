import { Readable } from 'node:stream';
import { AuditCheckpoint, AuditPage, AuditQuery } from '#contract/governance.ts';
import { longRoute, route } from '#identity/access/access.ts';
import type { AuditLog } from '#platform/audit/audit.ts';
import type { Route } from '#platform/http/http.ts';
import { limits } from '#platform/limits.ts';
import { readAuditLog } from './audit-log.ts';

export const auditLogRoutes = (log: AuditLog): Route[] => [
  route(
    'GET /v1/audit',
    { may: 'audit.read', says: 'The audit log of the team, newest first.', query: AuditQuery, reply: AuditPage },
    (work, { query }) => readAuditLog(work, log, { ...query, limit: query.limit ?? limits.page.default }),
  ),
  route(
    'GET /v1/audit/checkpoint',
    {
      may: 'audit.read',
      says: 'The last signed head of the audit log, and the key that verifies it.',
      reply: AuditCheckpoint,
    },
    async (work, { actor }) => {
      const note = await log.lastCheckpoint(work);
      return { ...(note === undefined ? {} : { note }), verifierKey: log.verifierKey(actor.team) };
    },
  ),
  longRoute(
    'GET /v1/audit/export',
    {
      may: 'audit.read',
      says: 'The whole audit log of the team as lines of JSON, which anybody can verify without trusting this server.',
      status: 200,
    },
    async (units, { actor }) => ({
      headers: {
        'content-type': 'application/jsonl',
        'content-disposition': 'attachment; filename="audit.jsonl"',
      },
      body: Readable.from(asLines(log.export(units, actor.team))),
    }),
  ),
];

async function* asLines(lines: AsyncIterable<string>): AsyncGenerator<string> {
  for await (const line of lines) yield `${line}\n`;
}
