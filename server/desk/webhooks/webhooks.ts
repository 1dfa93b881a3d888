/**
 * A team's own programs are told that something happened in a case. The danger: what is under embargo leaves by a side
 * door. The principle: a message holds the name of the case and nothing of it, not even of which kind the activity was;
 * what a program may know more it asks for by the API, as somebody who is in the case. The boundary: that there is a
 * case at all is told to who owns the address.
 */
import { caseName } from '#contract/desk-cases.ts';
import type { DeskWebhook } from '#contract/desk-webhooks.ts';
import { type CaseId, publicId, type TeamId, type WebhookId } from '#contract/ids.ts';
import { type Actor, auditName, requireRecentProof } from '#identity/access/access.ts';
import { lockTeam } from '#identity/teams/teams.ts';
import type { Egress, EgressPolicy } from '#platform/egress/egress.ts';
import { Problem, problem } from '#platform/problem.ts';
import type { Units, Work } from '#platform/work.ts';
import { caseNumber } from '../cases/cases.ts';
import { deskLimits } from '../limits.ts';
import { secretOf, signedMessage } from './message.ts';
import {
  deleteWebhook,
  insertWebhook,
  updateWebhook,
  type WebhookRow,
  webhookRow,
  webhookRows,
} from './webhooks.sql.ts';

export const webhookUnusable = problem(
  'desk-webhooks/unusable',
  422,
  'No request may go to this address. Name one that begins with https and is reachable from outside.',
);
export const tooManyWebhooks = problem<{ most: number }>(
  'desk-webhooks/too-many',
  409,
  'There are as many webhooks as a desk can have. Remove one first.',
);
export const noSuchWebhook = problem('desk-webhooks/no-such-webhook', 404, 'There is no such webhook.');

declare module '#platform/work.ts' {
  interface Facts {
    /** One message for one address; `message`: which it is, however often it is tried. */
    'desk-webhook.due': { readonly webhook: WebhookId; readonly case: CaseId; readonly message: string };
  }
}

const COMPARTMENT = 'desk-webhooks';
const SECRET_BYTES = 32;
const POLICY: EgressPolicy = {
  ...{ purpose: 'webhook', plain: false, redirectsMax: 0, bytesMax: 4_096, longer: 'cut' },
  wholeMs: deskLimits.webhooks.wholeMs,
};
const GONE = 410;

const compartment = (work: Work) => work.keys.compartment(COMPARTMENT);

async function shown(work: Work, row: WebhookRow): Promise<DeskWebhook> {
  return {
    ...{ id: publicId('W', row.id), url: (await compartment(work)).open(row.id, 'url', row.url) },
    ...{ madeBy: publicId('U', row.made_by), madeAt: row.made_at.toISOString(), on: row.is_on, failures: row.failures },
    ...(row.last_at && row.last_outcome ? { last: { at: row.last_at.toISOString(), outcome: row.last_outcome } } : {}),
  };
}

export async function listWebhooks(work: Work): Promise<{ webhooks: DeskWebhook[] }> {
  const rows = await webhookRows(work.sql, deskLimits.webhooks.most);
  const webhooks: DeskWebhook[] = [];
  for (const row of rows) webhooks.push(await shown(work, row));
  return { webhooks };
}

const audit = (work: Work, actor: Actor, kind: string, id: WebhookId): void =>
  work.audit({ kind, actor: auditName(actor), object: `desk-webhook:${id}` });

export async function makeWebhook(
  work: Work,
  egress: Egress,
  actor: Actor,
  url: string,
): Promise<{ webhook: DeskWebhook; secret: string }> {
  requireRecentProof(actor, work.now);
  try {
    egress.refuseNever(url, POLICY);
  } catch (cause) {
    if (!(cause instanceof Problem)) throw cause;
    throw Object.assign(webhookUnusable(), { cause });
  }
  await lockTeam(work, actor.team);
  const { most } = deskLimits.webhooks;
  if ((await webhookRows(work.sql, most)).length >= most) throw tooManyWebhooks({ most });
  const id = work.random.uuid() as WebhookId;
  const secret = secretOf(work.random.bytes(SECRET_BYTES));
  const keys = await compartment(work);
  const row: WebhookRow = {
    ...{ id, team_id: actor.team, url: keys.seal(id, 'url', url), secret: keys.seal(id, 'secret', secret) },
    ...{ made_by: actor.member, made_at: work.now, is_on: true, failures: 0, last_at: null, last_outcome: null },
  };
  await insertWebhook(work.sql, row);
  audit(work, actor, 'desk-webhook.made', id);
  return { webhook: await shown(work, row), secret };
}

