import type { Guesses } from '#identity/guessing/guessing.ts';
import type { Clock } from '#platform/clock.ts';
import type { Egress } from '#platform/egress/egress.ts';
import { type IncomingMailListener, listenForMail } from '#platform/incoming-mail/incoming-mail.ts';
import type { Log } from '#platform/log.ts';
import type { Carrier, Mailer } from '#platform/mail/mail.ts';
import type { Room } from '#platform/room.ts';
import type { Units } from '#platform/work.ts';
import { carryingJobs } from './carrying/carrying.jobs.ts';
import { carryingRoutes } from './carrying/carrying.routes.ts';
import { responseEvidence } from './cases/cases.evidence.ts';
import { casesHolding } from './cases/cases.holding.ts';
import { caseJobs } from './cases/cases.jobs.ts';
import { caseRoutes } from './cases/cases.routes.ts';
import { cveIdRoutes } from './cases/cve-ids/cve-ids.routes.ts';
import { fixRoutes } from './cases/fixes/fixes.routes.ts';
import { deliveriesHolding } from './deliveries/deliveries.holding.ts';
import { intakeJobs } from './intake/intake.jobs.ts';
import { intakeRoutes } from './intake/intake.routes.ts';
import { createReceiving } from './intake/intake.ts';
import { deskKeyEvidence } from './keys/keys.evidence.ts';
import { deskKeysHolding } from './keys/keys.holding.ts';
import { deskKeyJobs } from './keys/keys.jobs.ts';
import { deskKeyRoutes } from './keys/keys.routes.ts';
import { deskLimits } from './limits.ts';
import { mailsHolding } from './mail-intake/mail-intake.holding.ts';
import { mailIntakeJobs } from './mail-intake/mail-intake.jobs.ts';
import { mailRoutes } from './mail-intake/mail-intake.routes.ts';
import { createMailCheck, createMailTaker, type MailPlaces } from './mail-intake/mail-intake.ts';
import { newsJobs } from './news/news.jobs.ts';
import { deskPageRoutes } from './pages/pages.routes.ts';
import { deskPolicyHolding } from './policy/policy.holding.ts';
import { deskPolicyRoutes } from './policy/policy.routes.ts';
import { reportImportHolding } from './report-import/report-import.holding.ts';
import { reportImportRoutes } from './report-import/report-import.routes.ts';
import { reporterHolding } from './reporter/reporter.holding.ts';
import { reporterRoutes } from './reporter/reporter.routes.ts';
import { repositoryScanRoutes } from './repository-scan/repository-scan.routes.ts';
import { rosterHolding } from './roster/roster.holding.ts';
import { rosterRoutes } from './roster/roster.routes.ts';
import { securityTextEvidence } from './security-txt/security-txt.evidence.ts';
import { securityTextHolding } from './security-txt/security-txt.holding.ts';
import { securityTextJobs } from './security-txt/security-txt.jobs.ts';
import { senderKeysHolding } from './sender-keys/sender-keys.holding.ts';
import { senderKeyRoutes } from './sender-keys/sender-keys.routes.ts';
import { severityRoutes } from './severity/severity.routes.ts';
import { templatesHolding } from './templates/templates.holding.ts';
import { templateRoutes } from './templates/templates.routes.ts';
import { webhooksHolding } from './webhooks/webhooks.holding.ts';
import { webhookJobs } from './webhooks/webhooks.jobs.ts';
import { webhookRoutes } from './webhooks/webhooks.routes.ts';

export interface DeskOptions {
  readonly clock: Clock;
  readonly mailer: Mailer & Carrier;
  /** The address that people type. */
  readonly url: () => string;
  readonly guesses: Guesses;
  readonly units: Units;
  readonly log: Log;
  /** As this server calls itself to who brings mail. */
  readonly mailName: string;
  readonly egress: Egress;
}

export interface DeskRoom extends Room {
  listenForMail(places: MailPlaces): Promise<IncomingMailListener>;
}

export function deskRoom({ clock, mailer, url, guesses, units, log, mailName, egress }: DeskOptions): DeskRoom {
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
        ...repositoryScanRoutes(receive),
      ],
      ...[...webhookRoutes(egress), ...mailRoutes, ...carryingRoutes, ...senderKeyRoutes],
    ],
    jobs: [
      ...deskKeyJobs(mailer, url),
      ...securityTextJobs(mailer, url),
      ...caseJobs({ mailer, url }),
      ...intakeJobs,
      ...webhookJobs(egress),
      ...newsJobs,
      ...mailIntakeJobs({ check: createMailCheck(egress.records), name: mailName, mailer, url }),
      ...carryingJobs({ mailer, egress, url, guesses }),
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
      ...[senderKeysHolding, mailsHolding, deliveriesHolding],
    ],
    evidence: [deskKeyEvidence(clock), securityTextEvidence(clock), responseEvidence(clock)],
    listenForMail: (places) =>
      listenForMail({
        ...{ ...places, name: mailName, bytesMax: deskLimits.rawBytesMax, receive, log },
        taker: createMailTaker({ units, guesses, log }),
      }),
  };
}
