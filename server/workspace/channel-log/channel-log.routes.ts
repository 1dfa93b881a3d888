import { ChannelParams, EventPage, EventQuery } from '#contract/workspace.ts';
import { route } from '#identity/access/access.ts';
import type { Route } from '#platform/http/http.ts';
import { limits } from '#platform/limits.ts';
import { readableChannel } from '../channels/channels.ts';
import { readLog } from './read-log.ts';

export const channelLogRoutes: Route[] = [
  route(
    'GET /v1/channels/:channel/events',
    {
      may: 'channels.use',
      says: 'The log of a conversation after a number: fills any gap.',
      params: ChannelParams,
      query: EventQuery,
      reply: EventPage,
    },
    async (work, { actor, params, query }) => {
      const channel = await readableChannel(work, actor, params.channel);
      const read = await readLog(work, channel, query.after, query.limit ?? limits.events.pageMax);
      const events = read.map(({ event }) => event);
      // The log may have moved on between the two readings.
      return { events, number: Math.max(channel.seq, events.at(-1)?.number ?? 0) };
    },
  ),
];
