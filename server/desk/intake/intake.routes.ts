import { Readable } from 'node:stream';
import Type from 'typebox';
import {
  ENCRYPTED_REPORT,
  EncryptedReportHeaders,
  PASSPHRASE_HEADER,
  ReceivedReport,
  type ReportFields,
} from '#contract/desk-intake.ts';
import { DeskParams } from '#contract/desk-pages.ts';
import { longRoute } from '#identity/access/access.ts';
import type { Guesses } from '#identity/guessing/guessing.ts';
import type { Reply, Route } from '#platform/http/http.ts';
import { Problem } from '#platform/problem.ts';
import type { Units } from '#platform/work.ts';
import { newPassphrase, reportTooLarge } from '../cases/cases.ts';
import { deskLimits } from '../limits.ts';
import { type DeskView, readDesk, scriptPolicy } from '../pages/pages.ts';
import { faultIn, fieldsIn } from './form.ts';
import { type FormState, formPage, receivedPage } from './form-page.ts';
import { takeReport } from './intake.ts';
import { boundaryOf, type FormPart, partsOf, withoutPart } from './multipart.ts';
import type { Receive, Received } from './receiving.ts';

const FORM = 'multipart/form-data';
const FormHeaders = Type.Object({ 'content-type': Type.String() });
const nonceBytes = 16;

const freshSecrets = (units: Units): Promise<Pick<FormState, 'passphrase' | 'nonce'>> =>
  units.open('deployment', async ({ random }) => ({
    passphrase: newPassphrase(random),
    nonce: random.bytes(nonceBytes).toString('base64'),
  }));

const page = (html: string, nonce: string, { status = 200, retryAfterSeconds = 0 } = {}): Reply<undefined> => ({
  ...{ status, body: Readable.from([Buffer.from(html)]) },
  headers: {
    'content-type': 'text/html; charset=utf-8',
    'content-security-policy': scriptPolicy(nonce),
    // Without one, a browser sends its form as from nowhere.
    'referrer-policy': 'same-origin',
    ...(retryAfterSeconds > 0 ? { 'retry-after': String(retryAfterSeconds) } : {}),
  },
});

export function intakeRoutes(guesses: Guesses, receive: Receive): Route[] {
  return (['/', '/t/:slug/'] as const).flatMap((base) => [
    ...(['GET', 'HEAD'] as const).map((method) =>
      longRoute(
        `${method} ${base}security/report`,
        { may: 'anyone', says: 'The form by which strangers report.', params: DeskParams, status: 200 },
        async (units, { params: { slug } }) => {
          const [desk, fresh] = [await readDesk(units, slug), await freshSecrets(units)];
          return page(formPage(desk, fresh), fresh.nonce);
        },
      ),
    ),
    longRoute(
      `POST ${base}security/report`,
      {
        ...{ may: 'anyone', params: DeskParams, headers: FormHeaders, content: FORM, status: 200 },
        says: 'A report as the form sends it by itself; the answer is a page.',
      },
      async (units, { params: { slug }, headers, content, origin }) => {
        const desk = await readDesk(units, slug);
        return await answerForm(units, guesses, desk, { origin, type: headers['content-type'] }, () =>
          receive(content),
        );
      },
    ),
    longRoute(
      `POST ${base}security/report/encrypted`,
      {
        ...{ may: 'anyone', params: DeskParams, headers: EncryptedReportHeaders, content: ENCRYPTED_REPORT },
        ...{ says: 'A report that was encrypted for the desk (OpenPGP).', reply: ReceivedReport },
      },
      async (units, { params: { slug }, headers, content, origin }) => {
        const { id: team } = await readDesk(units, slug);
        const { bytes: raw, isWhole } = await receive(content);
        if (!isWhole) throw reportTooLarge({ mostBytes: deskLimits.rawBytesMax });
        const passphrase = headers[PASSPHRASE_HEADER];
        return await takeReport(units, guesses, { team, origin, passphrase, raw, type: ENCRYPTED_REPORT });
      },
    ),
  ]);
}

interface From {
  readonly origin: { readonly ip: string };
  readonly type: string;
}

const fieldFaulty = 'Nothing was sent yet: something is missing below. Files are to be chosen again.';

/** Whatever is wrong, what was typed comes back in the form. */
async function answerForm(
  units: Units,
  guesses: Guesses,
  desk: DeskView,
  { origin, type }: From,
  receive: () => Promise<Received>,
): Promise<Reply<undefined>> {
  const fresh = await freshSecrets(units);
  const boundary = boundaryOf(type) ?? '';
  let parts: FormPart[] = [];
  let state: FormState = fresh;
  try {
    const { bytes, isWhole } = await receive();
    parts = partsOf(bytes, boundary);
    const secret = parts.find(({ name }) => name === 'passphrase');
    const passphrase = secret?.content.toString() ?? fresh.passphrase;
    state = { ...fresh, passphrase, typed: fieldsIn(parts) };
    if (!isWhole) throw reportTooLarge({ mostBytes: deskLimits.rawBytesMax });
    const wrong = faultIn(state.typed ?? {});
    if (wrong) return refused(desk, { ...state, fault: { says: fieldFaulty, at: wrong } }, 422);
    // Who opens the case at the desk must not come back as its reporter.
    const raw = secret ? withoutPart(bytes, secret) : bytes;
    const posted = { team: desk.id, origin, passphrase, raw, type: `${FORM}; boundary=${boundary}` };
    const answer = await takeReport(units, guesses, posted);
    return page(receivedPage(desk, answer, { ...fresh, passphrase }), fresh.nonce);
  } catch (error) {
    if (!(error instanceof Problem)) throw error;
    const { retryAfterSeconds = 0 } = error.detail as { retryAfterSeconds?: number };
    const says = `${error.title}${waitWords(retryAfterSeconds)} ${kept(state.typed)}`;
    return refused(desk, { ...state, fault: { says } }, error.status, retryAfterSeconds);
  }
}

const waitWords = (seconds: number): string =>
  seconds === 0
    ? ''
    : ` It can be sent again in ${seconds < 90 ? `${seconds} seconds` : `${Math.ceil(seconds / 60)} minutes`}.`;

const kept = (typed: Partial<Record<keyof ReportFields, string>> = {}): string =>
  Object.keys(typed).length === 0
    ? 'What you typed did not arrive; your browser may still have it one page back.'
    : 'What you typed stands below. Files are to be chosen again.';

const refused = (desk: DeskView, state: FormState, status: number, retryAfterSeconds = 0): Reply<undefined> =>
  page(formPage(desk, state), state.nonce, { status, retryAfterSeconds });
