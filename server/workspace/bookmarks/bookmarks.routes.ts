import {
  AddBookmark,
  Bookmark,
  BookmarkParams,
  Bookmarks,
  ChangeBookmark,
  OrderBookmarks,
} from '#contract/vocabulary.ts';
import { ChannelParams } from '#contract/workspace.ts';
import { route } from '#identity/access/access.ts';
import type { Route } from '#platform/http/http.ts';
import { addBookmark, changeBookmark, listBookmarks, orderBookmarks, removeBookmark } from './bookmarks.ts';

export const bookmarkRoutes: Route[] = [
  route(
    'GET /v1/channels/:channel/bookmarks',
    { may: 'channels.use', says: 'The bookmarks of a conversation.', params: ChannelParams, reply: Bookmarks },
    async (work, { actor, params }) => ({ bookmarks: await listBookmarks(work, actor, params.channel) }),
  ),
  route(
    'POST /v1/channels/:channel/bookmarks',
    {
      may: 'bookmarks.change',
      says: 'Add a bookmark to a link, to a message of the channel, or to a file.',
      params: ChannelParams,
      body: AddBookmark,
      reply: Bookmark,
      status: 201,
    },
    (work, { actor, params, body }) => addBookmark(work, actor, params.channel, body),
  ),
  route(
    'PATCH /v1/channels/:channel/bookmarks/:bookmark',
    {
      may: 'bookmarks.change',
      says: 'Change a bookmark.',
      params: BookmarkParams,
      body: ChangeBookmark,
      reply: Bookmark,
    },
    (work, { actor, params, body }) => changeBookmark(work, actor, params.channel, params.bookmark, body),
  ),
  route(
    'PUT /v1/channels/:channel/bookmarks',
    {
      may: 'bookmarks.change',
      says: 'Put the bookmarks of a conversation into another order.',
      params: ChannelParams,
      body: OrderBookmarks,
      reply: Bookmarks,
    },
    async (work, { actor, params, body }) => ({
      bookmarks: await orderBookmarks(work, actor, params.channel, body.bookmarks),
    }),
  ),
  route(
    'DELETE /v1/channels/:channel/bookmarks/:bookmark',
    { may: 'bookmarks.change', says: 'Remove a bookmark.', params: BookmarkParams },
    (work, { actor, params }) => removeBookmark(work, actor, params.channel, params.bookmark),
  ),
];
