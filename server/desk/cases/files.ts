/**
 * Files of a case. The danger: something that was made to hurt whoever opens it. The principle: they are bytes with a
 * name, sealed under the key of the case, which nothing here opens, unpacks or renders; they leave as what is to be
 * saved. Each that is handed out is noted in the case.
 */
import { createHash } from 'node:crypto';
import type { CaseFile } from '#contract/desk-cases.ts';
import type { Side } from '#contract/desk-embargo.ts';
import type { CaseId } from '#contract/ids.ts';
import type { Actor } from '#identity/access/access.ts';
import { problem } from '#platform/problem.ts';
import type { Work } from '#platform/work.ts';
import { deskLimits } from '../limits.ts';
import { openParts, partsMax, sealedParts } from '../sealed-parts.ts';
import { caseFull, caseKey } from './case-state.ts';
import { type CaseRow, caseRow } from './cases.sql.ts';
import { fileParts, filesOf, filesSize, insertFile } from './files.sql.ts';
import { insideCase, noSuchCase } from './standing.ts';
import { recordView } from './views.ts';

export const noSuchCaseFile = problem('desk/no-such-file', 404, 'There is no such file in this case.');

export interface GivenFile {
  readonly name: string;
  readonly content: Buffer;
}

/** What shows a name must not be turned around or broken by it; of a path only the last part says something. */
export function fileNameOf(given: string): string {
  const last = given.split(/[/\\]/).at(-1) ?? '';
  const plain = last.replaceAll(/[\p{Cc}\p{Cf}\p{Cs}\u2028\u2029]/gu, '').trim();
  const cut = [...plain].slice(0, deskLimits.fileNameCharactersMax).join('');
  return /^\.*$/.test(cut) ? 'file' : cut;
}

/** Adds files to a case that is held. */
export async function addFiles(
  work: Work,
  row: CaseRow,
  side: Side,
  files: readonly GivenFile[],
  letter?: number,
): Promise<void> {
  if (files.length === 0) return;
  const { count, bytes } = await filesSize(work.sql, row.id);
  const more = files.reduce((sum, { content }) => sum + content.length, 0);
  if (count + files.length > deskLimits.filesMax || bytes + more > deskLimits.fileBytesMax) throw caseFull();
  const key = await caseKey(work, row.id);
  for (const [index, { name, content }] of files.entries()) {
    const number = count + index + 1;
    const of = { case_id: row.id, team_id: row.team_id, number };
    const file = {
      ...{ ...of, side, letter: letter ?? null, bytes: content.length, at: work.now },
      name: key.seal(row.id, `file ${number} name`, fileNameOf(name)),
      digest: createHash('sha256').update(content).digest(),
    };
    const parts = sealedParts(key, row.id, `file ${number}`, content).map((part) => ({ ...of, ...part }));
    await insertFile(work.sql, file, parts);
  }
}

export async function shownFiles(work: Work, row: CaseRow): Promise<CaseFile[]> {
  const key = await caseKey(work, row.id);
  return (await filesOf(work.sql, row.id, deskLimits.filesMax)).map(
    ({ number, name, bytes, digest, side, letter, at }) => ({
      ...{ number, bytes, side, at: at.toISOString(), sha256: digest.toString('hex') },
      name: key.open(row.id, `file ${number} name`, name),
      ...(letter === null ? {} : { letter }),
    }),
  );
}

interface Opened {
  readonly name: string;
  readonly sha256: string;
  readonly content: Buffer;
}

async function fileIn(work: Work, row: CaseRow, number: number): Promise<Opened> {
  const file = (await shownFiles(work, row)).find((one) => one.number === number);
  if (!file) throw noSuchCaseFile();
  const parts = await fileParts(work.sql, row.id, number, partsMax);
  const content = openParts(await caseKey(work, row.id), row.id, `file ${number}`, parts);
  if (createHash('sha256').update(content).digest('hex') !== file.sha256)
    throw new Error('A kept file is not what came in.');
  return { name: file.name, sha256: file.sha256, content };
}

/** Those that came with a letter of the desk, for who carries it; none where they are more than that. */
export async function filesOfLetter(work: Work, row: CaseRow, letter: number, bytesMax: number): Promise<GivenFile[]> {
  const attached = (await shownFiles(work, row)).filter((file) => file.letter === letter);
  if (attached.reduce((sum, { bytes }) => sum + bytes, 0) > bytesMax) return [];
  const files: GivenFile[] = [];
  for (const { number } of attached) files.push(await fileIn(work, row, number));
  return files;
}

/** For who is in the case, with a note that it was handed out. */
export async function openFile(work: Work, actor: Actor, id: CaseId, number: number) {
  const { row, part } = await insideCase(work, actor, id);
  const { content, ...file } = await fileIn(work, row, number);
  await recordView(work, row, { viewer: actor.member, part, seen: 'file' });
  return { ...file, bytes: content.length, base64: content.toString('base64') };
}

/** For the reporter, who has proven to be it to whoever calls. */
export async function openFileAsReporter(work: Work, id: CaseId, number: number): Promise<Opened> {
  const row = await caseRow(work.sql, id);
  if (!row) throw noSuchCase();
  const file = await fileIn(work, row, number);
  await recordView(work, row, { viewer: null, part: 'reporter', seen: 'reporter-file' });
  return file;
}
