/** OpenPGP within a text (RFC 9580, 6 and 7): where its blocks stand, and what stands between them. */

export interface Block {
  readonly kind: 'text' | 'message' | 'signed' | 'key';
  /** As it stands there; of a signed text all of it, its signature too. */
  readonly bytes: Buffer;
}

const MARK = /^-----(BEGIN|END) PGP (MESSAGE|SIGNED MESSAGE|SIGNATURE|PUBLIC KEY BLOCK)-----[ \t]*\r?$/gm;
const KINDS: Readonly<Record<string, { readonly kind: Block['kind']; readonly ends: string }>> = {
  MESSAGE: { kind: 'message', ends: 'MESSAGE' },
  'SIGNED MESSAGE': { kind: 'signed', ends: 'SIGNATURE' },
  'PUBLIC KEY BLOCK': { kind: 'key', ends: 'PUBLIC KEY BLOCK' },
};

/** In their order. A block that does not end is text. */
export function blocksIn(content: Buffer): Block[] {
  const blocks: Block[] = [];
  let from = 0;
  let open: { readonly at: number; readonly kind: Block['kind']; readonly ends: string } | undefined;
  for (const found of content.toString('latin1').matchAll(MARK)) {
    const [mark, word, what = ''] = found;
    const begins = KINDS[what];
    if (word === 'BEGIN' && !open && begins) open = { at: found.index, ...begins };
    if (word !== 'END' || open?.ends !== what) continue;
    const to = found.index + mark.length;
    blocks.push({ kind: 'text', bytes: content.subarray(from, open.at) });
    blocks.push({ kind: open.kind, bytes: content.subarray(open.at, to) });
    [from, open] = [to, undefined];
  }
  blocks.push({ kind: 'text', bytes: content.subarray(from) });
  return blocks;
}

/** What a signed text says, the bytes that are signed, and the signature. Undefined where it is not put together so. */
export function signedTextOf(
  block: Buffer,
): { readonly shown: Buffer; readonly signed: Buffer; readonly signature: Buffer } | undefined {
  const text = block.toString('latin1');
  const head = /^-----BEGIN PGP SIGNED MESSAGE-----[ \t]*\r?\n(?:Hash:[^\n]*\n){0,20}[ \t]*\r?\n/.exec(text)?.[0];
  const end = text.search(/^-----BEGIN PGP SIGNATURE-----/m);
  if (head === undefined || end < head.length) return undefined;
  const lines = text
    .slice(head.length, end)
    .replace(/\r?\n$/, '')
    .split('\n')
    .map((line) => line.replace(/^- /, '').trimEnd());
  return {
    shown: Buffer.from(lines.join('\n'), 'latin1'),
    signed: Buffer.from(lines.join('\r\n'), 'latin1'),
    signature: block.subarray(end),
  };
}
