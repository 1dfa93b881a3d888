/** Where an address is, by a database that the operator has. It is a help to remember, and proves nothing. */
import maxmind, { type CityResponse, type CountryResponse, type Reader } from 'maxmind';
import { problem } from '../problem.ts';

/** "Zurich, Switzerland"; undefined for an address of which nothing is known. */
export type PlaceOf = (ip: string) => string | undefined;

export const placesUnreadable = problem<{ file: string }>(
  'places/unreadable',
  500,
  'The database of places cannot be read. Name another file in WARDROOM_PLACES, or leave the setting out.',
);

/** Reads the whole file; a start with a file that cannot be used is refused, so that nobody waits for its places. */
export async function openPlaces(file: string | undefined): Promise<PlaceOf> {
  if (file === undefined) return () => undefined;
  const reader = await maxmind
    .open<CityResponse & CountryResponse>(file, { cache: { max: CACHED_MAX } })
    .catch((cause: unknown) => {
      throw Object.assign(placesUnreadable({ file }), { cause });
    });
  return (ip) => placeIn(reader, ip);
}

const CACHED_MAX = 10_000;

function placeIn(reader: Reader<CityResponse & CountryResponse>, ip: string): string | undefined {
  if (!maxmind.validate(ip)) return undefined;
  const found = reader.get(ip);
  const [city, country] = [nameOf(found?.city), nameOf(found?.country) ?? nameOf(found?.registered_country)];
  const words = [city, country].filter((name) => name !== undefined).join(', ');
  return words === '' ? undefined : words;
}

/** The names are whatever the file says. */
function nameOf(record: { readonly names?: { readonly en?: unknown } } | undefined): string | undefined {
  const name = record?.names?.en;
  return typeof name === 'string' && name !== '' ? name.slice(0, NAME_CHARACTERS_MAX) : undefined;
}

const NAME_CHARACTERS_MAX = 80;
