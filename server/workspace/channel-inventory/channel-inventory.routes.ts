import { ChannelInventory, ChannelInventoryQuery } from '#contract/channel-inventory.ts';
import { route } from '#identity/access/access.ts';
import { limits } from '#platform/limits.ts';
import { channelInventory } from './channel-inventory.ts';

export const channelInventoryRoutes = [
  route(
    'GET /v1/team/channels',
    {
      may: 'channels.manage',
      says: 'All channels of the team by name and size, also private ones; nothing of what is in them.',
      query: ChannelInventoryQuery,
      reply: ChannelInventory,
    },
    (work, { query }) => channelInventory(work, query.after, query.limit ?? limits.page.default),
  ),
];
