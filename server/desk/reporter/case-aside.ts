/** What a reporter sees and does beside the letters: dates, severity, patches, what is public, who opened the case. */
import type { CaseFile, ReporterCase } from '#contract/desk-cases.ts';
import { momentInWords } from '#contract/desk-clocks.ts';
import { PROMISE_WORDS } from '#contract/desk-intake.ts';
import { PARTS } from '#contract/desk-terms.ts';
import { type Markup, markup } from '../pages/pages.ts';

export const inUtc = (time: string): string => momentInWords(Date.parse(time), 'UTC');

export const promiseWords = (clock: string): string => PROMISE_WORDS[clock as keyof typeof PROMISE_WORDS];

export const filesIn = (files: readonly CaseFile[], at: string): Markup | undefined =>
  files.length === 0
    ? undefined
    : markup`<ul>${files.map(
        ({ number, name, bytes }) =>
          markup`<li><a href="${at}/files/${number}">${name}</a>, ${bytes.toLocaleString('en')} bytes</li>`,
      )}</ul>`;

const box = (id: string, title: string, content: Markup): Markup =>
  markup`<section class="box" aria-labelledby="${id}"><h2 id="${id}">${title}</h2><div>${content}</div></section>`;

export function asideOf(of: ReporterCase, at: string): Markup {
  const open = !of.isClosed;
  return markup`${open && of.isRetestAsked && box('retest', 'Try the fix', retest(at))}
${of.canDispute && box('dispute', 'You see it differently?', dispute(at))}
${box('date', 'Until publication', date(of, at))}
${box('promises', 'Promises', promises(of))}
${(of.severity || of.cves.length > 0) && box('severity', 'Severity', severity(of))}
${of.patches.length > 0 && box('patches', 'Patches', patches(of, at))}
${looseFiles(of, at)}
${open && box('public', 'Is it public?', publicForm(of, at))}
${open && box('withdrawal', 'Take it back?', withdrawal(of, at))}
${of.notices && box('notices', 'Mails to you', notices(of.notices, at))}
${box('seen', 'Who opened it', seen(of))}
${!of.hasPassphrase && box('passphrase', 'Your passphrase', passphrase(at))}
${box('own', 'Your copy', own(at))}`;
}

const button = (at: string, says: string, isFirst = false): Markup =>
  markup`<form method="post" action="${at}">
<button type="submit"${isFirst && markup` class="go"`}>${says}</button></form>`;

const yesOrNo = (at: string): Markup =>
  markup`<div class="row">${button(`${at}/embargo/acceptance`, 'Accept', true)}
${button(`${at}/embargo/rejection`, 'Decline')}</div>`;

function date({ embargo, isClosed }: ReporterCase, at: string): Markup {
  const { state, until, proposedBy, proposedUntil } = embargo;
  const agreed = until !== undefined && (state === 'active' || state === 'revising');
  const ofOthers = proposedBy === 'desk' && proposedUntil;
  const ofYours = proposedBy === 'reporter' && proposedUntil;
  return markup`<p>${
    state === 'ended'
      ? 'Silence has ended: both sides may publish.'
      : agreed
        ? markup`Agreed: nothing is published before ${inUtc(until)}.`
        : 'No date is agreed on.'
  }</p>
${ofOthers && markup`<p>The desk proposes ${inUtc(ofOthers)}.</p>`}
${ofYours && markup`<p>You proposed ${inUtc(ofYours)}; the desk has not answered that yet.</p>`}
${
  !isClosed &&
  state !== 'ended' &&
  markup`${ofOthers && yesOrNo(at)}
${ofYours && button(`${at}/embargo/rejection`, 'Take it back')}
<form class="form" method="post" action="${at}/embargo/proposals"><div><label for="until">Propose another day</label>
<input class="field" type="date" id="until" name="until" required>
<p class="hint">From 00:00 UTC of that day on it may be published. Of two first proposals the shorter counts.</p>
</div><div><button type="submit">Propose it</button></div></form>`
}`;
}

const STATES = { running: 'runs', paused: 'stands still', overdue: 'late', kept: 'kept', broken: 'missed' } as const;

const promises = ({ clocks }: ReporterCase): Markup =>
  markup`<ul>${clocks.map(
    ({ name, dueAt, state }) => markup`<li>${promiseWords(name)}: by ${inUtc(dueAt)} (${STATES[state]})</li>`,
  )}</ul>`;

const severity = ({ severity: word, cves }: ReporterCase): Markup =>
  markup`${word && markup`<p>The desk rates it as <strong>${word}</strong>. Why stands in its letters.</p>`}
${cves.length > 0 && markup`<p>Reserved for it, and as yet told to nobody else: ${cves.join(', ')}.</p>`}`;

const patches = (of: ReporterCase, at: string): Markup =>
  markup`<p>Keep them to yourself until they are published.</p><ul>${of.patches.map(
    ({ name, sha256 }, index) => markup`<li><a href="${at}/patches/${index + 1}">${name}</a>
