import Type, { type Static } from 'typebox';
import { PLACE_PATTERN, type Place, placeOf, publicPlace } from './ids.ts';
import { Message } from './workspace.ts';

const closed = { additionalProperties: false } as const;

/**
 * Where a page ended. By time: its last message. By relevance: the newest message that is not part of the stretch that
 * is ranked, the stretch's oldest, and the score and place of the page's last message.
 */
export interface SearchCursor {
  readonly before: Place;
  readonly ranked?: { readonly from: Place; readonly score: number; readonly after: Place };
}

const place = PLACE_PATTERN.slice(1, -1);

/** `1469470591.000123-C…`, or of one ordered by relevance `<place>_<place>_<score>_<place>`. */
export function publicCursor({ before, ranked }: SearchCursor): string {
  if (!ranked) return publicPlace(before);
  return [publicPlace(before), publicPlace(ranked.from), ranked.score, publicPlace(ranked.after)].join('_');
}

export const SearchCursorSchema = Type.Codec(
  Type.String({
    pattern: `^${place}(_${place}_[0-9]{1,7}_${place})?$`,
    description: 'Where a page ended; give it back as it came, with the same query and order.',
  }),
)
  .Decode((text): SearchCursor => {
    const [before = '', from, score, after] = text.split('_');
    if (from === undefined || after === undefined) return { before: placeOf(before) };
    return {
      before: placeOf(before),
      ranked: { from: placeOf(from), score: Number(score), after: placeOf(after) },
    };
  })
  .Encode(publicCursor);

export const SearchQuery = Type.Object(
  {
    q: Type.String({ minLength: 1, maxLength: 1_000 }),
    sort: Type.Optional(
      Type.Union([Type.Literal('recent'), Type.Literal('relevant')], {
        description: 'Newest first, which is the default, or the best matches first.',
      }),
    ),
    before: Type.Optional(SearchCursorSchema),
    limit: Type.Optional(Type.Integer({ minimum: 1, maximum: 100 })),
    context: Type.Optional(
      Type.Integer({ minimum: 0, maximum: 3, description: 'How many neighbours on either side; 1 unless told.' }),
    ),
  },
  closed,
);

export const Highlight = Type.Object({
  start: Type.Integer({ description: 'In the text, in UTF-16 code units.' }),
  end: Type.Integer({ description: 'Exclusive.' }),
});

/** A message that was found, with what stands around it: in its thread if it is a reply, else in the timeline. */
export const FoundMessage = Type.Object({
  ...Message.properties,
  highlights: Type.Array(Highlight, { description: 'What matches in the text, in its order.' }),
  previous: Type.Array(Message, { description: 'Oldest first.' }),
  following: Type.Array(Message, { description: 'Oldest first.' }),
});

export const SearchResult = Type.Object({
  messages: Type.Array(FoundMessage, { description: 'In the order that was asked for.' }),
  next: Type.Optional(Type.String({ description: 'The cursor of the next page.' })),
  notUnderstood: Type.Array(Type.String(), {
    description: 'Parts of the query that say nothing, or name nobody and nothing that you may see.',
  }),
});

export type Highlight = Static<typeof Highlight>;
export type FoundMessage = Static<typeof FoundMessage>;
