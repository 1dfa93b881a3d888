import { DeskRoster, RosterDuty, RosterParams } from '#contract/desk-cases.ts';
import { route } from '#identity/access/access.ts';
import type { Route } from '#platform/http/http.ts';
import { giveDuty, listRoster, takeDuty } from './roster.ts';

export const rosterRoutes: Route[] = [
  route(
    'GET /v1/desk/roster',
    { may: 'desk.use', says: 'Who works at the security desk.', reply: DeskRoster },
    (work) => listRoster(work),
  ),
  route(
    'PUT /v1/desk/roster/:member',
    { may: 'desk.manage', says: 'Give somebody a duty at the desk.', params: RosterParams, body: RosterDuty },
    (work, { actor, params, body }) => giveDuty(work, actor, params.member, body.duty),
  ),
  route(
    'DELETE /v1/desk/roster/:member',
    { may: 'desk.manage', says: 'Take somebody off the desk.', params: RosterParams },
    (work, { actor, params }) => takeDuty(work, actor, params.member),
  ),
];
