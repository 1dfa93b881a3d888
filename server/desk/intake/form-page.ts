/** The form by which strangers report, and the page that answers it: whole without scripts, better with one. */
import { momentInWords } from '#contract/desk-clocks.ts';
import { REPORT_LIMITS, type ReceivedReport, type ReportFields } from '#contract/desk-intake.ts';
import { type DeskView, type Markup, markup, publicPage } from '../pages/pages.ts';

const SCRIPT = '/report.js';
const MIB = 1024 * 1024;

export interface FormState {
  readonly passphrase: string;
  readonly nonce: string;
  readonly typed?: Partial<Record<keyof ReportFields, string>>;
  /** What is wrong with what was sent, and at which field. */
  readonly fault?: { readonly says: string; readonly at?: keyof ReportFields | undefined };
}

export function formPage(desk: DeskView, state: FormState): string {
  const { team, base, key } = desk;
  const content = markup`<div class="text" id="report"><h1>Report a weakness in ${team}</h1>
<p class="lead">No account is needed, and no name. You get a case number and a passphrase, by which you come back here,
read what we answer and write on. What helps: <a href="${base}/security/policy">our policy</a>.</p>
${state.fault && markup`<p class="alarm" role="alert">${state.fault.says}</p>`}
<form class="form" method="post" action="${base}/security/report" enctype="multipart/form-data"${
    key && desk.standing ? markup` data-key="${desk.standing}"` : undefined
  } data-limit="${REPORT_LIMITS.fileBytes}">
<input type="hidden" name="passphrase" value="${state.passphrase}">
${way(desk)}${fields(state)}
<div class="row"><button class="go" type="submit" data-send>Send the report</button>
<button type="button" data-forget hidden>Remove the draft from this device</button></div>
<p class="hint" data-draft hidden>What you type is kept on this device until it is sent. Files are not kept.</p>
<progress max="1" value="0" aria-label="Sent so far" hidden></progress>
<p role="status" data-status></p></form></div>
<div class="text" id="received" hidden>${received(desk, { case: '', next: [] }, '')}</div>`;
  return publicPage(desk, { title: 'Report', at: 'report', content, script: { src: SCRIPT, nonce: state.nonce } });
}

/** How it travels. The first is true while nothing of ours runs in the browser. */
const way = ({ base, policy, key }: DeskView): Markup => markup`<p class="warn" data-plain>Sent like this, your report
is encrypted on its way to the server of this desk, and opened there. Whoever runs that server could read it. ${
  key
    ? markup`To encrypt it yourself, write to <a href="mailto:${encodeURI(policy.address)}">${policy.address}</a> with
<a href="${base}/security/key">our key</a>, or allow this page its script.`
    : undefined
}</p>${
  key &&
  markup`<p class="good" data-encrypted hidden>Encrypted in this browser before it is sent, for the key of this desk
that ends in ${key.fingerprint.slice(-8, -4)} ${key.fingerprint.slice(-4)}. <a href="${base}/security/key">How to check
it</a></p>`
}`;

interface Field {
  readonly name: keyof ReportFields;
  readonly label: string;
  readonly optional?: boolean;
  readonly type?: 'text' | 'email' | 'date';
  readonly maximum?: number;
  readonly hint?: string;
}

const AFFECTED: Field = {
  ...{ name: 'affected', label: 'What is affected?', optional: true, maximum: REPORT_LIMITS.affected },
  hint: 'The product or the address, and its version.',
};
const TITLE: Field = { name: 'title', label: 'What can somebody do, in one sentence?', maximum: REPORT_LIMITS.title };
const NAME: Field = {
  ...{ name: 'name', label: 'Your name, or what to call you', optional: true, maximum: REPORT_LIMITS.name },
};
const ADDRESS: Field = {
  ...{ name: 'address', label: 'Your mail address', optional: true, type: 'email' },
  hint:
    'When we write to you, a mail to it says that there is something new in your case, and not what. You can end ' +
    'that at any time. Leave both empty to stay anonymous: you can do all the same on the page of your case.',
};
const UNTIL: Field = {
  ...{ name: 'until', label: 'Nothing should be published before', optional: true, type: 'date' },
  hint: 'A day, in UTC. It is a proposal, which we can talk about.',
};

