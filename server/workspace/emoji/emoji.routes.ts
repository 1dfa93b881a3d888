import { Readable } from 'node:stream';
import { AddEmoji, EmojiList, EmojiListQuery, EmojiParams, EmojiRules } from '#contract/vocabulary.ts';
import { longRoute, route } from '#identity/access/access.ts';
import type { Route } from '#platform/http/http.ts';
import { IMAGE_TYPE, type Images } from '#platform/images/images.ts';
import { limits } from '#platform/limits.ts';
import { addEmoji, decideWhoAdds, emojiImage, emojiTooLarge, listEmoji, removeEmoji, requireAddable } from './emoji.ts';

export const emojiRoutes = (images: Images): Route[] => [
  route(
    'GET /v1/emoji',
    {
      may: 'team.read',
      says: 'The team’s own emoji; only the version when it is still the one that the caller has.',
      query: EmojiListQuery,
      reply: EmojiList,
    },
    (work, { query }) => listEmoji(work, query.version),
  ),
  longRoute(
    'GET /v1/emoji/:name/image',
    { may: 'team.read', says: 'The image of one of the team’s emoji, a WebP.', params: EmojiParams, status: 200 },
    async (units, { actor, params }) => {
      const image = await units.open({ team: actor.team }, (work) => emojiImage(work, params.name));
      const headers = {
        'content-type': IMAGE_TYPE,
        'content-length': String(image.length),
        'cache-control': 'private, max-age=3600',
      };
      return { headers, body: Readable.from([image]) };
    },
  ),
  longRoute(
    'PUT /v1/emoji/:name',
    { may: 'emoji.add', says: 'Add an emoji, or another name for one.', params: EmojiParams, body: AddEmoji },
    async (units, { actor, params, body }) => {
      await units.open({ team: actor.team }, (work) => requireAddable(work, actor, params.name));
      const added = 'image' in body ? { image: await remade(images, body.image) } : body;
      await units.open({ team: actor.team }, (work) => addEmoji(work, actor, params.name, added));
    },
  ),
  route(
    'DELETE /v1/emoji/:name',
    { may: 'emoji.add', says: 'Remove an emoji with all its other names.', params: EmojiParams },
    (work, { actor, params }) => removeEmoji(work, actor, params.name),
  ),
  route(
    'PATCH /v1/emoji',
    { may: 'emoji.manage', says: 'Decide who may add emoji.', body: EmojiRules, reply: EmojiList },
    (work, { actor, body }) => decideWhoAdds(work, actor, body.addedBy),
  ),
];

/** Outside of any unit of work, because it takes its time. */
async function remade(images: Images, base64: string): Promise<Buffer> {
  const { bytesMax, side } = limits.emoji;
  const bytes = Buffer.from(base64, 'base64');
  if (bytes.length > bytesMax) throw emojiTooLarge({ bytesMax });
  return await images.remake(bytes, side);
}
