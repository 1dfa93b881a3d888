/** What a member does, by deed. What it changes comes back by the stream; a promise tells only whether it was taken. */
import type { Static } from 'typebox';
import type { SavedState } from '#contract/kept-aside.ts';
import type { ChangeChannelNotifications, ChangeNotifications } from '#contract/notifications.ts';
import type { PresenceChoice, SetStatus } from '#contract/presence.ts';
import type { Channel } from '#contract/workspace.ts';
import type { Api } from './api.ts';
import { type Change, createArranging } from './sidebar.ts';
import { compareTs } from './state.ts';
import type { Store } from './store.ts';

/** All of them throw `Refusal` or `Unreachable`. */
export interface Deeds {
  edit(channel: string, ts: string, text: string): Promise<void>;
  /** Deletes a message. */
  remove(channel: string, ts: string): Promise<void>;
  react(channel: string, ts: string, emoji: string): Promise<void>;
  unreact(channel: string, ts: string, emoji: string): Promise<void>;
  pin(channel: string, ts: string): Promise<void>;
  unpin(channel: string, ts: string): Promise<void>;
  save(channel: string, ts: string, state?: SavedState): Promise<void>;
  unsave(channel: string, ts: string): Promise<void>;
  /** Up to what was seen; never moves the marker back. */
  markRead(channel: string, ts: string): Promise<void>;
  /** This message and what follows it are unread again. */
  markUnreadFrom(channel: string, ts: string): Promise<void>;
  followThread(channel: string, ts: string): Promise<void>;
  unfollowThread(channel: string, ts: string): Promise<void>;
  /** Up to a reply that was seen. */
  markThreadRead(channel: string, threadTs: string, ts: string): Promise<void>;
  join(channel: string): Promise<void>;
  leave(channel: string): Promise<void>;
  /** The direct or group conversation with these members; nobody for notes to oneself. */
  openWith(members: readonly string[]): Promise<Channel>;
  changeSetting(channel: string, change: Static<typeof ChangeChannelNotifications>): Promise<void>;
  changeNotifications(change: Static<typeof ChangeNotifications>): Promise<void>;
  /** Until a moment, RFC 3339; undefined: not any more. */
  doNotDisturb(until: string | undefined): Promise<void>;
  choosePresence(choice: PresenceChoice): Promise<void>;
  setStatus(status: Static<typeof SetStatus> | undefined): Promise<void>;
  /** Changes the order of the sidebar; `sidebar.ts` has what may be changed. */
  arrange(change: Change): Promise<void>;
}

export function createDeeds(api: Api, store: Store): Deeds {
  return { ...messageDeeds(api), ...savingDeeds(api), ...readingDeeds(api, store), ...ownDeeds(api, store) };
}

const messageDeeds = (api: Api) => ({
  async edit(channel: string, ts: string, text: string) {
    await api.call('PATCH /v1/channels/:channel/messages/:ts', { params: { channel, ts }, body: { text } });
  },
  remove: (channel: string, ts: string) =>
    api.call('DELETE /v1/channels/:channel/messages/:ts', { params: { channel, ts } }),
  react: (channel: string, ts: string, emoji: string) =>
    api.call('PUT /v1/channels/:channel/messages/:ts/reactions/:emoji', { params: { channel, ts, emoji } }),
  unreact: (channel: string, ts: string, emoji: string) =>
    api.call('DELETE /v1/channels/:channel/messages/:ts/reactions/:emoji', { params: { channel, ts, emoji } }),
  pin: (channel: string, ts: string) =>
    api.call('PUT /v1/channels/:channel/messages/:ts/pin', { params: { channel, ts } }),
  unpin: (channel: string, ts: string) =>
    api.call('DELETE /v1/channels/:channel/messages/:ts/pin', { params: { channel, ts } }),
});