const fields = (state: FormState): Markup => markup`${oneField(state, AFFECTED)}${oneField(state, TITLE)}
${longField(state)}
<div><label for="files">Files <small>optional</small></label><input class="field" type="file" id="files" name="files"
multiple aria-describedby="files-hint"><p class="hint" id="files-hint">Up to ${REPORT_LIMITS.files}, and up to
${Math.floor(REPORT_LIMITS.fileBytes / MIB)} MB together.</p><ul class="hint" data-files></ul></div>
${oneField(state, NAME)}${oneField(state, ADDRESS)}
<div class="check"><input type="checkbox" id="mayBeNamed" name="mayBeNamed" value="yes"${
  state.typed?.mayBeNamed === 'yes' && markup` checked`
}><label for="mayBeNamed">You may tell the people who fix it who I am.</label></div>
${oneField(state, UNTIL)}`;

const labelOf = ({ name, label, optional }: Field): Markup =>
  markup`<label for="${name}">${label}${optional ? markup` <small>optional</small>` : undefined}</label>`;

/** What a field says of itself, beside its name. */
function notes(state: FormState, { name, hint }: Pick<Field, 'name' | 'hint'>): { said: Markup; refers: Markup } {
  const isWrong = state.fault?.at === name;
  const ids = [hint && `${name}-hint`, isWrong && `${name}-fault`].filter(Boolean).join(' ');
  return {
    said: markup`${hint && markup`<p class="hint" id="${name}-hint">${hint}</p>`}${
      isWrong && markup`<p class="fault" id="${name}-fault">This is missing, or has a form that we cannot read.</p>`
    }`,
    refers: markup`${ids && markup` aria-describedby="${ids}"`}${isWrong && markup` aria-invalid="true" autofocus`}`,
  };
}

function oneField(state: FormState, field: Field): Markup {
  const { name, optional, type = 'text', maximum } = field;
  const { said, refers } = notes(state, field);
  return markup`<div>${labelOf(field)}<input class="field" type="${type}" id="${name}" name="${name}" value="${
    state.typed?.[name] ?? ''
  }"${maximum && markup` maxlength="${maximum}"`}${optional ? undefined : markup` required`}${
    type === 'email' ? markup` autocomplete="email"` : undefined
  }${refers}>${said}</div>`;
}

function longField(state: FormState): Markup {
  const field = { name: 'text', label: 'Steps, and what they show' } as const;
  const { said, refers } = notes(state, { ...field, hint: 'What you did, what happened, and what should have.' });
  // The first line feed after the tag is not part of the text.
  return markup`<div>${labelOf(field)}<textarea class="field" id="text" name="text"
maxlength="${REPORT_LIMITS.text}" rows="9" required${refers}>
${state.typed?.text ?? ''}</textarea>${said}</div>`;
}

/** The case is there: with what one comes back, and what happens next. */
export const receivedPage = (
  desk: DeskView,
  answer: ReceivedReport,
  { passphrase, nonce }: Pick<FormState, 'passphrase' | 'nonce'>,
): string =>
  publicPage(desk, {
    ...{ title: `${answer.case} received`, at: 'report', script: { src: SCRIPT, nonce } },
    content: markup`<div class="text" id="received">${received(desk, answer, passphrase)}</div>`,
  });

const received = ({ base }: DeskView, { case: name, next }: ReceivedReport, passphrase: string): Markup =>
  markup`<h1 tabindex="-1">We have your report</h1>
<p class="lead">Keep these two: they are the only way back to your case. We cannot tell you the passphrase
again.</p>
<dl class="facts"><dt>Case</dt><dd class="code" data-fill="case">${name}</dd>
<dt>Passphrase</dt><dd class="code" data-fill="passphrase">${passphrase}</dd></dl>
<p class="row noprint"><a class="go" data-fill="link" href="${base}/security/case?case=${name}">Go to your case</a>
<button type="button" data-copy hidden>Copy both</button><button type="button" data-print hidden>Print</button>
<span role="status" data-said></span></p>
<h2>What happens next</h2><ol data-fill="next">${next.map(
    ({ says, by }) => markup`<li>${says}: by ${momentInWords(Date.parse(by), 'UTC')}.</li>`,
  )}</ol>
<p class="meta">You see each step on the page of your case, and can write to us there at any time.</p>`;
