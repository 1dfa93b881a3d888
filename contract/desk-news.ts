/** What the stream says of the security desk: that something changed, and nothing of what. */
import Type, { type Static } from 'typebox';
import { CaseIdSchema } from './ids.ts';

/** To the windows of who works at the desk or is in the case: read anew what is shown of it. */
export const DeskChanged = Type.Object({
  kind: Type.Literal('desk.changed'),
  case: Type.Optional(Type.Unsafe<string>({ ...CaseIdSchema, description: 'For who is in it.' })),
});
export type DeskChanged = Static<typeof DeskChanged>;
