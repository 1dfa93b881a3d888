/**
 * The page of a case as its reporter sees it: made of a `ReporterCase`, which holds nothing else, and whole without a
 * script.
 */
import { caseName, type ReporterCase } from '#contract/desk-cases.ts';
import { leftInWords } from '#contract/desk-clocks.ts';
import { CLOSE_REASONS } from '#contract/desk-report.ts';
import { STAGES, type Stage } from '#contract/desk-stage.ts';
import { type DeskView, type Markup, markup, publicPage } from '../pages/pages.ts';
import { asideOf, filesIn, inUtc, promiseWords } from './case-aside.ts';

export interface Said {
  /** What went wrong with what was just sent. */
  readonly fault?: string;
  /** The letter that was not taken, to be sent again. */
  readonly text?: string;
}

export function casePage(desk: DeskView, of: ReporterCase, now: Date, said: Said = {}): string {
  const at = `${desk.base}/security/case`;
  const content = markup`<h1>${of.title === '' ? of.name : of.title}</h1>
<p class="meta">${of.name}, received ${inUtc(of.receivedAt)}</p>
${said.fault && markup`<p class="alarm" role="alert">${said.fault}</p>`}
${stepsOf(of.stage)}${standing(of, now)}
<div class="two"><section aria-labelledby="letters"><h2 id="letters">You and the desk</h2>
<ol class="letters">${of.letters.map((letter) => letterIn(of, letter, at))}</ol>
${of.isClosed ? undefined : answerForm(at, said.text)}</section>
<div class="aside">${asideOf(of, at)}</div></div>`;
  return publicPage(desk, { title: of.name, at: 'case', content });
}

function stepsOf(stage: Stage): Markup {
  const stages = Object.keys(STAGES) as Stage[];
  const reached = stages.indexOf(stage);
  const step = (name: Stage, place: number): Markup => {
    if (place === reached) return markup`<li aria-current="step">${STAGES[name]}</li>`;
    return markup`<li${place < reached && markup` class="done"`}>${STAGES[name]}</li>`;
  };
  return markup`<ol class="steps" aria-label="Steps of the case">${stages.map(step)}</ol>`;
}

/** In one or two sentences: what happens next, and by when. */
function standing(of: ReporterCase, now: Date): Markup {
  return markup`${of.zeroDay && zeroDay}${of.raw.state === 'unread' && beingRead}
<p class="lead">${nextStep(of, now)}</p>`;
}

const zeroDay = markup`<p class="warn">This is public, or used in attacks. The desk works on it before everything
else, and silence binds nobody where it is public.</p>`;
const beingRead = markup`<p class="meta">Your report has arrived. What it says stands here in a moment: load the page
again.</p>`;

function nextStep(of: ReporterCase, now: Date): Markup {
  if (of.isClosed) {
    const why = of.closeReason === undefined ? '' : ` ${CLOSE_REASONS[of.closeReason]}`;
    const on = of.goesOnAs && markup` It goes on as ${of.goesOnAs}, which your passphrase opens as well.`;
    return markup`This case is closed.${why}${on}`;
  }
  if (of.isWaiting) return markup`The desk waits for your answer. Until then its clocks stand still.`;
  const [next] = of.clocks
    .filter(({ state }) => state === 'running' || state === 'overdue')
    .toSorted((one, other) => Date.parse(one.dueAt) - Date.parse(other.dueAt));
  if (!next) return markup`Nothing is due at this moment.`;
  const left = leftInWords(Date.parse(next.dueAt), now.getTime());
  return markup`Next: ${lower(promiseWords(next.name))}, by ${inUtc(next.dueAt)} (${left}).`;
}

const lower = (sentence: string): string => sentence.charAt(0).toLowerCase() + sentence.slice(1);

type Letter = ReporterCase['letters'][number];

const authorOf = ({ side, automatic }: Letter): string =>
  side === 'reporter' ? 'You' : automatic ? 'Our program' : 'The desk';

function letterIn(of: ReporterCase, letter: Letter, at: string): Markup {
  const files = of.files.filter((file) => file.letter === letter.number);
  return markup`<li class="letter${letter.side === 'reporter' && ' mine'}"><h3>${authorOf(letter)}
<time datetime="${letter.at}">${inUtc(letter.at)}</time></h3><p>${letter.text}</p>${filesIn(files, at)}</li>`;
}

