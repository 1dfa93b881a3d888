/** The sidebar's sections: what may be changed about their order, and how a change reaches the server. */
import type { Sidebar, SidebarSection } from '#contract/sidebar.ts';
import { type Api, Refusal } from './api.ts';
import type { State } from './state.ts';
import type { Store } from './store.ts';

/** From top to bottom, and what stands in the sections of one's own. */
export type Order = Pick<Sidebar, 'sections' | 'places'>;
export type Change = (order: Order) => Order;

export const isOwnSection = ({ id }: SidebarSection): boolean => id !== 'channels' && id !== 'direct';

/** As it is to be shown: a change shows before the server has it. */
export const shownOrder = ({ sidebar, sidebarWish }: State): Order => sidebarWish ?? sidebar;

/** A section of one's own, on top, with what goes there at once. Made again, it stays as it is: an answer was lost. */
export const withSection =
  (id: string, name: string, channel?: string): Change =>
  ({ sections, places }) => {
    const isThere = sections.some((one) => one.id === id);
    const made: Order = { sections: isThere ? sections : [{ id, name, sort: 'name' }, ...sections], places };
    return channel === undefined ? made : placed(channel, id)(made);
  };

export const renamed =
  (id: string, name: string): Change =>
  ({ sections, places }) => ({ sections: changed(sections, id, { name }), places });

export const sorted =
  (id: string, sort: SidebarSection['sort']): Change =>
  ({ sections, places }) => ({ sections: changed(sections, id, { sort }), places });

/** What stood in it goes back to where everything begins. */
export const withoutSection =
  (id: string): Change =>
  ({ sections, places }) => ({
    sections: sections.filter((one) => one.id !== id),
    places: places.filter(({ section }) => section !== id),
  });

/** To where another section stands, which makes room; one that is gone moves nothing. */
export const movedTo =
  (id: string, to: string): Change =>
  ({ sections, places }) => {
    const [from, at] = [sections.findIndex((one) => one.id === id), sections.findIndex((one) => one.id === to)];
    const section = sections[from];
    if (!section || at === -1) return { sections, places };
    return { sections: sections.toSpliced(from, 1).toSpliced(at, 0, section), places };
  };

/** Into a section of one's own; into another one is back to where it belongs by itself. */
export const placed =
  (channel: string, section: string): Change =>
  ({ sections, places }) => {
    const others = places.filter((one) => one.channel !== channel);
    const isOwn = sections.some((one) => one.id === section && isOwnSection(one));
    return { sections, places: isOwn ? [...others, { channel, section }] : others };
  };

const changed = (sections: Order['sections'], id: string, change: Partial<SidebarSection>): Order['sections'] =>
  sections.map((one) => (one.id === id ? { ...one, ...change } : one));

interface Waiting {
  readonly change: Change;
  readonly done: PromiseWithResolvers<void>;
}

const attemptsMax = 4;

/**
 * Each change shows at once and is sent with those that came meanwhile. Where another device was quicker, its order is
 * read and the changes are made to that. What is refused, or gets no answer, is taken back.
 */
export function createArranging(api: Api, store: Store): (change: Change) => Promise<void> {
  const waiting: Waiting[] = [];
  let isSending = false;
  const show = (): void => {
    const { sidebar } = store.state();
    const order = waiting.length === 0 ? undefined : through(waiting, sidebar);
    store.put({ kind: 'sidebar-wish', order });
  };
  const sendAll = async (): Promise<void> => {
    isSending = true;
    while (waiting.length > 0) {
      const taken = [...waiting];
      const settled = await send(api, store, taken, show).then(
        () => ({ fault: undefined }),
        (fault: unknown) => ({ fault }),
      );
      waiting.splice(0, taken.length);
      show();
      for (const { done } of taken) {
        if (settled.fault === undefined) done.resolve();
        else done.reject(settled.fault);
      }
    }
    isSending = false;
  };
  return async (change) => {
    const done = Promise.withResolvers<void>();
    waiting.push({ change, done });
    show();
    if (!isSending) void sendAll();
    await done.promise;
  };
}

const through = (waiting: readonly Waiting[], order: Order): Order =>
  waiting.reduce((now, { change }) => change(now), order);

async function send(api: Api, store: Store, taken: readonly Waiting[], show: () => void): Promise<void> {
  for (let attempt = 1; ; attempt++) {
    const { sidebar, conversations, connection } = store.state();
    const { sections, places } = through(taken, sidebar);
    // What one is not in any more is not kept for ever; but an order that is newer than what was heard here may tell of
    // conversations that this device does not know yet.
    const isHeard = connection.kind === 'online' && attempt === 1;
    const known = isHeard ? places.filter(({ channel }) => conversations.has(channel)) : places;
    try {
      const body = { basedOn: sidebar.version, sections: [...sections], places: known };
      return put(store, await api.call('PUT /v1/me/sidebar', { body }));
    } catch (fault) {
      if (!(fault instanceof Refusal) || fault.code !== 'sidebar/newer' || attempt === attemptsMax) throw fault;
      put(store, await api.call('GET /v1/me/sidebar'));
      show();
    }
  }
}

const put = (store: Store, sidebar: Sidebar): void =>
  store.put({ kind: 'frame', frame: { kind: 'sidebar.changed', sidebar }, at: 0 });
