/** What members say of themselves for longer: title, pronouns, how to reach them, what the team asks for, a picture. */
import Type, { type Static } from 'typebox';
import { ProfileFieldIdSchema } from './ids.ts';

const closed = { additionalProperties: false } as const;

const PLAIN = '^[^\\u0000-\\u001f\\u007f-\\u009f\\u200b-\\u200f\\u2028-\\u202e\\u2066-\\u2069\\ud800-\\udfff]*$';
const line = (maxLength: number, description: string) => Type.String({ maxLength, pattern: PLAIN, description });

export const ProfileFieldKind = Type.Union(
  [Type.Literal('text'), Type.Literal('link'), Type.Literal('date'), Type.Literal('member')],
  { description: 'text; link: an http or https address; date: 2026-03-01; member: an id, U….' },
);
export const ProfileField = Type.Object({
  id: Type.String({ description: 'P….' }),
  name: Type.String(),
  hint: Type.Optional(Type.String()),
  kind: Type.String({ description: 'text, link, date or member.' }),
});
export const ProfileFieldList = Type.Object({ fields: Type.Array(ProfileField, { description: 'In their order.' }) });
export const ProfileFieldParams = Type.Object({ field: ProfileFieldIdSchema }, closed);
const FieldName = Type.String({ minLength: 1, maxLength: 40, pattern: `^(?!\\s*$)${PLAIN.slice(1)}` });
const FieldHint = line(100, 'What belongs there; empty: no hint.');
export const AddProfileField = Type.Object(
  { name: FieldName, hint: Type.Optional(FieldHint), kind: ProfileFieldKind },
  closed,
);
export const ChangeProfileField = Type.Object(
  { name: Type.Optional(FieldName), hint: Type.Optional(FieldHint) },
  { ...closed, minProperties: 1 },
);
export const OrderProfileFields = Type.Object(
  { fields: Type.Array(ProfileFieldIdSchema, { maxItems: 20, uniqueItems: true }) },
  closed,
);

/** An empty text takes the value away. */
export const profileChanges = {
  title: Type.Optional(line(100, 'What you do. Empty: none.')),
  pronouns: Type.Optional(line(40, 'Empty: none.')),
  phone: Type.Optional(line(40, 'As it is dialled or written. Empty: none.')),
  fields: Type.Optional(
    Type.Array(Type.Object({ field: ProfileFieldIdSchema, value: line(2_000, 'Empty: none.') }, closed), {
      maxItems: 20,
      description: 'Fields that the team defined; those that are left out stay.',
    }),
  ),
};

/** What a member shows; each part is left out when there is none, or when it is not for the viewer. */
export const profileParts = {
  title: Type.Optional(Type.String()),
  pronouns: Type.Optional(Type.String()),
  phone: Type.Optional(Type.String()),
  fields: Type.Optional(
    Type.Array(Type.Object({ field: Type.String({ description: 'P….' }), value: Type.String() }), {
      description: 'Of the fields that the team defined, in their order.',
    }),
  ),
  picture: Type.Optional(
    Type.String({ description: 'There is a picture; another one has another text here. GET …/picture?v= this.' }),
  ),
};

export const PictureQuery = Type.Object(
  {
    size: Type.Optional(
      Type.Union([Type.Literal('small'), Type.Literal('large')], {
        description: '96 or 512 pixels; large if not said.',
      }),
    ),
    v: Type.Optional(Type.String({ maxLength: 40, description: 'Not read: keeps apart what a browser has kept.' })),
  },
  closed,
);
export const Deactivation = Type.Object(
  {
    picture: Type.Optional(
      Type.Union([Type.Literal('keep'), Type.Literal('delete')], { description: 'keep if not said.' }),
    ),
  },
  closed,
);

/** The fields that the team asks for are others now, or in another order: read them anew. */
export const ProfileFieldsChanged = Type.Object({ kind: Type.Literal('profile-fields.changed') });

export type ProfileFieldKind = Static<typeof ProfileFieldKind>;
export type ProfileField = Static<typeof ProfileField>;