const answerForm = (at: string, text = ''): Markup => markup`<form class="form" method="post" action="${at}/letters"
enctype="multipart/form-data"><div><label for="text">Write to the desk</label>
<textarea class="field" id="text" name="text" rows="6" maxlength="40000" required>
${text}</textarea><p class="hint">Everybody at the desk who is in this case reads it.</p></div>
<div><label for="files">Files <small>optional, up to 24 MB together</small></label>
<input class="field" type="file" id="files" name="files" multiple></div>
<div><button class="go" type="submit">Send</button></div></form>`;

/** Where one comes in; what was typed stays, but for the passphrase. */
export function signInPage(
  desk: DeskView,
  { typed = '', fault }: { typed?: string; fault?: string | undefined },
): string {
  const example = caseName(147);
  const content = markup`<div class="text"><h1>Your case</h1>
<p class="lead">By the number of your case and the passphrase that you got when you reported it.</p>
${fault && markup`<p class="alarm" role="alert">${fault}</p>`}
<form class="form" method="post" action="${desk.base}/security/case/sign-in">
<div><label for="case">Case</label><input class="field" id="case" name="case" value="${typed}" maxlength="40"
autocomplete="username" placeholder="${example}" required></div>
<div><label for="passphrase">Passphrase</label><input class="field" type="password" id="passphrase" name="passphrase"
maxlength="100" autocomplete="current-password" required aria-describedby="passphrase-hint">
<p class="hint" id="passphrase-hint">Seven groups of four letters and digits.</p></div>
<div><button class="go" type="submit">Open the case</button></div></form>
<h2>You reported by mail?</h2>
<p>Then a link into your case is mailed to the address that you wrote from, unless you made a passphrase meanwhile.</p>
<form class="form" method="post" action="${desk.base}/security/case/links">
<div><label for="link-case">Number of the case</label><input class="field" id="link-case" name="case" maxlength="40"
value="${typed}" placeholder="${example}" required></div>
<div><button type="submit">Mail me a link</button></div></form>
<p class="meta">Without the passphrase nobody can let you in, also not the desk. Then
<a href="${desk.base}/security/report">report once more</a>, and name the number of the case.</p></div>`;
  return publicPage(desk, { title: 'Your case', at: 'case', content });
}

/** Where a link from a mail leads: nothing is used up before the button is pressed, also not by what looks at links. */
export function linkPage(desk: DeskView, token: string): string {
  const content = markup`<div class="text"><h1>Your case</h1>
<p class="lead">This link opens your case once, in this browser. That it was opened is written down there.</p>
<form class="form" method="post" action="${desk.base}/security/case/link">
<input type="hidden" name="token" value="${token}">
<div><button class="go" type="submit">Open my case</button></div></form></div>`;
  return publicPage(desk, { title: 'Your case', at: 'case', content });
}

/** Whether there is such a case is told to nobody. */
export function linkAskedPage(desk: DeskView): string {
  const content = markup`<div class="text"><h1>Look into your mail</h1>
<p class="lead">If this is a case that was reported by mail, and its reporter has no passphrase, a link is on its way to
the address that the report came from. It opens the case once, within three days.</p></div>`;
  return publicPage(desk, { title: 'Your case', at: 'case', content });
}

/** Where the link of such a mail leads: it ends them by a button, also for who never reported anything. */
export function noticesPage(desk: DeskView, token: string, fault?: string): string {
  const content = markup`<div class="text"><h1>No more mails?</h1>
${fault && markup`<p class="alarm" role="alert">${fault}</p>`}
<p class="lead">Then no mail to this address tells of answers in that case any more. Nothing else changes.</p>
<form class="form" method="post" action="${desk.base}/security/case/notices/link">
<input type="hidden" name="token" value="${token}">
<div><button class="go" type="submit">No more mails</button></div></form></div>`;
  return publicPage(desk, { title: 'No more mails?', at: 'case', content });
}

export function noticesEndedPage(desk: DeskView): string {
  const content = markup`<div class="text"><h1>No more mails</h1>
<p class="lead">No mail to this address tells of answers in that case any more. On the page of the case its reporter can
have them again.</p></div>`;
  return publicPage(desk, { title: 'No more mails', at: 'case', content });
}

export function passphrasePage(desk: DeskView, passphrase: string): string {
  const content = markup`<div class="text"><h1>Your passphrase</h1>
<p class="lead">Keep it: with the number of your case it is from now on the way back. We cannot tell you again, and no
mail brings a link into the case any more.</p>
<p class="code">${passphrase}</p>
<p><a class="go" href="${desk.base}/security/case">Back to your case</a></p></div>`;
  return publicPage(desk, { title: 'Your passphrase', at: 'case', content });
}
