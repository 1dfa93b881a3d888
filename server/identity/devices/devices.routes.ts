import { AccessList, Disavowal, MemberSessionParams, SignOutMember } from '#contract/access.ts';
import { MemberParams, SessionParams } from '#contract/identity.ts';
import type { PlaceOf } from '#platform/places/places.ts';
import { longRoute, route } from '../access/access.ts';
import { type MailingMeans, sendMail } from '../mailed-links/mailed-links.ts';
import { requireMember } from '../members/members.ts';
import { endOtherSessions, endSession } from '../sessions/sessions.ts';
import { accessOf, disavow, endDeviceOf, lookAtDisavowal, signMemberOut } from './devices.ts';

export interface DeviceMeans extends MailingMeans {
  /** Where an address is. */
  readonly placeOf: PlaceOf;
}

export const deviceRoutes = (means: DeviceMeans) => [...ownRoutes(means), ...adminRoutes(means)];

const ownRoutes = ({ placeOf, mailer, url }: DeviceMeans) => [
  route(
    'GET /v1/me/sessions',
    {
      may: 'signed-in',
      scope: 'access:read',
      says: 'Everything that has access to your account: devices, the last used first, and API tokens.',
      reply: AccessList,
    },
    (work, { actor }) => accessOf(work, actor, actor.member, placeOf),
  ),
  route(
    'DELETE /v1/me/sessions/:session',
    { may: 'signed-in', scope: 'none', says: 'Signs out one of your devices.', params: SessionParams },
    (work, { actor, params }) => endSession(work, actor, params.session),
  ),
  route(
    'POST /v1/me/sessions/revocation',
    { may: 'signed-in', scope: 'none', says: 'Signs out all your devices but this one.' },
    (work, { actor }) => endOtherSessions(work, actor),
  ),
  route(
    'GET /v1/me/sessions/:session/disavowal',
    {
      may: 'signed-in',
      scope: 'none',
      says: 'What it means to say that a device is not yours, also when it is signed out already.',
      params: SessionParams,
      reply: Disavowal,
    },
    (work, { actor, params }) => lookAtDisavowal(work, url(), actor, params.session, placeOf),
  ),
  longRoute(
    'POST /v1/me/sessions/:session/disavowal',
    {
      may: 'signed-in',
      scope: 'none',
      says: 'A device is not yours: it, what was added on it, and all others but this are out; admins are told.',
      params: SessionParams,
    },
    async (units, { actor, params }) => {
      const news = await units.open({ team: actor.team }, (work) => disavow(work, url(), actor, params.session));
      if (news) await sendMail(mailer, news);
    },
  ),
];

const adminRoutes = ({ placeOf }: DeviceMeans) => [
  route(
    'GET /v1/members/:member/sessions',
    {
      may: 'members.manage',
      scope: 'access:read',
      says: 'Everything that has access to the account of a member: devices and API tokens.',
      params: MemberParams,
      reply: AccessList,
    },
    async (work, { actor, params }) =>
      await accessOf(work, actor, (await requireMember(work, params.member)).id, placeOf),
  ),
  route(
    'DELETE /v1/members/:member/sessions/:session',
    {
      may: 'members.manage',
      scope: 'none',
      says: 'Signs out one device of a member; asks for a recent proof.',
      params: MemberSessionParams,
    },
    (work, { actor, params }) => endDeviceOf(work, actor, params.member, params.session),
  ),
  route(
    'POST /v1/members/:member/sessions/revocation',
    {
      may: 'members.manage',
      scope: 'none',
      says: 'Signs a member out on all its devices; asks for a recent proof.',
      params: MemberParams,
      query: SignOutMember,
    },
    (work, { actor, params, query }) => signMemberOut(work, actor, params.member, query.tokens === 'revoke'),
  ),
];
