import Type, { type Static } from 'typebox';
import { PageSize } from './identity.ts';
import { type ChannelId, ChannelIdSchema, publicId, publicTs, TsSchema, tsOf, uuidOf } from './ids.ts';
import { Message } from './workspace.ts';

const closed = { additionalProperties: false } as const;

/** Where a member stands in one thread. */
export const ThreadStanding = Type.Object({
  channel: ChannelIdSchema,
  threadTs: TsSchema,
  following: Type.Boolean(),
  readTs: Type.Optional(TsSchema),
  unread: Type.Integer({ description: 'Replies of others after what was read; of a thread that is followed.' }),
});
export const FollowedThread = Type.Object({ root: Message, standing: ThreadStanding });
export const FollowedThreads = Type.Object({
  threads: Type.Array(FollowedThread, { description: 'Those with something unread first, then the latest.' }),
  next: Type.Optional(Type.String()),
});
export const ThreadParams = Type.Object({ channel: ChannelIdSchema, ts: TsSchema }, closed);

/** Where a page of followed threads ended: among those with something unread (`u`) or the others (`r`). */
export interface ThreadPlace {
  readonly isUnread: boolean;
  readonly lastTs: number;
  readonly channel: ChannelId;
}
export const publicThreadPlace = ({ isUnread, lastTs, channel }: ThreadPlace): string =>
  `${isUnread ? 'u' : 'r'}${publicTs(lastTs)}-${publicId('C', channel)}`;
const ThreadPlaceSchema = Type.Codec(
  Type.String({
    pattern: '^[ur][0-9]{1,10}\\.[0-9]{6}-[CDG][0-7][0-9A-HJKMNP-TV-Z]{25}$',
    description: 'Where a page ended; give it back as it came.',
  }),
)
  .Decode((text): ThreadPlace => {
    const [ts = '', channel = ''] = text.slice(1).split('-');
    return { isUnread: text.startsWith('u'), lastTs: tsOf(ts), channel: uuidOf(channel) as ChannelId };
  })
  .Encode(publicThreadPlace);
export const ThreadQuery = Type.Object(
  { after: Type.Optional(ThreadPlaceSchema), limit: Type.Optional(PageSize) },
  closed,
);

/** For the member's own devices: a thread is followed, or no longer, or was read. Replies tell by themselves. */
export const ThreadStandingChanged = Type.Object({
  kind: Type.Literal('thread.standing'),
  standing: ThreadStanding,
});

export type ThreadStanding = Static<typeof ThreadStanding>;
export type FollowedThread = Static<typeof FollowedThread>;
