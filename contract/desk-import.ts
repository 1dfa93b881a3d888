/** What becomes of a file with reports from elsewhere. */
import Type, { type Static } from 'typebox';
import { CaseIdSchema } from './ids.ts';

export const ORIGINS = { hackerone: 'HackerOne', bugcrowd: 'Bugcrowd', github: 'GitHub' } as const;
export type Origin = keyof typeof ORIGINS;

const oneOf = <Of extends string>(names: readonly Of[]) => Type.Unsafe<Of>(Type.String({ enum: [...names] }));

export const ImportedReport = Type.Object({
  id: Type.String({ description: 'What it is called where it comes from.' }),
  title: Type.String(),
  outcome: oneOf(['made', 'known', 'closed', 'unusable']),
  case: Type.Optional(CaseIdSchema),
  name: Type.Optional(Type.String({ description: 'Of the case.' })),
  passphrase: Type.Optional(
    Type.String({ description: 'With it and the name the reporter comes to the case; shown this once. Pass it on.' }),
  ),
  notUnderstood: Type.Array(Type.String(), {
    description:
      'Members that stand in no part of the case but the report as it came: JSON Pointers (RFC 6901), with * for ' +
      'each place of a list.',
  }),
});
export type ImportedReport = Static<typeof ImportedReport>;
export const ImportedReports = Type.Object({
  origin: oneOf(Object.keys(ORIGINS) as Origin[]),
  reports: Type.Array(ImportedReport),
  notUnderstood: Type.Array(Type.String(), { description: 'The same, of what stands beside the reports.' }),
});
export type ImportedReports = Static<typeof ImportedReports>;