<span class="meta">SHA-256 ${sha256 ?? ''}</span></li>`,
  )}</ul>`;

const retest = (at: string): Markup => markup`<form class="form" method="post" action="${at}/retest"><fieldset>
<legend>What did you find?</legend>
${(
  [
    ['verified', 'The fix holds'],
    ['failed', 'It does not hold'],
    ['declined', 'I do not try it'],
  ] as const
).map(
  ([value, says]) => markup`<div class="check"><input type="radio" id="retest-${value}" name="outcome" value="${value}"
required><label for="retest-${value}">${says}</label></div>`,
)}</fieldset><div><label for="retest-text">What you did, and saw</label>
<textarea class="field" id="retest-text" name="text" rows="4" maxlength="40000" required></textarea></div>
<div><button class="go" type="submit">Say so</button></div></form>`;

const dispute = (at: string): Markup => markup`<form class="form" method="post" action="${at}/dispute">
<p>Say why. Another coordinator than the one who decided then decides on it.</p>
<div><label for="dispute-text">Why</label>
<textarea class="field" id="dispute-text" name="text" rows="4" maxlength="40000" required></textarea></div>
<div><button type="submit">Dispute the decision</button></div></form>`;

const KNOWN = {
  'fact-public': 'The weakness is public.',
  'fact-exploit-public': 'A way to use it is public.',
  'fact-attacked': 'It is used in attacks.',
} as const;

function publicForm({ timeline }: ReporterCase, at: string): Markup {
  const known = (Object.keys(KNOWN) as (keyof typeof KNOWN)[]).filter((kind) =>
    timeline.some((event) => event.kind === kind),
  );
  const left = (['public', 'exploit-public', 'attacked'] as const).filter((fact) => !known.includes(`fact-${fact}`));
  return markup`${known.length > 0 && markup`<p>Known: ${known.map((kind) => KNOWN[kind]).join(' ')}</p>`}
${
  left.length > 0 &&
  markup`<details><summary>Say that it is public, or used in attacks</summary>
<form class="form" method="post" action="${at}/facts"><fieldset><legend>What is so</legend>${left.map(
    (fact) => markup`<div class="check"><input type="radio" id="fact-${fact}" name="fact" value="${fact}" required>
<label for="fact-${fact}">${KNOWN[`fact-${fact}`]}</label></div>`,
  )}</fieldset><div><label for="evidence">Where it can be seen</label>
<textarea class="field" id="evidence" name="evidence" rows="3" maxlength="4000" required></textarea>
<p class="hint">It stays, and the silence that was agreed ends if it is public.</p></div>
<div><button type="submit">Say so</button></div></form></details>`
}`;
}

const withdrawal = ({ isWithdrawn }: ReporterCase, at: string): Markup =>
  isWithdrawn
    ? markup`<p>You took this report back. The desk closes the case, or tells you why it goes on without you.</p>
${button(`${at}/withdrawal/end`, 'I stand by it again')}`
    : markup`<details><summary>Take the report back</summary>
<form class="form" method="post" action="${at}/withdrawal"><div><label for="withdrawal-text">Why</label>
<textarea class="field" id="withdrawal-text" name="text" rows="4" maxlength="40000" required></textarea>
<p class="hint">What you wrote stays with the desk. If it holds all the same, the desk may go on without you.</p></div>
<div><button type="submit">Take it back</button></div></form></details>`;

const notices = (state: 'on' | 'off', at: string): Markup =>
  state === 'on'
    ? markup`<p>When somebody of the desk writes to you, a mail to the address that you gave says that there is
something new in this case, and not what: one a day, until you have been here.</p>
${button(`${at}/notices/end`, 'No more mails')}`
    : markup`<p>No mail tells you of answers. What the desk writes stands here.</p>
${button(`${at}/notices`, 'Mail me again')}`;

const PEOPLE = { triager: 'triagers', coordinator: 'coordinators', fixer: 'people who fix it' } as const;

const seen = ({ seenBy }: ReporterCase): Markup =>
  markup`<p>${PARTS.map((part) => `${PEOPLE[part]}: ${seenBy[part]}`).join(', ')}</p>
<p class="meta">Each of them accepted to keep it between you and the desk. Everybody who opens it is written down.</p>`;

/** Those that came with no letter. */
function looseFiles({ files }: ReporterCase, at: string): Markup | false {
  const loose = files.filter(({ letter }) => letter === undefined);
  return loose.length > 0 && box('files', 'Files', markup`${filesIn(loose, at)}`);
}

/** For who came by a link from a mail. */
const passphrase = (
  at: string,
): Markup => markup`<p>You came by a link from a mail. With a passphrase of your own you come
back without one, and no mail brings a link any more that others could use.</p>
${button(`${at}/passphrase`, 'Make a passphrase')}`;

const own = (
  at: string,
): Markup => markup`<p><a href="${at}/export">Save the case as a file</a>: all that stands on this
page, as JSON. Files and patches are saved one by one.</p>
${button(`${at}/sign-out`, 'Sign out')}`;
