import assert from 'node:assert/strict';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, test } from 'node:test';
import { Problem } from '../problem.ts';
import { openPlaces, placesUnreadable } from './places.ts';

const folder = mkdtempSync(join(tmpdir(), 'wardroom-places-'));
after(() => rmSync(folder, { recursive: true }));
const written = (name: string, bytes: Uint8Array): string => {
  writeFileSync(join(folder, name), bytes);
  return join(folder, name);
};

test('an address has the place that the file gives for its network, and none outside of it', async () => {
  const zurich = { city: { names: { en: 'Zurich' } }, country: { names: { en: 'Switzerland' } } };
  const placeOf = await openPlaces(written('city.mmdb', mmdb('192.0.2.0', 24, zurich)));
  assert.equal(placeOf('192.0.2.77'), 'Zurich, Switzerland');
  for (const none of ['192.0.3.77', '198.51.100.1', 'no address', '']) assert.equal(placeOf(none), undefined, none);
});

test('a file of countries gives the country, and one with something else in the place of names nothing', async () => {
  const country = await openPlaces(
    written('country.mmdb', mmdb('198.51.100.0', 24, { country: { names: { en: 'Chile' } } })),
  );
  assert.equal(country('198.51.100.9'), 'Chile');
  const odd = await openPlaces(written('odd.mmdb', mmdb('198.51.100.0', 24, { city: { names: { en: '' } } })));
  assert.equal(odd('198.51.100.9'), undefined);
});

test('without a file there is no place; a file that is missing or none of that kind stops the start', async () => {
  assert.equal((await openPlaces(undefined))('192.0.2.1'), undefined);
  for (const file of [join(folder, 'none.mmdb'), written('text.mmdb', Buffer.from('no database at all'))]) {
    await assert.rejects(openPlaces(file), (error: unknown) => {
      assert.ok(error instanceof Problem && error.code === placesUnreadable({ file }).code);
      return true;
    });
  }
});

type Value = string | number | { readonly [key: string]: Value };

/** A database in which one IPv4 network has a record: the format is MaxMind DB 2.0, records of 24 bits. */
function mmdb(network: string, prefix: number, record: Value): Buffer {
  const bits = network
    .split('.')
    .flatMap((byte) => Array.from({ length: 8 }, (_, at) => (Number(byte) >> (7 - at)) & 1));
  const empty = prefix;
  const nodes = bits.slice(0, prefix).map((bit, at) => {
    // At the end stands the record: what lies behind the nodes and their 16 bytes of nothing.
    const next = at === prefix - 1 ? prefix + 16 : at + 1;
    return Buffer.concat((bit === 0 ? [next, empty] : [empty, next]).map((to) => uint(to, 3)));
  });
  const about = {
    node_count: prefix,
    record_size: 24,
    ip_version: 4,
    database_type: 'Test',
    binary_format_major_version: 2,
    binary_format_minor_version: 0,
    build_epoch: 1,
  };
  const end = Buffer.from('\xab\xcd\xefMaxMind.com', 'latin1');
  return Buffer.concat([...nodes, Buffer.alloc(16), encoded(record), end, encoded(about)]);
}

function encoded(value: Value): Buffer {
  const [text, number, map] = [2, 6, 7];
  if (typeof value === 'string') return Buffer.concat([Buffer.from([(text << 5) | value.length]), Buffer.from(value)]);
  if (typeof value === 'number') return Buffer.concat([Buffer.from([(number << 5) | 4]), uint(value, 4)]);
  const pairs = Object.entries(value).flatMap(([key, inner]) => [encoded(key), encoded(inner)]);
  return Buffer.concat([Buffer.from([(map << 5) | Object.keys(value).length]), ...pairs]);
}

function uint(value: number, bytes: number): Buffer {
  const buffer = Buffer.alloc(bytes);
  buffer.writeUIntBE(value, 0, bytes);
  return buffer;
}
