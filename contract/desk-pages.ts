/** The addresses of a desk's public pages. */
import Type from 'typebox';
import { Slug } from './identity.ts';

const closed = { additionalProperties: false } as const;

const Name = Type.String({ pattern: '^[ybndrfg8ejkmcpqxot1uwisza345h769]{32}$' });
const MailDomain = Type.String({ minLength: 1, maxLength: 253 });

export const DeskParams = Type.Object({ slug: Type.Optional(Slug) }, closed);
export const DirectoryParams = Type.Object(
  { slug: Type.Optional(Slug), domain: Type.Optional(MailDomain), name: Type.Optional(Name) },
  closed,
);
/** The local part itself, which a directory may want; ours does not. */
export const DirectoryQuery = Type.Object({ l: Type.Optional(Type.String({ maxLength: 200 })) }, closed);
