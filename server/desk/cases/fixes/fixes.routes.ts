import {
  AddEvidence,
  AddedPatch,
  AddPatch,
  CaseBranchParams,
  CaseParams,
  NameBranches,
  WriteLetter,
} from '#contract/desk-cases.ts';
import { route } from '#identity/access/access.ts';
import type { Route } from '#platform/http/http.ts';
import { addEvidence, addPatch, askForRetest, nameBranches, stateFixReady } from './fixes.ts';

const of = { may: 'desk.use', params: CaseParams } as const;
const branch = { may: 'desk.use', params: CaseBranchParams } as const;

export const fixRoutes: Route[] = [
  route(
    'PUT /v1/desk/cases/:case/branches',
    { ...of, says: 'Name the supported branches that the weakness is in.', body: NameBranches },
    (work, { actor, params, body }) => nameBranches(work, actor, params.case, body.branches),
  ),
  route(
    'PUT /v1/desk/cases/:case/branches/:branch/patch',
    { ...branch, says: 'Put the patch of a branch in its place.', body: AddPatch, reply: AddedPatch },
    (work, { actor, params, body }) => addPatch(work, actor, params.case, params.branch, body.base64),
  ),
  route(
    'PUT /v1/desk/cases/:case/branches/:branch/evidence',
    { ...branch, says: 'Add evidence of tests on exactly this patch.', body: AddEvidence },
    (work, { actor, params, body }) => addEvidence(work, actor, params.case, params.branch, body),
  ),
  route(
    'POST /v1/desk/cases/:case/retest',
    { ...of, says: 'Ask the reporter to try the patches.', body: WriteLetter },
    (work, { actor, params, body }) => askForRetest(work, actor, params.case, body.text),
  ),
  route(
    'POST /v1/desk/cases/:case/fix',
    { ...of, says: 'State that the fix is ready: patched, tested, and tried by the reporter.' },
    (work, { actor, params }) => stateFixReady(work, actor, params.case),
  ),
];
