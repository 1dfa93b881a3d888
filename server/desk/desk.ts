import type { Guesses } from '#identity/guessing/guessing.ts';
import type { Clock } from '#platform/clock.ts';
import type { Egress } from '#platform/egress/egress.ts';
import type { Mailer } from '#platform/mail/mail.ts';
import type { Room } from '#platform/room.ts';
import { responseEvidence } from './cases/cases.evidence.ts';
import { casesHolding } from './cases/cases.holding.ts';
import { caseJobs } from './cases/cases.jobs.ts';
import { caseRoutes } from './cases/cases.routes.ts';
import { cveIdRoutes } from './cases/cve-ids/cve-ids.routes.ts';
import { fixRoutes } from './cases/fixes/fixes.routes.ts';
import { intakeJobs } from './intake/intake.jobs.ts';
import { intakeRoutes } from './intake/intake.routes.ts';
import { createReceiving } from './intake/intake.ts';
import { deskKeyEvidence } from './keys/keys.evidence.ts';
import { deskKeysHolding } from './keys/keys.holding.ts';
import { deskKeyJobs } from './keys/keys.jobs.ts';
import { deskKeyRoutes } from './keys/keys.routes.ts';
import { deskPageRoutes } from './pages/pages.routes.ts';
import { deskPolicyHolding } from './policy/policy.holding.ts';
import { deskPolicyRoutes } from './policy/policy.routes.ts';
import { reportImportHolding } from './report-import/report-import.holding.ts';
import { reportImportRoutes } from './report-import/report-import.routes.ts';
import { reporterHolding } from './reporter/reporter.holding.ts';
import { reporterRoutes } from './reporter/reporter.routes.ts';
import { rosterHolding } from './roster/roster.holding.ts';
import { rosterRoutes } from './roster/roster.routes.ts';
import { securityTextEvidence } from './security-txt/security-txt.evidence.ts';
import { securityTextHolding } from './security-txt/security-txt.holding.ts';
import { securityTextJobs } from './security-txt/security-txt.jobs.ts';
import { senderKeysHolding } from './sender-keys/sender-keys.holding.ts';
import { severityRoutes } from './severity/severity.routes.ts';
import { templatesHolding } from './templates/templates.holding.ts';
import { templateRoutes } from './templates/templates.routes.ts';
import { webhooksHolding } from './webhooks/webhooks.holding.ts';
import { webhookJobs } from './webhooks/webhooks.jobs.ts';
import { webhookRoutes } from './webhooks/webhooks.routes.ts';

export interface DeskOptions {
  readonly clock: Clock;
  readonly mailer: Mailer;
  /** The address that people type. */
  readonly url: () => string;
  readonly guesses: Guesses;
  readonly egress: Egress;
}

export function deskRoom({ clock, mailer, url, guesses, egress }: DeskOptions): Room {
  // All teams together share what may be held of what comes in.
  const receive = createReceiving();
  return {
    name: 'desk',
    routes: [
      ...[...deskPolicyRoutes, ...deskKeyRoutes, ...deskPageRoutes, ...intakeRoutes(guesses, receive)],
      ...reporterRoutes({ guesses, receive, clock, url }),
      ...[
        ...rosterRoutes,
        ...caseRoutes,
        ...fixRoutes,
        ...cveIdRoutes,
        ...severityRoutes,
        ...templateRoutes(url),
        ...reportImportRoutes(receive),
      ],
      ...webhookRoutes(egress),
    ],
    jobs: [
      ...deskKeyJobs(mailer, url),
      ...securityTextJobs(mailer, url),
      ...caseJobs({ mailer, url }),
      ...intakeJobs,
      ...webhookJobs(egress),
    ],
    holdings: [
      deskPolicyHolding,
      deskKeysHolding,
      securityTextHolding,
      rosterHolding,
      casesHolding,
      reporterHolding,
      templatesHolding,
      reportImportHolding,
      webhooksHolding,
      senderKeysHolding,
    ],
    evidence: [deskKeyEvidence(clock), securityTextEvidence(clock), responseEvidence(clock)],
  };
}
