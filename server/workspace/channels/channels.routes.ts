import {
  ChangeChannel,
  Channel,
  ChannelMemberPage,
  ChannelMemberParams,
  ChannelMemberQuery,
  ChannelPage,
  ChannelParams,
  ChannelQuery,
  CreateChannel,
  MyChannels,
} from '#contract/workspace.ts';
import { route } from '#identity/access/access.ts';
import type { Route } from '#platform/http/http.ts';
import { limits } from '#platform/limits.ts';
import {
  archiveChannel,
  browseChannels,
  changeChannel,
  channelMembers,
  createChannel,
  inviteToChannel,
  joinChannel,
  leaveChannel,
  myChannels,
  removeFromChannel,
  showOwnChannel,
  unarchiveChannel,
} from './channels.ts';

export const channelRoutes: Route[] = [
  route(
    'GET /v1/me/channels',
    { may: 'channels.use', says: 'Every conversation one is in, with what is unread.', reply: MyChannels },
    async (work, { actor }) => ({
      channels: (await myChannels(work, actor.member)).map(({ channel, standing }) => ({ channel, standing })),
    }),
  ),
  route(
    'GET /v1/channels',
    { may: 'channels.browse', says: 'Public channels by name.', query: ChannelQuery, reply: ChannelPage },
    (work, { query }) => browseChannels(work, query.after, query.limit ?? limits.page.default),
  ),
  route(
    'POST /v1/channels',
    { may: 'channels.create', says: 'Create a channel.', body: CreateChannel, reply: Channel, status: 201 },
    (work, { actor, body }) => createChannel(work, actor, body),
  ),
  route(
    'GET /v1/channels/:channel',
    { may: 'channels.use', says: 'One conversation.', params: ChannelParams, reply: Channel },
    (work, { actor, params }) => showOwnChannel(work, actor, params.channel),
  ),
  route(
    'PATCH /v1/channels/:channel',
    {
      may: 'channels.use',
      scope: 'channels:write',
      says: 'Change name, topic or purpose.',
      params: ChannelParams,
      body: ChangeChannel,
      reply: Channel,
    },
    (work, { actor, params, body }) => changeChannel(work, actor, params.channel, body),
  ),
  route(
    'PUT /v1/channels/:channel/archive',
    {
      may: 'channels.use',
      scope: 'channels:write',
      says: 'Archive a channel: it can be read, not written.',
      params: ChannelParams,
    },
    (work, { actor, params }) => archiveChannel(work, actor, params.channel),
  ),
  route(
    'DELETE /v1/channels/:channel/archive',
    { may: 'channels.use', scope: 'channels:write', says: 'Bring an archived channel back.', params: ChannelParams },
    (work, { actor, params }) => unarchiveChannel(work, actor, params.channel),
  ),
  route(
    'GET /v1/channels/:channel/members',
    {
      may: 'channels.use',
      says: 'Who is in it.',
      params: ChannelParams,
      query: ChannelMemberQuery,
      reply: ChannelMemberPage,
    },
    (work, { actor, params, query }) =>
      channelMembers(work, actor, params.channel, query.after, query.limit ?? limits.page.default),
  ),
  route(
    'PUT /v1/channels/:channel/members/me',
    { may: 'channels.use', scope: 'channels:write', says: 'Join a public channel.', params: ChannelParams },
    (work, { actor, params }) => joinChannel(work, actor, params.channel),
  ),
  route(
    'DELETE /v1/channels/:channel/members/me',
    { may: 'channels.use', scope: 'channels:write', says: 'Leave a channel.', params: ChannelParams },
    (work, { actor, params }) => leaveChannel(work, actor, params.channel),
  ),
  route(
    'PUT /v1/channels/:channel/members/:member',
    {
      may: 'channels.use',
      scope: 'channels:write',
      says: 'Bring somebody into a channel.',
      params: ChannelMemberParams,
    },
    (work, { actor, params }) => inviteToChannel(work, actor, params.channel, params.member),
  ),
  route(
    'DELETE /v1/channels/:channel/members/:member',
    {
      may: 'channels.use',
      scope: 'channels:write',
      says: 'Remove somebody from a channel.',
      params: ChannelMemberParams,
    },
    (work, { actor, params }) => removeFromChannel(work, actor, params.channel, params.member),
  ),
];
