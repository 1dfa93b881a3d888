/** What a message shows of the pages that it links to, and whether a team wants that. */
import Type from 'typebox';
import { ChannelIdSchema, TsSchema } from './ids.ts';

const closed = { additionalProperties: false } as const;

/** What a page says of itself; whoever shows it shows the host of `url` beside it, which is as the author wrote it. */
export const LinkCard = Type.Object({
  id: Type.Integer({ description: 'Within its message.' }),
  url: Type.String(),
  title: Type.String(),
  description: Type.Optional(Type.String()),
  site: Type.Optional(Type.String()),
  image: Type.Optional(
    Type.Object(
      { width: Type.Integer(), height: Type.Integer() },
      { description: 'A WebP of so many pixels, at …/cards/:card/image of its message.' },
    ),
  ),
});
export const LinkCardParams = Type.Object(
  {
    channel: ChannelIdSchema,
    ts: TsSchema,
    card: Type.Codec(Type.String({ pattern: '^[1-9][0-9]{0,5}$' }))
      .Decode(Number)
      .Encode(String),
  },
  closed,
);
export const LinkCardSwitch = Type.Object(
  { on: Type.Boolean({ description: 'Whether this server asks for the pages that messages link to.' }) },
  closed,
);
