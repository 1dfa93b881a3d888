import {
  AddPerson,
  AlikeCases,
  AnswerDate,
  AssignCase,
  CaseCards,
  CaseFactParams,
  CaseFileParams,
  CaseParams,
  CasePersonParams,
  CaseQuery,
  CaseSizes,
  CaseSizesQuery,
  CloseCase,
  DecideDispute,
  DeskCase,
  EnterCase,
  Judgement,
  NewCase,
  OpenedFile,
  ProposeDate,
  RateCase,
  RawReport,
  ResponseTimes,
  StateFact,
  WriteLetter,
  WriteToReporter,
} from '#contract/desk-cases.ts';
import { publicId } from '#contract/ids.ts';
import { route } from '#identity/access/access.ts';
import type { Route } from '#platform/http/http.ts';
import {
  acceptDate,
  acceptReport,
  addPerson,
  alikeCases,
  assignCase,
  closeCase,
  decideDispute,
  deferReport,
  endEmbargo,
  enterCase,
  judgeInvalid,
  judgeValid,
  keepDespiteAttacks,
  listCases,
  listSizes,
  openCase,
  openFile,
  openRaw,
  proposeDate,
  rateCase,
  rejectDate,
  removePerson,
  responseTimes,
  stateFact,
  waitForReporter,
  waitNoLonger,
  writeNote,
  writeToReporter,
} from './cases.ts';

const of = { may: 'desk.use', params: CaseParams } as const;
const person = { may: 'desk.use', params: CasePersonParams } as const;

const seeing: Route[] = [
  route(
    'GET /v1/desk/cases',
    { may: 'desk.use', says: 'The cases that you know of, by promise.', query: CaseQuery, reply: CaseCards },
    (work, { actor, query }) => listCases(work, actor, query),
  ),
  route(
    'GET /v1/desk/case-sizes',
    { may: 'desk.manage', says: 'That there are cases, and how large.', query: CaseSizesQuery, reply: CaseSizes },
    (work, { query }) => listSizes(work, query),
  ),
  route(
    'GET /v1/desk/response-times',
    { may: 'desk.use', says: 'How long reporters waited for a person.', reply: ResponseTimes },
    (work) => responseTimes(work),
  ),
  route(
    'POST /v1/desk/cases/:case/openings',
    { ...of, says: 'Open a case; that you did is written down in it.', reply: DeskCase },
    (work, { actor, params }) => openCase(work, actor, params.case),
  ),
  route(
    'GET /v1/desk/cases/:case/alike',
    { ...of, says: 'Which other cases may be about the same.', reply: AlikeCases },
    (work, { actor, params }) => alikeCases(work, actor, params.case),
  ),
  route(
    'POST /v1/desk/cases/:case/report-openings',
    { ...of, says: 'The report as it came in; written down as well.', reply: RawReport },
    (work, { actor, params }) => openRaw(work, actor, params.case),
  ),
  route(
    'POST /v1/desk/cases/:case/files/:file/openings',
    {
      ...{ may: 'desk.use', params: CaseFileParams, reply: OpenedFile },
      says: 'A file of the case; written down as well.',
    },
    (work, { actor, params }) => openFile(work, actor, params.case, params.file),
  ),
];

const people: Route[] = [
  route(
    'PUT /v1/desk/cases/:case/entry',
    { ...of, says: 'Enter a case: say why, and accept the terms of its embargo.', body: EnterCase },
    (work, { actor, params, body }) => enterCase(work, actor, params.case, body),
  ),
  route(
    'PUT /v1/desk/cases/:case/people/:member',
    { ...person, says: 'Ask somebody into a case, who sees it after accepting the terms.', body: AddPerson },
    (work, { actor, params, body }) => addPerson(work, actor, params.case, { member: params.member, ...body }),
  ),
  route(
    'DELETE /v1/desk/cases/:case/people/:member',
    { ...person, says: 'Take somebody out of a case.' },
    (work, { actor, params }) => removePerson(work, actor, params.case, params.member),
  ),
  route(
    'PUT /v1/desk/cases/:case/coordinator',
    { ...of, says: 'Give the case to a coordinator, yourself or another.', body: AssignCase },
    (work, { actor, params, body }) => assignCase(work, actor, params.case, body),
  ),
];

