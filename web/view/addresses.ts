/** Where things stand below the team's address, as the router knows them: `/t/<slug>` comes before. */

export const conversationPath = (channel: string, { threadTs }: { threadTs?: string | undefined } = {}): string =>
  `/c/${channel}${threadTs === undefined ? '' : `?thread=${threadTs}`}`;

/** Opens the conversation around the message; a reply opens its thread beside it. */
export const messagePath = (channel: string, ts: string, threadTs?: string): string =>
  threadTs === undefined || threadTs === ts
    ? `/c/${channel}/m/${ts}`
    : `/c/${channel}/m/${threadTs}?thread=${threadTs}&reply=${ts}`;

export const searchPath = (query: string): string => `/search?q=${encodeURIComponent(query)}`;

/** As somebody would paste it: the whole address. */
export const fullAddress = (slug: string, path: string): string => `${location.origin}/t/${slug}${path}`;
