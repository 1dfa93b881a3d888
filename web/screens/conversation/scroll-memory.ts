/**
 * Where one was in the conversations that were opened last, for coming back. Of the one that is open it also stands in
 * the entry of the browser's history, so that a reload finds it.
 */

/** The message at the upper edge, and how many pixels of it are above. */
export interface RestingPlace {
  readonly ts: string;
  readonly offset: number;
}

const most = 50;
const places = new Map<string, RestingPlace>();

/** Undefined: at the end, where nothing has to be remembered. */
export function rememberPlace(channel: string, place: RestingPlace | undefined): void {
  places.delete(channel);
  history.replaceState({ ...history.state, place: place && { channel, ...place } }, '');
  if (!place) return;
  places.set(channel, place);
  for (const oldest of places.keys()) {
    if (places.size <= most) return;
    places.delete(oldest);
  }
}

export function placeIn(channel: string): RestingPlace | undefined {
  const { place } = (history.state ?? {}) as { place?: RestingPlace & { channel: string } };
  return places.get(channel) ?? (place?.channel === channel ? place : undefined);
}
