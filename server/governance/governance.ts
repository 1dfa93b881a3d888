import type { AuditLog } from '#platform/audit/audit.ts';
import type { Room } from '#platform/room.ts';
import { auditLogRoutes } from './audit-log/audit-log.routes.ts';

export const governanceRoom = (audit: AuditLog): Room => ({
  name: 'governance',
  routes: auditLogRoutes(audit),
  jobs: [],
  holdings: [],
  evidence: [],
});
