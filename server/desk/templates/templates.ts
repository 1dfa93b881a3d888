/**
 * Replies that a desk writes often. They are texts of the team and know nothing of a case: what a case puts into their
 * blanks is given only to who is in it, and a person reads it before it is sent.
 */
import { filledIn, proposedTemplates } from '#contract/desk-template-words.ts';
import type { Replies, Template } from '#contract/desk-templates.ts';
import type { CaseId, MemberId } from '#contract/ids.ts';
import { type Actor, auditName } from '#identity/access/access.ts';
import { requireMember } from '#identity/members/members.ts';
import { lockTeam, ownTeam } from '#identity/teams/teams.ts';
import { problem } from '#platform/problem.ts';
import type { Work } from '#platform/work.ts';
import { replyValues } from '../cases/cases.ts';
import { standingKey } from '../keys/keys.ts';
import { requireDuty } from '../roster/roster.ts';
import { putTemplates, templatesRow } from './templates.sql.ts';

export const templatesMovedOn = problem<{ version: number }>(
  'desk-templates/moved-on',
  409,
  'Somebody changed the templates meanwhile. Load them, and make your change there; nothing of yours was kept.',
);
export const sameName = problem<{ name: string }>(
  'desk-templates/same-name',
  422,
  'Two templates have the same name. Give one of them another.',
);

export interface Templates {
  /** 0: what is proposed. */
  readonly version: number;
  readonly templates: readonly Template[];
  readonly setBy?: MemberId;
  readonly setAt?: Date;
}

const COMPARTMENT = 'desk-templates';

async function currentTemplates(work: Work): Promise<Templates> {
  const row = await templatesRow(work.sql);
  if (!row) return { version: 0, templates: proposedTemplates };
  const text = (await work.keys.compartment(COMPARTMENT)).open(row.team_id, 'templates', row.body);
  return { version: row.version, templates: JSON.parse(text) as Template[], setBy: row.set_by, setAt: row.set_at };
}

export async function listTemplates(work: Work, actor: Actor): Promise<Templates> {
  await requireDuty(work, actor);
  return await currentTemplates(work);
}

/** Whoever works at the desk may: every version names who made it, and nothing goes out by itself. */
export async function setTemplates(
  work: Work,
  actor: Actor,
  { after, templates }: { readonly after: number; readonly templates: readonly Template[] },
): Promise<Templates> {
  await requireDuty(work, actor);
  const names = templates.map(({ name }) => name.trim().toLowerCase());
  const twice = templates.find((_, at) => names.indexOf(names[at] ?? '') < at);
  if (twice) throw sameName({ name: twice.name });
  await lockTeam(work, actor.team);
  const { version } = await currentTemplates(work);
  if (version !== after) throw templatesMovedOn({ version });
  const next = { version: version + 1, set_by: actor.member, set_at: work.now };
  const body = (await work.keys.compartment(COMPARTMENT)).seal(actor.team, 'templates', JSON.stringify(templates));
  await putTemplates(work.sql, { ...next, team_id: actor.team, body });
  work.audit({
    ...{ kind: 'desk-templates.set', actor: auditName(actor), object: `team:${actor.team}` },
    details: { version: next.version },
  });
  return { version: next.version, templates, setBy: next.set_by, setAt: next.set_at };
}

/** For who is in the case. */
export async function repliesFor(work: Work, actor: Actor, id: CaseId, url: string): Promise<Replies> {
  const ofCase = await replyValues(work, actor, id);
  const team = await ownTeam(work, actor.team);
  const key = await standingKey(work);
  const values = {
    ...ofCase,
    me: (await requireMember(work, actor.member)).name,
    ...{ team: team.name, policy: `${url}/t/${team.slug}/security/policy` },
    ...(key ? { fingerprint: key.fingerprint } : {}),
  };
  const { templates } = await currentTemplates(work);
  return { replies: templates.map(({ name, text }) => ({ name, ...filledIn(text, values) })) };
}
