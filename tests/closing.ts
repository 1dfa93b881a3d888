import { readFileSync } from 'node:fs';
import { relative } from 'node:path';
import { SECOND_MS } from '#platform/clock.ts';
import type { Note } from './reporter.ts';
import { root } from './source.ts';
import type { Suite } from './suites.ts';

const slowestShown = 8;

/** What the reporter wrote; nothing where the run ended before it could. */
export function readNotes(file: string): Note[] {
  try {
    const lines = readFileSync(file, 'utf8').split('\n').filter(Boolean);
    return lines.map((line) => JSON.parse(line) as Note);
  } catch {
    return [];
  }
}

export function announceMissing(missing: string, suites: Suite[]) {
  const files = suites.find((suite) => suite.engine === 'postgres')?.files ?? [];
  console.warn(`\n!!! SKIPPED: ${files.length} test files on PostgreSQL. ${missing}\n    ${files.join('\n    ')}`);
}

export function announceUnfinished({ files }: Suite, notes: Note[]) {
  const finished = new Set(notes.flatMap((note) => (note.kind === 'file' ? [relative(root, note.file)] : [])));
  console.error(`\nNot finished:\n  ${files.filter((file) => !finished.has(file)).join('\n  ')}`);
}

export function announceNotes(notes: (Note & { engine: string })[]) {
  const files = notes.filter((note) => note.kind === 'file').sort((a, b) => b.durationMs - a.durationMs);
  console.log('\nSlowest files:');
  for (const { file, durationMs, engine } of files.slice(0, slowestShown)) {
    const where = engine === 'none' ? '' : ` (${engine})`;
    console.log(`  ${(durationMs / SECOND_MS).toFixed(1).padStart(6)} s  ${relative(root, file)}${where}`);
  }
  const skipped = notes.filter((note) => note.kind === 'skipped');
  if (skipped.length > 0) console.warn(`\n!!! SKIPPED: ${skipped.length} tests`);
  for (const { file, name, reason } of skipped) console.warn(`    ${relative(root, file)}: ${name} – ${reason}`);
}