const savingDeeds = (api: Api) => ({
  async save(channel: string, ts: string, state: SavedState = 'to-do') {
    await api.call('PUT /v1/me/saved-items/:channel/:ts', { params: { channel, ts }, body: { state } });
  },
  unsave: (channel: string, ts: string) =>
    api.call('DELETE /v1/me/saved-items/:channel/:ts', { params: { channel, ts } }),
});

/** Rows are seen faster than the server answers: one move at a time, and then to where one has got meanwhile. */
function markingRead(api: Api, store: Store): Deeds['markRead'] {
  const wanted = new Map<string, string>();
  return async (channel, ts) => {
    const known = wanted.get(channel) ?? store.state().conversations.get(channel)?.standing.readTs;
    if (known !== undefined && compareTs(ts, known) <= 0) return;
    const isMoving = wanted.has(channel);
    wanted.set(channel, ts);
    if (isMoving) return;
    try {
      for (let said: string | undefined; said !== wanted.get(channel); ) {
        said = wanted.get(channel) ?? ts;
        const asked = { params: { channel }, body: { ts: said } };
        const moved = await api.call('PUT /v1/channels/:channel/read-marker', asked);
        store.put({ kind: 'standings', standings: [moved] });
      }
    } finally {
      wanted.delete(channel);
    }
  };
}

const readingDeeds = (api: Api, store: Store) => ({
  markRead: markingRead(api, store),
  async markUnreadFrom(channel: string, ts: string) {
    const moved = await api.call('PUT /v1/channels/:channel/unread-marker', { params: { channel }, body: { ts } });
    store.put({ kind: 'standings', standings: [moved] });
  },
  async followThread(channel: string, ts: string) {
    const params = { channel, ts };
    const standing = await api.call('PUT /v1/channels/:channel/threads/:ts/following', { params });
    store.put({ kind: 'thread-standing', standing });
  },
  async unfollowThread(channel: string, ts: string) {
    const params = { channel, ts };
    const standing = await api.call('DELETE /v1/channels/:channel/threads/:ts/following', { params });
    store.put({ kind: 'thread-standing', standing });
  },
  async markThreadRead(channel: string, threadTs: string, ts: string) {
    const params = { channel, ts: threadTs };
    const standing = await api.call('PUT /v1/channels/:channel/threads/:ts/read-marker', { params, body: { ts } });
    store.put({ kind: 'thread-standing', standing });
  },
});

const ownDeeds = (api: Api, store: Store) => ({
  arrange: createArranging(api, store),
  join: (channel: string) => api.call('PUT /v1/channels/:channel/members/me', { params: { channel } }),
  leave: (channel: string) => api.call('DELETE /v1/channels/:channel/members/me', { params: { channel } }),
  openWith: (members: readonly string[]) => api.call('POST /v1/conversations', { body: { members: [...members] } }),
  async changeSetting(channel: string, body: Static<typeof ChangeChannelNotifications>) {
    const notifications = await api.call('PATCH /v1/channels/:channel/notifications', { params: { channel }, body });
    store.put({ kind: 'frame', frame: { kind: 'notifications.changed', notifications }, at: 0 });
  },
  async changeNotifications(body: Static<typeof ChangeNotifications>) {
    const notifications = await api.call('PATCH /v1/me/notifications', { body });
    store.put({ kind: 'frame', frame: { kind: 'notifications.changed', notifications }, at: 0 });
  },
  async doNotDisturb(until: string | undefined) {
    const notifications = await (until === undefined
      ? api.call('DELETE /v1/me/notifications/do-not-disturb')
      : api.call('PUT /v1/me/notifications/do-not-disturb', { body: { until } }));
    store.put({ kind: 'frame', frame: { kind: 'notifications.changed', notifications }, at: 0 });
  },
  async choosePresence(choice: PresenceChoice) {
    await api.call('PUT /v1/me/presence', { body: { choice } });
  },
  async setStatus(status: Static<typeof SetStatus> | undefined) {
    await (status ? api.call('PUT /v1/me/status', { body: status }) : api.call('DELETE /v1/me/status'));
  },
});
