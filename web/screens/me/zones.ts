/** Time zones of the IANA database, as people look for them: by city, by continent, or by the hours from UTC. */

export interface Zone {
  /** `Europe/Zurich` */
  readonly id: string;
  /** "Europe/Zurich" without underscores. */
  readonly name: string;
  /** "UTC+1", as it is at the moment that was asked for. */
  readonly offset: string;
}

const fold = (text: string): string =>
  text
    .normalize('NFKD')
    .replace(/\p{M}/gu, '')
    .toLowerCase()
    .replace(/[^a-z0-9+:-]+/g, ' ')
    .trim();

export function offsetOf(zone: string, at: number): string {
  const parts = new Intl.DateTimeFormat('en', { timeZone: zone, timeZoneName: 'shortOffset' }).formatToParts(at);
  return (parts.find(({ type }) => type === 'timeZoneName')?.value ?? '').replace('GMT', 'UTC').replace(/\+0$/, '');
}

/** Those in which each word of what was typed begins a word; `limit` of them, in the order of their names. */
export function findZones(ids: readonly string[], typed: string, at: number, limit: number): Zone[] {
  const asked = fold(typed).split(' ');
  const zones: Zone[] = [];
  for (const id of ids) {
    if (zones.length === limit) break;
    const name = id.replaceAll('_', ' ');
    const words = fold(name.replaceAll('/', ' ')).split(' ');
    const isNamed = asked.every((one) => words.some((word) => word.startsWith(one)));
    const offset = offsetOf(id, at);
    if (isNamed || offset.toLowerCase() === asked.join('')) zones.push({ id, name, offset });
  }
  return zones;
}

/** Cities that browsers go on listing by a name that the IANA database has replaced: nobody looks for it there. */
const renamed: Readonly<Record<string, string>> = {
  'Africa/Asmera': 'Africa/Asmara',
  'America/Godthab': 'America/Nuuk',
  'Asia/Calcutta': 'Asia/Kolkata',
  'Asia/Katmandu': 'Asia/Kathmandu',
  'Asia/Rangoon': 'Asia/Yangon',
  'Asia/Saigon': 'Asia/Ho_Chi_Minh',
  'Atlantic/Faeroe': 'Atlantic/Faroe',
  'Europe/Kiev': 'Europe/Kyiv',
  'Pacific/Enderbury': 'Pacific/Kanton',
  'Pacific/Ponape': 'Pacific/Pohnpei',
  'Pacific/Truk': 'Pacific/Chuuk',
};
const asNow = (id: string): string => renamed[id] ?? id;

/** All that this browser knows. */
export const knownZones = (): string[] => [...new Set(['UTC', ...Intl.supportedValuesOf('timeZone').map(asNow)])];

/** The one that this device is set to. */
export const zoneHere = (): string => asNow(Intl.DateTimeFormat().resolvedOptions().timeZone);
