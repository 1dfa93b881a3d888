/** What a reporter sends from the page of its case: the fields of its forms. */
import Type from 'typebox';
import { Day } from './desk-intake.ts';
import { Slug } from './identity.ts';

const closed = { additionalProperties: false } as const;
const Text = (maxLength: number) =>
  Type.String({
    minLength: 1,
    maxLength,
    pattern: '^[^\\u0000\\ud800-\\udfff]*[^\\s\\u0000][^\\u0000\\ud800-\\udfff]*$',
  });
const oneOf = <Of extends string>(names: readonly Of[]) => Type.Unsafe<Of>(Type.String({ enum: [...names] }));

export const OpenedCaseQuery = Type.Object({ case: Type.Optional(Type.String({ maxLength: 40 })) }, closed);
export const ReporterSignIn = Type.Object(
  { case: Type.String({ maxLength: 40 }), passphrase: Type.String({ maxLength: 100 }) },
  closed,
);
const LinkToken = Type.String({ pattern: '^[A-Za-z0-9_-]{43}$' });
export const ReporterLinkQuery = Type.Object({ token: Type.Optional(LinkToken) }, closed);
export const ReporterLink = Type.Object({ token: LinkToken }, closed);
/** A mail program may have cut it: whoever follows the link then is told so on a page. */
const NoticeToken = Type.String({ maxLength: 100 });
export const NoticeLinkQuery = Type.Object({ token: Type.Optional(NoticeToken) }, closed);
export const NoticeLink = Type.Object({ token: NoticeToken }, closed);
export const AskForLink = Type.Object({ case: Type.String({ maxLength: 40 }) }, closed);
export const ReporterLetter = Type.Object({ text: Text(40_000) }, closed);
export const ReporterDate = Type.Object({ until: Day }, closed);
export const ReporterFact = Type.Object(
  { fact: oneOf(['public', 'exploit-public', 'attacked'] as const), evidence: Text(4_000) },
  closed,
);
export const ReporterRetest = Type.Object(
  { outcome: oneOf(['verified', 'failed', 'declined'] as const), text: Text(40_000) },
  closed,
);

const Place = Type.Integer({ minimum: 1, maximum: 1_000 });
export const ReporterFileParams = Type.Object({ slug: Type.Optional(Slug), file: Place }, closed);
export const ReporterPatchParams = Type.Object({ slug: Type.Optional(Slug), branch: Place }, closed);

/** Of whoever is signed in to a case. A form of ours always says where it comes from. */
export const ReporterHeaders = Type.Object({ cookie: Type.Optional(Type.String()) });
export const ReporterFormHeaders = Type.Object({ cookie: Type.Optional(Type.String()), origin: Type.String() });
export const ReporterLetterHeaders = Type.Object({
  ...ReporterFormHeaders.properties,
  'content-type': Type.String(),
});
