/** How replies that a desk writes often cross the wire. */
import Type, { type Static } from 'typebox';
import { Time } from './identity.ts';
import { MemberIdSchema } from './ids.ts';

const closed = { additionalProperties: false } as const;
const NAME = '^[^\\u0000-\\u001f\\u007f-\\u009f\\u200b-\\u200f\\u2028-\\u202e\\u2066-\\u2069\\ud800-\\udfff]+$';

export const Template = Type.Object(
  {
    name: Type.String({ minLength: 1, maxLength: 80, pattern: NAME }),
    text: Type.String({ minLength: 1, maxLength: 10_000, pattern: '^[^\\u0000\\ud800-\\udfff]*$' }),
  },
  closed,
);
export type Template = Static<typeof Template>;

export const TemplateList = Type.Object({
  version: Type.Integer({ description: '0: nobody has changed anything, and these are what we propose.' }),
  templates: Type.Array(Template),
  setBy: Type.Optional(MemberIdSchema),
  setAt: Type.Optional(Time),
});
export const SetTemplates = Type.Object(
  {
    after: Type.Integer({ minimum: 0, description: 'The version that was changed.' }),
    templates: Type.Array(Template, { maxItems: 50 }),
  },
  closed,
);
export const Replies = Type.Object({
  replies: Type.Array(
    Type.Object({
      name: Type.String(),
      text: Type.String({ description: 'Filled in from the case.' }),
      open: Type.Array(Type.String(), {
        description: 'Blanks for which this case has nothing; they stand in the text.',
      }),
    }),
  ),
});
export type Replies = Static<typeof Replies>;
