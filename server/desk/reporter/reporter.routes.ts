import { Compile } from 'typebox/compile';
import type { ReporterCase } from '#contract/desk-cases.ts';
import { DeskParams } from '#contract/desk-pages.ts';
import {
  OpenedCaseQuery,
  ReporterDate,
  ReporterFact,
  ReporterFileParams,
  ReporterHeaders,
  ReporterLetter,
  ReporterLetterHeaders,
  ReporterPatchParams,
  ReporterRetest,
  ReporterSignIn,
} from '#contract/desk-reporter.ts';
import type { CaseId } from '#contract/ids.ts';
import { longRoute } from '#identity/access/access.ts';
import type { Guesses } from '#identity/guessing/guessing.ts';
import type { Clock } from '#platform/clock.ts';
import type { Reply, Route } from '#platform/http/http.ts';
import { Problem } from '#platform/problem.ts';
import type { Units, Work } from '#platform/work.ts';
import {
  acceptDateAsReporter,
  disputeAsReporter,
  endNotices,
  noticesAgain,
  openAsReporter,
  openFileAsReporter,
  openPatchAsReporter,
  proposeDateAsReporter,
  rejectDateAsReporter,
  reportTooLarge,
  retestAsReporter,
  stateFactAsReporter,
  stayAsReporter,
  withdrawAsReporter,
  writeAsReporter,
} from '../cases/cases.ts';
import { boundaryOf, filesIn, partsOf, type Receive } from '../intake/intake.ts';
import { deskLimits } from '../limits.ts';
import { readDesk } from '../pages/pages.ts';
import { casePage, signInPage } from './case-page.ts';
import { noReporterCookie, reporterCookie, reporterTokenIn } from './cookie.ts';
import { linkRoutes } from './links.routes.ts';
import { noticeLinkRoutes } from './notices.routes.ts';
import {
  attachment,
  type Base,
  inCase,
  isSignedOut,
  of,
  page,
  pressed,
  type Signed,
  seeOther,
  waitWords,
} from './replies.routes.ts';
import { letterUnreadable, signInToCase, signOutOfCase } from './reporter.ts';

interface Means {
  readonly guesses: Guesses;
  readonly receive: Receive;
  readonly clock: Clock;
  /** The address that people type. */
  readonly url: () => string;
}

/** What was done, and then the page anew; whatever is refused is said on the page, with what was written. */
async function act(
  units: Units,
  { clock }: Means,
  call: Signed,
  use: (work: Work, id: CaseId) => Promise<unknown>,
  text?: string,
): Promise<Reply<undefined>> {
  const desk = await readDesk(units, call.params.slug);
  try {
    await inCase(units, desk, call, use);
    return seeOther(desk.base);
  } catch (error) {
    if (!(error instanceof Problem)) throw error;
    if (isSignedOut(error)) return page(signInPage(desk, { fault: error.title }), { status: error.status });
    const said = {
      fault: `${error.title}${waitWords(error.detail as object)}`,
      ...(text === undefined ? {} : { text }),
    };
    return page(casePage(desk, await inCase(units, desk, call, openAsReporter), clock(), said), {
      status: error.status,
    });
  }
}

const routesBelow = (base: Base, means: Means): Route[] => [
  ...coming(base, means),
  ...linkRoutes(base, means),
  ...noticeLinkRoutes(base, means),
  ...leaving(base),
  ...writing(base, means),
  ...deciding(base, means),
];

function coming(base: Base, { guesses, clock, url }: Means): Route[] {
  return [
    ...(['GET', 'HEAD'] as const).map((method) =>
      longRoute(
        `${method} ${base}security/case`,
        {
          ...{ may: 'anyone', params: DeskParams, headers: ReporterHeaders, query: OpenedCaseQuery, status: 200 },
          says: 'The page of a case for its reporter, or where they sign in to it.',
        },
        async (units, call) => {
          const desk = await readDesk(units, call.params.slug);
          if (reporterTokenIn(call.headers.cookie) === undefined)
            return page(signInPage(desk, { typed: call.query.case ?? '' }));
          try {
            return page(casePage(desk, await inCase(units, desk, call, openAsReporter), clock()));
          } catch (error) {
            if (!isSignedOut(error)) throw error;
            return page(
              signInPage(desk, { typed: call.query.case ?? '', fault: 'You are signed out. Sign in again.' }),
            );
          }
        },
      ),
    ),
    longRoute(
      `POST ${base}security/case/sign-in`,
      { ...of, body: ReporterSignIn, says: 'Sign in to a case by its number and passphrase.' },
      async (units, { params: { slug }, body, origin }) => {
        const desk = await readDesk(units, slug);
        try {
          const token = await signInToCase(units, guesses, { team: desk.id, origin, ...body });
          return seeOther(desk.base, reporterCookie(token, desk.base, url()));
        } catch (error) {
          if (!(error instanceof Problem)) throw error;
          const { retryAfterSeconds } = error.detail as { retryAfterSeconds?: number };
          const headers = retryAfterSeconds === undefined ? {} : { 'retry-after': String(retryAfterSeconds) };
          const fault = `${error.title}${waitWords(error.detail as object)}`;
          return page(signInPage(desk, { typed: body.case, fault }), { status: error.status, headers });
        }
      },
    ),
    longRoute(
      `POST ${base}security/case/sign-out`,
      { ...pressed, says: 'Sign out of the case on this browser.' },
      async (units, { params: { slug }, headers }) => {
        const desk = await readDesk(units, slug);
        await units.open({ team: desk.id }, (work) => signOutOfCase(work, reporterTokenIn(headers.cookie)));
        return seeOther(desk.base, noReporterCookie(desk.base, url()));
      },
    ),
  ];
}

