/**
 * Where an import stands. It is written by the transaction that brings in what it counts, so a killed run goes on where
 * the last commit left it: nothing is missing, nothing comes twice.
 */

import { problem } from '#platform/problem.ts';
import { TEAM_COMPARTMENT } from '#platform/vault/vault.ts';
import type { Work } from '#platform/work.ts';
import { lockStep, updateImport } from './import.sql.ts';
import { EMPTY, type Tally } from './report.ts';

export const importElsewhere = problem(
  'slack/import-elsewhere',
  409,
  'This export is being imported by another run at this moment. Wait for it to end; what it brought in is kept.',
);

/** What comes next: a slice of members, of conversations, of one conversation's entries; then it is done. */
export type Place =
  | { readonly stage: 'members'; readonly from: number }
  | { readonly stage: 'conversations'; readonly from: number }
  | { readonly stage: 'messages'; readonly conversation: number; readonly entries: number }
  | { readonly stage: 'general'; readonly from: number }
  | { readonly stage: 'done' };

export interface Progress extends Tally {
  /** Counts the commits. */
  readonly step: number;
  readonly at: Place;
}

export const START: Progress = { ...EMPTY, step: 0, at: { stage: 'members', from: 0 } };

/** Remarks may quote names of the export, so they are sealed; counts and the place are not. */
export async function sealProgress(work: Work, id: string, { remarks, ...open }: Progress): Promise<string> {
  const compartment = await work.keys.compartment(TEAM_COMPARTMENT);
  const sealed = compartment.seal(`import ${id}`, 'remarks', JSON.stringify(remarks)).toString('base64');
  return JSON.stringify({ ...open, remarks: sealed });
}

export async function openProgress(work: Work, id: string, stored: unknown): Promise<Progress> {
  const { remarks: sealed, ...open } = stored as Omit<Progress, 'remarks'> & { remarks: string };
  const compartment = await work.keys.compartment(TEAM_COMPARTMENT);
  const remarks = compartment.open(`import ${id}`, 'remarks', Buffer.from(sealed, 'base64'));
  return { ...open, remarks: JSON.parse(remarks) as Progress['remarks'] };
}

/** Refuses with `importElsewhere` when another run has made this step; holds the import for this one. */
export async function requireTurn(work: Work, id: string, step: number): Promise<void> {
  if ((await lockStep(work.sql, id)) !== step) throw importElsewhere();
}

export async function moveOn(work: Work, id: string, next: Progress): Promise<void> {
  const finished_at = next.at.stage === 'done' ? work.now : null;
  await updateImport(work.sql, id, { progress: await sealProgress(work, id, next), finished_at });
}
