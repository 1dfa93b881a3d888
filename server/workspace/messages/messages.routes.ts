import {
  ChannelParams,
  EditMessage,
  HistoryQuery,
  Message,
  MessageEdits,
  MessagePage,
  MessageParams,
  PostMessage,
} from '#contract/workspace.ts';
import { longRoute, route } from '#identity/access/access.ts';
import type { Route } from '#platform/http/http.ts';
import { limits } from '#platform/limits.ts';
import {
  deleteMessage,
  editMessage,
  type LatestPages,
  type PostQueue,
  readEdits,
  readHistory,
  readMessage,
} from './messages.ts';

export const messageRoutes = (posts: PostQueue, latest: LatestPages): Route[] => [
  longRoute(
    'POST /v1/channels/:channel/messages',
    {
      may: 'messages.post',
      says: 'Post a message, or a reply with threadTs.',
      params: ChannelParams,
      body: PostMessage,
      reply: Message,
      status: 201,
    },
    (units, { actor, params, body }) =>
      posts.post(units, {
        actor,
        channel: params.channel,
        clientId: body.clientId,
        text: body.text,
        files: body.files ?? [],
        threadTs: body.threadTs,
        alsoToChannel: body.alsoToChannel ?? false,
      }),
  ),
  route(
    'GET /v1/channels/:channel/messages',
    {
      may: 'channels.use',
      says: 'A page of the timeline or of a thread.',
      params: ChannelParams,
      query: HistoryQuery,
      reply: MessagePage,
    },
    (work, { actor, params, query }) =>
      readHistory(work, actor, params.channel, { ...query, limit: query.limit ?? limits.page.default }, latest),
  ),
  route(
    'GET /v1/channels/:channel/messages/:ts',
    { may: 'channels.use', says: 'One message.', params: MessageParams, reply: Message },
    (work, { actor, params }) => readMessage(work, actor, params.channel, params.ts),
  ),
  route(
    'PATCH /v1/channels/:channel/messages/:ts',
    {
      may: 'messages.post',
      says: 'Change the text of one’s own message.',
      params: MessageParams,
      body: EditMessage,
      reply: Message,
    },
    (work, { actor, params, body }) => editMessage(work, actor, params.channel, params.ts, body.text),
  ),
  route(
    'DELETE /v1/channels/:channel/messages/:ts',
    {
      may: 'messages.post',
      says: 'Delete a message: its text, edits and reactions are gone at once.',
      params: MessageParams,
    },
    (work, { actor, params }) => deleteMessage(work, actor, params.channel, params.ts),
  ),
  route(
    'GET /v1/channels/:channel/messages/:ts/edits',
    { may: 'channels.use', says: 'Earlier texts of a message.', params: MessageParams, reply: MessageEdits },
    async (work, { actor, params }) => ({ edits: await readEdits(work, actor, params.channel, params.ts) }),
  ),
];
