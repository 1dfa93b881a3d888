import { readFileSync } from 'node:fs';
import { problem } from '#platform/problem.ts';

export const unreadableFile = problem<{ file: string; why: string }>(
  'cli/unreadable-file',
  400,
  'The file cannot be read.',
);
export const emptyPassword = problem<{ file: string }>(
  'cli/empty-password',
  400,
  'The file holds no password in its first line.',
);

/** The first line of a file, or of standard input for `-`: the command line itself is visible to others. */
export function readPassword(file: string): string {
  let text: string;
  try {
    text = readFileSync(file === '-' ? 0 : file, 'utf8');
  } catch (error) {
    throw unreadableFile({ file, why: (error as Error).message });
  }
  const password = text.split(/\r?\n/, 1)[0] ?? '';
  if (password === '') throw emptyPassword({ file });
  return password;
}
