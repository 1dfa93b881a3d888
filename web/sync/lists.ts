/** What is kept beside the conversations, read over HTTP: members, groups, emoji, followed threads, what waits. */
import type { Api } from './api.ts';
import type { Store } from './store.ts';

const pageSize = 200;
/** Of a larger team, members are looked up when they are to be shown. */
const membersAtStart = 2_000;

export type Lists = ReturnType<typeof createLists>;

export const createLists = (api: Api, { state, put }: Store) => ({
  async members(): Promise<void> {
    let after: string | undefined;
    for (let count = 0; count < membersAtStart; count += pageSize) {
      const { members, next } = await api.call('GET /v1/members', { query: { after, limit: pageSize } });
      put({ kind: 'members', members });
      if (next === undefined) return;
      after = next;
    }
  },
  async member(member: string): Promise<void> {
    const found = await api.call('GET /v1/members/:member', { params: { member } });
    put({ kind: 'members', members: [found] });
  },
  async groups(): Promise<void> {
    let after: string | undefined;
    do {
      const { groups, next } = await api.call('GET /v1/user-groups', { query: { after, limit: pageSize } });
      put({ kind: 'user-groups', groups });
      after = next;
    } while (after !== undefined);
  },
  async emoji(): Promise<void> {
    const emoji = await api.call('GET /v1/emoji', { query: { version: state().emoji?.version } });
    if (emoji.emoji !== undefined) put({ kind: 'emoji', emoji });
  },
  async threads(): Promise<void> {
    const { threads, next } = await api.call('GET /v1/me/threads', { query: { limit: pageSize } });
    const standings = threads.map(({ standing }) => standing);
    put({ kind: 'thread-standings', standings, isAll: next === undefined || standings.at(-1)?.unread === 0 });
  },
  async thread(channel: string, ts: string): Promise<void> {
    const params = { channel, ts };
    const standing = await api.call('GET /v1/channels/:channel/threads/:ts/standing', { params });
    put({ kind: 'thread-standing', standing });
  },
  async standings(): Promise<void> {
    const { standings } = await api.call('GET /v1/me/standings');
    put({ kind: 'standings', standings });
  },
  async saved(): Promise<void> {
    const { items } = await api.call('GET /v1/me/saved-items', { query: { limit: pageSize } });
    put({ kind: 'saved', items });
  },
  async reminders(): Promise<void> {
    const { reminders } = await api.call('GET /v1/me/reminders');
    put({ kind: 'reminders', reminders });
  },
  async scheduled(): Promise<void> {
    const { scheduled } = await api.call('GET /v1/me/scheduled-messages');
    put({ kind: 'scheduled', scheduled });
  },
});
