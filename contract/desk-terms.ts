/** Who takes part in a case, and under which terms: without schemas, for the client as well. */

/** Whoever comes into a case accepts these before the first byte; a new version is asked for anew. */
export const EMBARGO_TERMS = {
  version: '2026-11',
  says: [
    'What is in this case stays with those who are in it, until it is published or the embargo ends.',
    'That is true of binaries, builds, test names and public commits as well as of words.',
    'Whoever sees that it has become public says so here at once.',
    'What is opened is written down, and the reporter is told how many opened it.',
  ],
} as const;

export const DUTIES = ['triager', 'coordinator'] as const;
export type Duty = (typeof DUTIES)[number];
export const PARTS = ['triager', 'coordinator', 'fixer'] as const;
export type Part = (typeof PARTS)[number];

/** `CVE-2026-41204`. */
export const CVE_PATTERN = '^CVE-[0-9]{4}-[0-9]{4,19}$';
