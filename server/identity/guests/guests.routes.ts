import { Guest, GuestExpiry, GuestPage, GuestQuery } from '#contract/administration.ts';
import { MemberParams } from '#contract/identity.ts';
import { limits } from '#platform/limits.ts';
import { route } from '../access/access.ts';
import { clearGuestExpiry, listGuests, setGuestExpiry, showGuest } from './guests.ts';

export const guestRoutes = [
  route(
    'GET /v1/guests',
    {
      may: 'members.manage',
      says: 'The active guests, and when their accounts end.',
      query: GuestQuery,
      reply: GuestPage,
    },
    (work, { actor, query }) => listGuests(work, actor, query.after, query.limit ?? limits.page.default),
  ),
  route(
    'PUT /v1/members/:member/expiry',
    {
      may: 'members.manage',
      says: "Lets a guest's account close by itself at a time.",
      params: MemberParams,
      body: GuestExpiry,
      reply: Guest,
    },
    async (work, { actor, params, body }) => {
      const at = new Date(body.expiresAt);
      return await showGuest(work, await setGuestExpiry(work, actor, params.member, at), at, actor);
    },
  ),
  route(
    'DELETE /v1/members/:member/expiry',
    { may: 'members.manage', says: "Lets a guest's account last until somebody closes it.", params: MemberParams },
    (work, { actor, params }) => clearGuestExpiry(work, actor, params.member),
  ),
];
