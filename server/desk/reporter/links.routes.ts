/** How a reporter who came by mail comes into its case: by a link, and then by a passphrase of its own. */

import { DeskParams } from '#contract/desk-pages.ts';
import { AskForLink, ReporterLink, ReporterLinkQuery } from '#contract/desk-reporter.ts';
import type { CaseId } from '#contract/ids.ts';
import { longRoute } from '#identity/access/access.ts';
import type { Guesses } from '#identity/guessing/guessing.ts';
import type { Route } from '#platform/http/http.ts';
import { Problem } from '#platform/problem.ts';
import type { Work } from '#platform/work.ts';
import { readDesk } from '../pages/pages.ts';
import { linkAskedPage, linkPage, passphrasePage, signInPage } from './case-page.ts';
import { reporterCookie } from './cookie.ts';
import { askForLink, isLinkOpen, linkUnusable, signInByLink, takePassphrase } from './links.ts';
import { type Base, inCase, of, page, pressed, seeOther, waitWords } from './replies.routes.ts';

interface Means {
  readonly guesses: Guesses;
  readonly url: () => string;
}

export const linkRoutes = (base: Base, { guesses, url }: Means): Route[] => [
  ...(['GET', 'HEAD'] as const).map((method) =>
    longRoute(
      `${method} ${base}security/case/link`,
      { may: 'anyone', params: DeskParams, query: ReporterLinkQuery, status: 200, says: 'Where a mailed link leads.' },
      async (units, { params: { slug }, query: { token = '' } }) => {
        const desk = await readDesk(units, slug);
        const isOpen = await units.open({ team: desk.id }, (work) => isLinkOpen(work, token));
        return page(isOpen ? linkPage(desk, token) : signInPage(desk, { fault: linkUnusable().title }));
      },
    ),
  ),
  longRoute(
    `POST ${base}security/case/link`,
    { ...of, body: ReporterLink, says: 'Open a case by a mailed link, once.' },
    async (units, { params: { slug }, body, origin }) => {
      const desk = await readDesk(units, slug);
      try {
        const token = await signInByLink(units, guesses, { team: desk.id, origin }, body.token);
        return seeOther(desk.base, reporterCookie(token, desk.base, url()));
      } catch (error) {
        if (!(error instanceof Problem)) throw error;
        const fault = `${error.title}${waitWords(error.detail as object)}`;
        return page(signInPage(desk, { fault }), { status: error.status });
      }
    },
  ),
  longRoute(
    `POST ${base}security/case/links`,
    { ...of, body: AskForLink, status: 200, says: 'Have a link mailed to the address that a report came from.' },
    async (units, { params: { slug }, body, origin }) => {
      const desk = await readDesk(units, slug);
      try {
        await askForLink(units, guesses, { team: desk.id, origin }, body.case);
        return page(linkAskedPage(desk));
      } catch (error) {
        if (!(error instanceof Problem)) throw error;
        const fault = `${error.title}${waitWords(error.detail as object)}`;
        return page(signInPage(desk, { typed: body.case, fault }), { status: error.status });
      }
    },
  ),
  longRoute(
    `POST ${base}security/case/passphrase`,
    { ...pressed, status: 200, says: 'Make the passphrase of a case that was reported by mail.' },
    async (units, call) => {
      const desk = await readDesk(units, call.params.slug);
      const make = (work: Work, id: CaseId): Promise<string> => takePassphrase(work, id);
      try {
        return page(passphrasePage(desk, await inCase(units, desk, call, make)));
      } catch (error) {
        if (!(error instanceof Problem)) throw error;
        return page(signInPage(desk, { fault: error.title }), { status: error.status });
      }
    },
  ),
];