const thread: Route[] = [
  route(
    'POST /v1/desk/cases/:case/letters',
    { ...of, says: 'Write to the reporter.', body: WriteToReporter },
    (work, { actor, params, body: { text, files = [] } }) =>
      writeToReporter(
        work,
        actor,
        params.case,
        text,
        files.map(({ name, base64 }) => ({ name, content: Buffer.from(base64, 'base64') })),
      ),
  ),
  route(
    'POST /v1/desk/cases/:case/notes',
    { ...of, says: 'Write a note for the team alone.', body: WriteLetter },
    (work, { actor, params, body }) => writeNote(work, actor, params.case, body.text),
  ),
  route(
    'PUT /v1/desk/cases/:case/waiting',
    { ...of, says: 'Wait for the reporter: clocks that may stand still do, and both sides see it.' },
    (work, { actor, params }) => waitForReporter(work, actor, params.case),
  ),
  route('DELETE /v1/desk/cases/:case/waiting', { ...of, says: 'Wait no longer.' }, (work, { actor, params }) =>
    waitNoLonger(work, actor, params.case),
  ),
];

const report: Route[] = [
  route(
    'POST /v1/desk/cases/:case/validation',
    { ...of, says: 'The report is valid; why, for the desk.', body: Judgement },
    (work, { actor, params, body }) => judgeValid(work, actor, params.case, body.reason),
  ),
  route(
    'POST /v1/desk/cases/:case/invalidation',
    { ...of, says: 'The report is not valid; the reporter reads why.', body: Judgement },
    (work, { actor, params, body }) => judgeInvalid(work, actor, params.case, body.reason),
  ),
  route(
    'POST /v1/desk/cases/:case/acceptance',
    { ...of, says: 'Take the report on; it belongs to somebody and is rated.' },
    (work, { actor, params }) => acceptReport(work, actor, params.case),
  ),
  route(
    'POST /v1/desk/cases/:case/deferral',
    { ...of, says: 'Put the report off.', body: Judgement },
    (work, { actor, params, body }) => deferReport(work, actor, params.case, body.reason),
  ),
  route(
    'POST /v1/desk/cases/:case/ratings',
    { ...of, says: 'Rate it, and explain the rating to the reporter.', body: RateCase },
    (work, { actor, params, body }) => rateCase(work, actor, params.case, body),
  ),
  route(
    'PUT /v1/desk/cases/:case/facts/:fact',
    { may: 'desk.use', params: CaseFactParams, says: 'State a fact, with evidence; it stays.', body: StateFact },
    (work, { actor, params, body }) => stateFact(work, actor, params.case, params.fact, body.evidence),
  ),
  route(
    'POST /v1/desk/cases/:case/closure',
    { ...of, says: 'Close the case, with words to the reporter.', body: CloseCase },
    (work, { actor, params, body }) => closeCase(work, actor, params.case, body),
  ),
  route(
    'POST /v1/desk/cases/:case/dispute-decision',
    { ...of, says: 'Decide what the reporter disputes.', body: DecideDispute, reply: NewCase },
    async (work, { actor, params, body }) => {
      const { case: id, name } = await decideDispute(work, actor, params.case, body);
      return { case: publicId('N', id), name };
    },
  ),
];

const embargo: Route[] = [
  route(
    'POST /v1/desk/cases/:case/embargo/proposals',
    { ...of, says: 'Propose a date until which nothing is published.', body: ProposeDate },
    (work, { actor, params, body: { until, ...said } }) =>
      proposeDate(work, actor, params.case, { until: new Date(until), ...said }),
  ),
  route(
    'POST /v1/desk/cases/:case/embargo/acceptance',
    { ...of, says: 'Accept the date that is proposed.', body: AnswerDate },
    (work, { actor, params, body }) => acceptDate(work, actor, params.case, body),
  ),
  route(
    'POST /v1/desk/cases/:case/embargo/rejection',
    { ...of, says: 'Say no to the date that is proposed, or take it back.', body: AnswerDate },
    (work, { actor, params, body }) => rejectDate(work, actor, params.case, body),
  ),
  route(
    'POST /v1/desk/cases/:case/embargo/end',
    { ...of, says: 'End the embargo early.', body: Judgement },
    (work, { actor, params, body }) => endEmbargo(work, actor, params.case, body.reason),
  ),
  route(
    'POST /v1/desk/cases/:case/embargo/keeping',
    { ...of, says: 'Keep the embargo although attacks are known, and say why.', body: Judgement },
    (work, { actor, params, body }) => keepDespiteAttacks(work, actor, params.case, body.reason),
  ),
];

export const caseRoutes: Route[] = [...seeing, ...people, ...thread, ...report, ...embargo];