/** What the reporter takes along. */
function leaving(base: Base): Route[] {
  const signed = { may: 'anyone', headers: ReporterHeaders, status: 200 } as const;
  return [
    longRoute(
      `GET ${base}security/case/files/:file`,
      { ...signed, params: ReporterFileParams, says: 'A file of the case, to be saved.' },
      async (units, call) => {
        const desk = await readDesk(units, call.params.slug);
        const { name, content } = await inCase(units, desk, call, (work, id) =>
          openFileAsReporter(work, id, call.params.file),
        );
        return attachment(name, content);
      },
    ),
    longRoute(
      `GET ${base}security/case/patches/:branch`,
      { ...signed, params: ReporterPatchParams, says: 'A patch, once the fix is ready.' },
      async (units, call) => {
        const desk = await readDesk(units, call.params.slug);
        const { name, content } = await inCase(units, desk, call, (work, id) =>
          openPatchAsReporter(work, id, call.params.branch),
        );
        return attachment(name, content);
      },
    ),
    longRoute(
      `GET ${base}security/case/export`,
      { ...signed, params: DeskParams, says: 'All that the page of the case shows, as a file.' },
      async (units, call) => {
        const desk = await readDesk(units, call.params.slug);
        const shown: ReporterCase = await inCase(units, desk, call, openAsReporter);
        const text = JSON.stringify({ team: desk.team, ...shown }, null, 2);
        return attachment(`${shown.name}.json`, Buffer.from(text), 'application/json');
      },
    ),
  ];
}

const letterFits = Compile(ReporterLetter);

function writing(base: Base, means: Means): Route[] {
  return [
    longRoute(
      `POST ${base}security/case/letters`,
      {
        ...{ may: 'anyone', params: DeskParams, headers: ReporterLetterHeaders, content: 'multipart/form-data' },
        ...{ status: 303, says: 'Write to the desk, with files.' },
      },
      async (units, call) => {
        const { bytes, isWhole } = await means.receive(call.content);
        const parts = partsOf(bytes, boundaryOf(call.headers['content-type']) ?? '');
        const text = (parts.find(({ name }) => name === 'text')?.content.toString() ?? '')
          .replaceAll('\r\n', '\n')
          .trim();
        const write = async (work: Work, id: CaseId): Promise<void> => {
          if (!isWhole) throw reportTooLarge({ mostBytes: deskLimits.rawBytesMax });
          if (!letterFits.Check({ text })) throw letterUnreadable();
          await writeAsReporter(work, id, text, filesIn(parts));
        };
        return await act(units, means, call, write, text);
      },
    ),
    longRoute(
      `POST ${base}security/case/retest`,
      { ...of, body: ReporterRetest, says: 'What the reporter found when trying the fix.' },
      (units, call) => act(units, means, call, (work, id) => retestAsReporter(work, id, call.body)),
    ),
    longRoute(
      `POST ${base}security/case/withdrawal`,
      { ...of, body: ReporterLetter, says: 'Take the report back.' },
      (units, call) => act(units, means, call, (work, id) => withdrawAsReporter(work, id, call.body.text)),
    ),
    longRoute(
      `POST ${base}security/case/withdrawal/end`,
      { ...pressed, says: 'Stand by a report that was taken back.' },
      (units, call) => act(units, means, call, stayAsReporter),
    ),
    longRoute(
      `POST ${base}security/case/notices/end`,
      { ...pressed, says: 'Get no mails about answers in the case.' },
      (units, call) => act(units, means, call, endNotices),
    ),
    longRoute(
      `POST ${base}security/case/notices`,
      { ...pressed, says: 'Get mails about answers in the case again.' },
      (units, call) => act(units, means, call, noticesAgain),
    ),
    longRoute(
      `POST ${base}security/case/dispute`,
      { ...of, body: ReporterLetter, says: 'Contradict a decision against the report.' },
      (units, call) => act(units, means, call, (work, id) => disputeAsReporter(work, id, call.body.text)),
    ),
  ];
}

function deciding(base: Base, means: Means): Route[] {
  return [
    longRoute(
      `POST ${base}security/case/embargo/proposals`,
      { ...of, body: ReporterDate, says: 'Propose a day before which nothing is published.' },
      (units, call) =>
        act(units, means, call, (work, id) =>
          proposeDateAsReporter(work, id, new Date(`${call.body.until}T00:00:00Z`)),
        ),
    ),
    longRoute(
      `POST ${base}security/case/embargo/acceptance`,
      { ...pressed, says: 'Accept the date that the desk proposes.' },
      (units, call) => act(units, means, call, acceptDateAsReporter),
    ),
    longRoute(
      `POST ${base}security/case/embargo/rejection`,
      { ...pressed, says: 'Say no to the date that is proposed, or take one’s own back.' },
      (units, call) => act(units, means, call, rejectDateAsReporter),
    ),
    longRoute(
      `POST ${base}security/case/facts`,
      { ...of, body: ReporterFact, says: 'Say that it is public, or used in attacks, and where.' },
      (units, call) =>
        act(units, means, call, (work, id) => stateFactAsReporter(work, id, call.body.fact, call.body.evidence)),
    ),
  ];
}

export const reporterRoutes = (means: Means): Route[] => [
  ...routesBelow('/', means),
  ...routesBelow('/t/:slug/', means),
];
