import type { CaseId, WebhookId } from '#contract/ids.ts';
import { MINUTE_MS } from '#platform/clock.ts';
import type { Egress } from '#platform/egress/egress.ts';
import type { FactJob } from '#platform/jobs/jobs.ts';
import { planMessages, sendMessage } from './webhooks.ts';

const plan: FactJob<'desk-case.changed', { case: CaseId }> = {
  name: 'desk-plan-webhooks',
  says: 'Finds out which programs of the team are to hear of activity in a case.',
  onFact: 'desk-case.changed',
  ids: ({ case: id }) => ({ case: id }),
  deadlineMs: MINUTE_MS,
  attemptsMax: 5,
  run: (units, team, { case: id }) => units.open({ team }, (work) => planMessages(work, id)),
};

const send = (egress: Egress): FactJob<'desk-webhook.due', { webhook: WebhookId; case: CaseId; message: string }> => ({
  name: 'desk-send-webhook',
  says: 'Tells a program of the team that something happened in a case.',
  onFact: 'desk-webhook.due',
  ids: ({ webhook, case: id, message }) => ({ webhook, case: id, message }),
  deadlineMs: MINUTE_MS,
  attemptsMax: 8,
  async run(units, team, due) {
    if (!(await sendMessage(units, egress, team, due))) throw new Error('The other side did not take the message.');
  },
});

export const webhookJobs = (egress: Egress) => [plan, send(egress)] as const;
