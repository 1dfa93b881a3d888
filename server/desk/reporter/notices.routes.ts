/** Where the link of a mail that tells of an answer leads: whoever reads that mail ends such mails, and no more. */
import { DeskParams } from '#contract/desk-pages.ts';
import { NoticeLink, NoticeLinkQuery } from '#contract/desk-reporter.ts';
import { longRoute } from '#identity/access/access.ts';
import { type Guesses, guardLink } from '#identity/guessing/guessing.ts';
import type { Route } from '#platform/http/http.ts';
import { Problem, problem } from '#platform/problem.ts';
import { endNotices, readNoticeToken } from '../cases/cases.ts';
import { readDesk } from '../pages/pages.ts';
import { noticesEndedPage, noticesPage } from './case-page.ts';
import { type Base, of, page, waitWords } from './replies.routes.ts';

export const noticeLinkUnusable = problem(
  'desk-reporter/notice-link-unusable',
  403,
  'This link ends no mails: it is not whole, or its case is kept no longer, and then no mail is sent either.',
);

export const noticeLinkRoutes = (base: Base, { guesses }: { readonly guesses: Guesses }): Route[] => [
  ...(['GET', 'HEAD'] as const).map((method) =>
    longRoute(
      `${method} ${base}security/case/notices/link`,
      {
        ...{ may: 'anyone', params: DeskParams, query: NoticeLinkQuery, status: 200 },
        says: 'The page behind the link in a mail that tells of an answer; it asks before it ends anything.',
      },
      async (units, { params: { slug }, query: { token = '' } }) =>
        page(noticesPage(await readDesk(units, slug), token)),
    ),
  ),
  longRoute(
    `POST ${base}security/case/notices/link`,
    { ...of, body: NoticeLink, status: 200, says: 'End the mails that tell of answers in one case.' },
    async (units, { params: { slug }, body, origin }) => {
      const desk = await readDesk(units, slug);
      try {
        await guardLink(guesses, origin, noticeLinkUnusable, () =>
          units.open({ team: desk.id }, async (work) => {
            const id = await readNoticeToken(work, body.token);
            if (!id) throw noticeLinkUnusable();
            await endNotices(work, id);
          }),
        );
        return page(noticesEndedPage(desk));
      } catch (error) {
        if (!(error instanceof Problem)) throw error;
        const fault = `${error.title}${waitWords(error.detail as object)}`;
        return page(noticesPage(desk, body.token, fault), { status: error.status });
      }
    },
  ),
];
