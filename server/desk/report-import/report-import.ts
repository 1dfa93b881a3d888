/**
 * Reports from other platforms become cases. The danger: a file that somebody trusts because of where it says that it
 * is from, and a remark of that team that its reporter comes to read here. The principle: the report as it came is kept
 * whole, for the desk alone; what the reporter may see is made of members that they wrote or saw themselves, all
 * remarks become notes of the team, and what nobody understood is named. The boundary: what the file says of who wrote
 * what, and when, is its word.
 */
import { createHash } from 'node:crypto';
import { caseName } from '#contract/desk-cases.ts';
import { momentInWords } from '#contract/desk-clocks.ts';
import { type ImportedReport, type ImportedReports, ORIGINS, type Origin } from '#contract/desk-import.ts';
import { type CaseId, publicId } from '#contract/ids.ts';
import { type Actor, auditName } from '#identity/access/access.ts';
import { lockTeam } from '#identity/teams/teams.ts';
import { problem } from '#platform/problem.ts';
import type { Units, Work } from '#platform/work.ts';
import {
  addNote,
  keepPassphrase,
  newPassphrase,
  openReport,
  reportTooLarge,
  requirePassphrase,
} from '../cases/cases.ts';
import type { Received } from '../intake/intake.ts';
import { deskLimits } from '../limits.ts';
import { requireDuty } from '../roster/roster.ts';
import { type Foreign, type ForeignReport, readForeign, type Said } from './formats.ts';
import { importedAs, insertImport } from './report-import.sql.ts';

export const importCoordinatorsOnly = problem(
  'desk-import/coordinators-only',
  403,
  'Only coordinators of the security desk bring reports in from elsewhere. Ask one of them.',
);
export const importUnreadable = problem(
  'desk-import/unreadable',
  422,
  'This file is no JSON in UTF-8. Export the reports anew; nothing was made of it.',
);
export const importUnknown = problem(
  'desk-import/unknown-format',
  422,
  'This is neither a report of HackerOne nor of Bugcrowd or GitHub, as their APIs give them out. Nothing was made ' +
    'of it.',
);
export const importTooMany = problem<{ most: number }>(
  'desk-import/too-many',
  422,
  'So many reports cannot be read at once. Split the file; nothing was made of it.',
);

/** Each report in a unit of its own: what was made stays when a later one fails, and is known when it comes again. */
export async function importReports(
  units: Units,
  actor: Actor,
  { bytes, isWhole }: Received,
): Promise<ImportedReports> {
  const duty = await units.open({ team: actor.team }, (work) => requireDuty(work, actor));
  if (duty !== 'coordinator') throw importCoordinatorsOnly();
  if (!isWhole) throw reportTooLarge({ mostBytes: deskLimits.rawBytesMax });
  const read = readForeign(parsed(bytes));
  if (!read) throw importUnknown();
  const most = deskLimits.importedAtOnceMax;
  if (read.reports.length > most) throw importTooMany({ most });
  const reports: ImportedReport[] = [];
  for (const report of read.reports) {
    reports.push(await units.open({ team: actor.team }, (work) => importOne(work, actor, read.origin, report)));
  }
  return { origin: read.origin, reports, notUnderstood: [...read.unread] };
}

function parsed(bytes: Buffer): unknown {
  try {
    const document: unknown = JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(bytes));
    // What is nested so deep that it cannot be written again could not be kept either.
    JSON.stringify(document);
    return document;
  } catch {
    throw importUnreadable();
  }
}

async function importOne(
  work: Work,
  actor: Actor,
  origin: Origin,
  { foreign, json, unread }: ForeignReport,
): Promise<ImportedReport> {
  const told = { id: foreign?.id ?? '', title: foreign?.title ?? '', notUnderstood: [...unread] };
  if (!foreign) return { ...told, outcome: 'unusable' };
  const digest = createHash('sha256').update(`${origin}\n${foreign.id}`).digest();
  await lockTeam(work, actor.team);
  const known = await importedAs(work.sql, digest);
  if (known) return { ...told, outcome: 'known', case: publicId('N', known.id), name: caseName(known.number) };
  if (foreign.isClosed) return { ...told, outcome: 'closed' };
  const { id, name } = await openReport(work, actor.team, {
    ...{ raw: Buffer.from(json), source: 'import' },
    understood: {
      ...{ title: foreign.title.replaceAll(/\s+/g, ' ').trim(), text: textOf(origin, foreign) },
      ...(foreign.reporter === undefined ? {} : { reporter: { name: foreign.reporter } }),
    },
  });
  await insertImport(work.sql, { team_id: actor.team, digest, case_id: id, imported_at: work.now });
  await noteDown(work, actor, id, origin, foreign);
  const passphrase = newPassphrase(work.random);
  await keepPassphrase(work, actor.team, id, requirePassphrase(passphrase));
  work.audit({
    ...{ kind: 'desk-report.imported', actor: auditName(actor), object: `desk-case:${id}` },
    details: { origin },
  });
  return { ...told, outcome: 'made', case: publicId('N', id), name, passphrase };
}

const shortened = (text: string): string =>
  text.length <= deskLimits.importedCharactersMax
    ? text
    : `${text.slice(0, deskLimits.importedCharactersMax)}\n\n(It goes on in the report as it came.)`;

/** What the reporter wrote there, with what was known there of it. */
function textOf(origin: Origin, { id, text, facts, reportedAt, files }: Foreign): string {
  const when = reportedAt ? `, reported on ${momentInWords(reportedAt.getTime(), 'UTC')}` : '';
  const lines = [
    `From ${ORIGINS[origin]}, where it is ${id}${when}.`,
    ...facts.map(([name, value]) => `${name}: ${value}`),
    ...(files.length > 0 ? [`Files that stayed there: ${files.join(', ')}`] : []),
  ];
  return shortened(`${lines.join('\n')}\n\n${text}`.trim());
}

/** What was said there, whoever was to read it, is for the team alone here. */
async function noteDown(work: Work, actor: Actor, id: CaseId, origin: Origin, { said }: Foreign): Promise<void> {
  const most = deskLimits.importedNotesMax;
  for (const one of said.slice(0, most)) await addNote(work, actor, id, shortened(noteOf(origin, one)));
  if (said.length > most) {
    const rest = `${said.length - most} more remarks stand in the report as it came.`;
    await addNote(work, actor, id, rest);
  }
}

function noteOf(origin: Origin, { by, at, isInternal, text }: Said): string {
  const when = at ? ` on ${momentInWords(at.getTime(), 'UTC')}` : '';
  const whom = isInternal ? 'not for the reporter' : 'the reporter could read it';
  return `${by} wrote at ${ORIGINS[origin]}${when}; ${whom}:\n\n${text}`;
}
