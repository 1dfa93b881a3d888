import {
  FiledMail,
  FileMail,
  HeldMailQuery,
  HeldMails,
  MailParams,
  OpenedMail,
  PutMailAway,
  RawMail,
} from '#contract/desk-mails.ts';
import { type CaseId, publicId } from '#contract/ids.ts';
import { longRoute, route } from '#identity/access/access.ts';
import type { Route } from '#platform/http/http.ts';
import { fileAsCase, fileInCase, listHeld, openHeld, openHeldRaw, putAway } from './mail-intake.ts';

const shown = ({ case: id, name }: { case: CaseId; name: string }) => ({ case: publicId('N', id), name });

const of = { may: 'desk.use', params: MailParams } as const;

export const mailRoutes: Route[] = [
  route(
    'GET /v1/desk/mails',
    {
      may: 'desk.use',
      says: 'Mails that wait for a decision, the oldest first.',
      query: HeldMailQuery,
      reply: HeldMails,
    },
    (work, { actor, query }) => listHeld(work, actor, query),
  ),
  route(
    'POST /v1/desk/mails/:mail/openings',
    { ...of, says: 'What such a mail says, as text; that you looked is written down.', reply: OpenedMail },
    (work, { actor, params }) => openHeld(work, actor, params.mail),
  ),
  route(
    'POST /v1/desk/mails/:mail/raw-openings',
    { ...of, says: 'The mail as it came in; written down as well.', reply: RawMail },
    (work, { actor, params }) => openHeldRaw(work, actor, params.mail),
  ),
  longRoute(
    'POST /v1/desk/mails/:mail/case',
    { ...of, says: 'It is a report: make it a case.', reply: FiledMail, status: 201 },
    async (units, { actor, params }) => shown(await fileAsCase(units, actor, params.mail)),
  ),
  longRoute(
    'POST /v1/desk/mails/:mail/filing',
    {
      ...of,
      says: 'It belongs to a case that you are in; its reporter reads it there.',
      body: FileMail,
      reply: FiledMail,
    },
    async (units, { actor, params, body }) => shown(await fileInCase(units, actor, params.mail, body.case)),
  ),
  route(
    'PUT /v1/desk/mails/:mail/put-away',
    { ...of, says: 'It is nothing for the desk: an answer of a program, or spam.', body: PutMailAway },
    (work, { actor, params, body }) => putAway(work, actor, params.mail, body.as),
  ),
];
