/** What a Git repository gives away of a case before its date, and which of its tags are affected. */
import Type, { type Static } from 'typebox';

const closed = { additionalProperties: false } as const;
const REVISION = '^[0-9A-Za-z][0-9A-Za-z._/+-]{0,199}$';

export const Leak = Type.Object({
  where: Type.Unsafe<'message' | 'path' | 'ref' | 'content'>(
    Type.String({ enum: ['message', 'path', 'ref', 'content'] }),
  ),
  /** The commit, or the name of the branch or tag. */
  at: Type.String(),
  word: Type.String(),
  text: Type.String({ description: 'The line, path or name in which it stands.' }),
});
export type Leak = Static<typeof Leak>;

export const RepositoryScan = Type.Object({
  commits: Type.Integer(),
  refs: Type.Integer(),
  leaks: Type.Array(Leak),
  moreLeaks: Type.Integer({ description: 'That are not listed.' }),
  tags: Type.Optional(
    Type.Object({
      affected: Type.Array(Type.String()),
      unaffected: Type.Array(Type.String()),
    }),
  ),
});
export type RepositoryScan = Static<typeof RepositoryScan>;

const Revisions = Type.Optional(
  Type.String({ maxLength: 2_000, description: 'Commits, branches or tags, with commas between them.' }),
);
export const ScanQuery = Type.Object({ introduced: Revisions, fixed: Revisions }, closed);
export const isRevision = (text: string): boolean => new RegExp(REVISION).test(text) && !text.includes('..');
export const revisionsIn = (list = ''): string[] =>
  list
    .split(',')
    .map((one) => one.trim())
    .filter((one) => one !== '');
