import { Readable } from 'node:stream';
import { Me, MemberParams } from '#contract/identity.ts';
import {
  AddProfileField,
  ChangeProfileField,
  OrderProfileFields,
  PictureQuery,
  ProfileFieldList,
  ProfileFieldParams,
} from '#contract/profiles.ts';
import { IMAGE_TYPE } from '#platform/images/images.ts';
import { longRoute, route } from '../access/access.ts';
import { requireMember, requireOwnerFor } from '../members/members.ts';
import { addField, changeField, listFields, orderFields, removeField } from './fields.ts';
import { createPictures, openPicture, type PictureMeans, removePicture } from './pictures.ts';
import { showMe } from './show.ts';

export const profileRoutes = (means: PictureMeans) => [...fieldRoutes, ...pictureRoutes(means)];

/** What the team asks its members for. */
const fieldRoutes = [
  route(
    'GET /v1/profile-fields',
    { may: 'team.read', says: 'The fields that your team added to profiles, in their order.', reply: ProfileFieldList },
    async (work) => ({ fields: await listFields(work) }),
  ),
  route(
    'POST /v1/profile-fields',
    {
      may: 'workspace.manage',
      says: 'Adds a field to profiles, behind the others.',
      body: AddProfileField,
      reply: ProfileFieldList,
      status: 201,
    },
    async (work, { actor, body }) => ({ fields: await addField(work, actor, body) }),
  ),
  route(
    'PUT /v1/profile-fields',
    {
      may: 'workspace.manage',
      says: 'Puts the fields of profiles in an order, which names each of them.',
      body: OrderProfileFields,
      reply: ProfileFieldList,
    },
    async (work, { actor, body }) => ({ fields: await orderFields(work, actor, body.fields) }),
  ),
  route(
    'PATCH /v1/profile-fields/:field',
    {
      may: 'workspace.manage',
      says: 'Changes the name or the hint of a field of profiles.',
      params: ProfileFieldParams,
      body: ChangeProfileField,
      reply: ProfileFieldList,
    },
    async (work, { actor, params, body }) => ({ fields: await changeField(work, actor, params.field, body) }),
  ),
  route(
    'DELETE /v1/profile-fields/:field',
    {
      may: 'workspace.manage',
      says: 'Removes a field from profiles, with what members said there.',
      params: ProfileFieldParams,
    },
    (work, { actor, params }) => removeField(work, actor, params.field),
  ),
];

const pictureRoutes = (means: PictureMeans) => {
  const pictures = createPictures(means);
  return [
    longRoute(
      'GET /v1/members/:member/picture',
      {
        may: 'team.read',
        says: 'A member’s picture, a square WebP.',
        params: MemberParams,
        query: PictureQuery,
        status: 200,
      },
      async (units, { actor, params, query }) => {
        const open = await units.open({ team: actor.team }, (work) =>
          openPicture(work, params.member, query.size ?? 'large'),
        );
        const headers = {
          'content-type': IMAGE_TYPE,
          'content-length': String(open.end - open.start),
          'cache-control': 'private, max-age=3600',
        };
        return { headers, body: Readable.from(pictures.read(open)) };
      },
    ),
    longRoute(
      'PUT /v1/me/picture',
      {
        may: 'signed-in',
        scope: 'personal:write',
        says: 'Sets your picture: the bytes of a PNG, JPEG, GIF or WebP, of which the middle square is kept.',
        content: 'application/octet-stream',
        reply: Me,
      },
      async (units, { actor, content }) => {
        await pictures.set(units, actor, content);
        return await units.open({ team: actor.team }, (work) => showMe(work, actor));
      },
    ),
    route(
      'DELETE /v1/me/picture',
      { may: 'signed-in', scope: 'personal:write', says: 'Deletes your picture.' },
      (work, { actor }) => removePicture(work, actor, actor.member),
    ),
    route(
      'DELETE /v1/members/:member/picture',
      { may: 'members.manage', says: 'Deletes the picture of a member.', params: MemberParams },
      async (work, { actor, params }) => {
        const member = await requireMember(work, params.member);
        if (member.id !== actor.member) requireOwnerFor(actor, member.role);
        await removePicture(work, actor, member.id);
      },
    ),
  ];
};