async function requireWebhook(work: Work, id: WebhookId): Promise<WebhookRow> {
  const row = await webhookRow(work.sql, id);
  if (!row) throw noSuchWebhook();
  return row;
}

/** Switched on, it begins with no failures. */
export async function switchWebhook(work: Work, actor: Actor, id: WebhookId, on: boolean): Promise<void> {
  const row = await requireWebhook(work, id);
  if (row.is_on === on) return;
  await updateWebhook(work.sql, id, { is_on: on, failures: 0 });
  audit(work, actor, on ? 'desk-webhook.switched-on' : 'desk-webhook.switched-off', id);
}

export async function removeWebhook(work: Work, actor: Actor, id: WebhookId): Promise<void> {
  await requireWebhook(work, id);
  await deleteWebhook(work.sql, id);
  audit(work, actor, 'desk-webhook.removed', id);
}

/** Of a change in a case: one message for each address that is on. */
export async function planMessages(work: Work, id: CaseId): Promise<void> {
  const rows = await webhookRows(work.sql, deskLimits.webhooks.most);
  for (const { id: webhook } of rows.filter(({ is_on }) => is_on))
    work.emit({ kind: 'desk-webhook.due', webhook, case: id, message: work.random.uuid() });
}

interface Wanted {
  readonly url: string;
  readonly secret: string;
  readonly data: object;
  readonly now: Date;
}

async function wanted(work: Work, row: WebhookRow, data: object): Promise<Wanted> {
  const keys = await compartment(work);
  const [url, secret] = [keys.open(row.id, 'url', row.url), keys.open(row.id, 'secret', row.secret)];
  return { url, secret, data, now: work.now };
}

interface Ended {
  readonly outcome: string;
  readonly delivered: boolean;
  readonly isGone: boolean;
}

async function deliver(
  egress: Egress,
  message: string,
  { url, secret, data, now }: Wanted,
  type: string,
): Promise<Ended> {
  const content = { type, timestamp: now.toISOString(), data };
  const { headers, body } = signedMessage(secret, message, now, content);
  try {
    const { status } = await egress.request({ url, method: 'POST', headers, body }, POLICY);
    const delivered = status >= 200 && status < 300;
    return { outcome: `answered ${status}`, delivered, isGone: status === GONE };
  } catch (error) {
    if (!(error instanceof Problem)) throw error;
    return { outcome: error.code.replace('egress/', ''), delivered: false, isGone: false };
  }
}

/** Resolves with whether nothing of it is left to do; who calls tries again otherwise. */
export async function sendMessage(
  units: Units,
  egress: Egress,
  team: TeamId,
  { webhook, case: id, message }: { readonly webhook: WebhookId; readonly case: CaseId; readonly message: string },
): Promise<boolean> {
  const asked = await units.open({ team }, async (work) => {
    const row = await webhookRow(work.sql, webhook);
    const number = await caseNumber(work, id);
    if (!row?.is_on || number === undefined) return undefined;
    return await wanted(work, row, { team: publicId('T', team), case: publicId('N', id), name: caseName(number) });
  });
  if (!asked) return true;
  const ended = await deliver(egress, message, asked, 'desk.activity');
  await units.open({ team }, (work) => noteEnd(work, webhook, ended));
  return ended.delivered || ended.isGone;
}

/** A message that says that it is a test; the address may be switched off. */
export async function tryWebhook(units: Units, egress: Egress, actor: Actor, id: WebhookId) {
  const { team } = actor;
  const { asked, message } = await units.open({ team }, async (work) => {
    audit(work, actor, 'desk-webhook.tried', id);
    const data = { team: publicId('T', team) };
    return { asked: await wanted(work, await requireWebhook(work, id), data), message: work.random.uuid() };
  });
  const ended = await deliver(egress, message, asked, 'desk.test');
  await units.open({ team }, (work) => noteEnd(work, id, ended));
  return { outcome: ended.outcome, delivered: ended.delivered };
}

async function noteEnd(work: Work, id: WebhookId, { outcome, delivered, isGone }: Ended): Promise<void> {
  const row = await webhookRow(work.sql, id);
  if (!row) return;
  const failures = delivered ? 0 : row.failures + 1;
  const isOver = row.is_on && (isGone || failures >= deskLimits.webhooks.failuresMax);
  await updateWebhook(work.sql, id, {
    ...{ failures, last_at: work.now, last_outcome: outcome },
    ...(isOver ? { is_on: false } : {}),
  });
  if (isOver) work.audit({ kind: 'desk-webhook.given-up', actor: 'system', object: `desk-webhook:${id}` });
}
