/**
 * A member's picture. The danger: an image that was made to break its decoder, one that says where it was taken, and
 * bytes that outlive their picture. The principle: it is made anew in a process of its own before anything is kept; its
 * blob is shared with nothing, is written down before its bytes come, and goes in the transaction in which the picture
 * goes. The boundary: whoever is in the team may see it.
 */
import type { Readable as Content } from 'node:stream';
import type { MemberId } from '#contract/ids.ts';
import { type Blobs, dropBlobs, makeBlob, openForReading, type Readable } from '#platform/blobs/blobs.ts';
import { after } from '#platform/clock.ts';
import type { Images } from '#platform/images/images.ts';
import { limits } from '#platform/limits.ts';
import { problem } from '#platform/problem.ts';
import { createTurnstile } from '#platform/turnstile.ts';
import type { Units, Work } from '#platform/work.ts';
import { type Actor, auditName } from '../access/access.ts';
import { lockedMember } from '../members/members.ts';
import {
  currentPictures,
  deleteCurrent,
  deletePicture,
  deleteUnfinished,
  insertPicture,
  makeCurrent,
  type PictureRow,
} from './pictures.sql.ts';

export const noPicture = problem('profiles/no-picture', 404, 'This member has no picture.');
export const pictureTooLarge = problem<{ bytesMax: number }>(
  'profiles/picture-too-large',
  413,
  'This picture has too many bytes. Make it smaller; 512 by 512 pixels are shown.',
);
export const pictureBrokenOff = problem(
  'profiles/picture-broken-off',
  400,
  'The picture did not come to its end, or came too slowly. Nothing of it was kept; send it again.',
);
export const picturesBusy = problem(
  'profiles/pictures-busy',
  503,
  'Too many pictures come at this moment. Nothing was changed; try again shortly.',
);
export const pictureOvertaken = problem(
  'profiles/picture-overtaken',
  409,
  'The account was closed meanwhile. The picture was not kept.',
);

export interface PictureMeans {
  readonly blobs: Blobs;
  readonly images: Pick<Images, 'square'>;
}

/** Takes a picture of the caller as it comes; one at a time here, few in all. */
export function createPictures({ blobs, images }: PictureMeans) {
  const { receivingMax, waitingMax } = limits.profiles;
  const enter = createTurnstile(receivingMax, waitingMax, picturesBusy);
  return {
    set: (units: Units, actor: Actor, content: Content): Promise<void> =>
      enter(async () => await keepPicture(units, blobs, actor, await made(images, await received(content)))),
    read: ({ content, start, end }: OpenPicture): AsyncGenerator<Buffer> => blobs.read(content, { start, end }),
  };
}

/** All of what comes, within the bounds of bytes and time. */
async function received(content: Content): Promise<Buffer> {
  const { pictureBytesMax: bytesMax, receiveMs } = limits.profiles;
  const pieces: Buffer[] = [];
  let bytes = 0;
  const late = AbortSignal.timeout(receiveMs);
  const stop = (): void => void content.destroy(pictureBrokenOff());
  late.addEventListener('abort', stop, { once: true });
  // Not `for await`: leaving that early would end the connection before the refusal is sent.
  const coming: AsyncIterator<Buffer> = content[Symbol.asyncIterator]();
  try {
    for (;;) {
      const piece = await coming.next().catch((cause: unknown) => {
        throw Object.assign(pictureBrokenOff(), { cause });
      });
      if (piece.done) return Buffer.concat(pieces);
      bytes += piece.value.length;
      if (bytes > bytesMax) throw pictureTooLarge({ bytesMax });
      pieces.push(piece.value);
    }
  } finally {
    late.removeEventListener('abort', stop);
  }
}

interface Made {
  readonly small: Buffer;
  readonly large: Buffer;
}

async function made(images: PictureMeans['images'], given: Buffer): Promise<Made> {
  const large = await images.square(given, limits.profiles.largeSide);
  return { large, small: await images.square(large, limits.profiles.smallSide) };
}

async function keepPicture(units: Units, blobs: Blobs, actor: Actor, { small, large }: Made): Promise<void> {
  const bytes = Buffer.concat([small, large]);
  const picture = await units.open({ team: actor.team }, async (work): Promise<PictureRow> => {
    const blob_id = await makeBlob(work, actor.team, bytes.length, { alone: true });
    const row = { id: work.random.uuid(), member_id: actor.member, blob_id, small_bytes: small.length };
    await insertPicture(work.sql, actor.team, row, work.now);
    return row;
  });
  await blobs.fill(units, actor.team, picture.blob_id, bytes);
  const isKept = await units.open({ team: actor.team }, (work) => showPicture(work, actor, picture));
  if (!isKept) throw pictureOvertaken();
}

/** Puts the picture in the place of the earlier one; false, and it goes, when the account was closed meanwhile. */
async function showPicture(work: Work, actor: Actor, picture: PictureRow): Promise<boolean> {
  const member = await lockedMember(work, actor.member);
  const isOpen = member !== undefined && !member.deactivated_at;
  if (isOpen) {
    await dropCurrent(work, actor.member);
    await makeCurrent(work.sql, picture.id);
    tell(work, actor, actor.member, 'member.picture-set');
  } else {
    await deletePicture(work.sql, picture.id);
    await dropBlobs(work, [picture.blob_id]);
  }
  return isOpen;
}

/** Deletes a member's picture with its bytes; without one nothing happens. The caller knows who may. */
export async function removePicture(work: Work, actor: Actor, member: MemberId): Promise<void> {
  await lockedMember(work, member);
  if (await dropCurrent(work, member)) tell(work, actor, member, 'member.picture-removed');
}

async function dropCurrent(work: Work, member: MemberId): Promise<boolean> {
  const blob = await deleteCurrent(work.sql, member);
  if (blob) await dropBlobs(work, [blob]);
  return blob !== undefined;
}

function tell(work: Work, actor: Actor, member: MemberId, kind: string): void {
  work.audit({ kind, actor: auditName(actor), object: `member:${member}` });
  work.emit({ kind: 'member.changed', member });
}

/** A picture whose bytes can be read outside of the unit of work. */
export interface OpenPicture {
  readonly content: Readable;
  readonly start: number;
  readonly end: number;
}

export async function openPicture(work: Work, member: MemberId, size: 'small' | 'large'): Promise<OpenPicture> {
  const [picture] = await currentPictures(work.sql, [member]);
  if (!picture) throw noPicture();
  const content = await openForReading(work, picture.blob_id);
  if (!content) throw new Error('A picture is shown and its blob is not whole.');
  const { small_bytes: middle } = picture;
  return { content, ...(size === 'small' ? { start: 0, end: middle } : { start: middle, end: content.bytes }) };
}

/** Pictures whose bytes never came, since their maker was stopped; returns how many went. */
export async function expirePictures(work: Work): Promise<number> {
  const blobs = await deleteUnfinished(work.sql, after(work.now, -limits.profiles.unfinishedKeptMs));
  await dropBlobs(work, blobs);
  return blobs.length;
}
