/**
 * The public pages of a security desk. The danger: a page that says what is not true, or that tells who reads it to
 * somebody else. The principle: whole without scripts, nothing is fetched from anywhere, every word of the team's is
 * escaped, and what was not measured is said to be so. The boundary: what a stranger sends is `../intake`'s.
 */
import { type PromiseLine, policySections, promiseLines } from '#contract/desk-policy-words.ts';
import { HOUR_MS, MINUTE_MS, minuteInUtc } from '#platform/clock.ts';
import type { DeskView } from './desk-view.ts';
import { STYLE } from './look.ts';
import { Markup, markup } from './markup.ts';

export { atDesk, type DeskView, readDesk } from './desk-view.ts';
export { directoryKeys, noKeyHere } from './directory.ts';
export { FORM_POLICY, PAGE_POLICY, scriptPolicy } from './look.ts';
export { Markup, markup } from './markup.ts';

const pages = { report: '', policy: '/policy', thanks: '/thanks', key: '/key' } as const;
type PageName = keyof typeof pages;
const words: Readonly<Record<PageName, string>> = {
  report: 'Report',
  policy: 'Policy',
  thanks: 'Thanks',
  key: 'Key',
};

/** Of these four the first is `/security` itself. */
export function deskPage(desk: DeskView, name: PageName): string {
  const content = { report: reportPage, policy: policyPage, thanks: thanksPage, key: keyPage }[name](desk);
  return publicPage(desk, { title: name === 'report' ? undefined : words[name], at: name, content });
}

interface PublicPage {
  readonly title?: string | undefined;
  /** The page of the bar that it is. */
  readonly at?: PageName | 'case';
  readonly content: Markup;
  /** The address of a script, and the nonce by which it runs. */
  readonly script?: { readonly src: string; readonly nonce: string };
}

/** Any page of the desk, in its frame. */
export function publicPage(desk: DeskView, { title: of, at: name, content, script }: PublicPage): string {
  const { team, base, key, publishedAt, version } = desk;
  const title = of === undefined ? `Security · ${team}` : `${of} · Security · ${team}`;
  const link = (at: PageName): Markup =>
    markup`<a href="${base}/security${pages[at]}"${at === name ? current : undefined}>${words[at]}</a>`;
  return markup`<!doctype html>
<html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1">
<title>${title}</title><style>${new Markup(STYLE)}</style>${
    script && markup`<script type="module" src="${script.src}" nonce="${script.nonce}"></script>`
  }</head>
<body><a class="skip" href="#main">Skip to the content</a>
<header><div class="wide">
<a class="logo" href="${base}/security"><i aria-hidden="true">${initialOf(team)}</i>${team}</a>
<nav aria-label="Security pages">${(Object.keys(pages) as PageName[]).map(link)}
<a href="${base}/security/case"${name === 'case' ? current : undefined}>Your case</a></nav></div></header>
<main class="wide" id="main">${content}
<footer>${team} Security Desk · policy ${version}, of ${minuteInUtc(publishedAt)}${
    key ? ` · the key expires on ${dayOf(key.expiresAt)}` : ''
  } · <a href="${base}/security/policy#safe-harbour">safe harbour</a> ·
<a href="${base}/.well-known/security.txt">security.txt</a></footer></main></body></html>
`.html;
}

const current = new Markup(' aria-current="page"');
const initialOf = (name: string): string => [...name][0]?.toUpperCase() ?? '';
const dayOf = (time: string): string => time.slice(0, 10);
const groupsOf = (fingerprint: string): string => fingerprint.match(/.{4}/g)?.join(' ') ?? fingerprint;
const items = (lines: readonly string[]): Markup => markup`<ul>${lines.map((line) => markup`<li>${line}</li>`)}</ul>`;

function reportPage(desk: DeskView): Markup {
  const { team, base, policy, measured } = desk;
  const harbour = policy.safeHarbour.trim() === '' ? '' : ' Who keeps to the policy has our word in it.';
  return markup`<div class="two"><div>
<h1>Found a weakness in ${team}? Tell us here.</h1>
<p class="lead">No account is needed, and no name. You get a page of your own for it; a person answers there, and stays
with you until it is published.${harbour}</p>
<p class="row"><a class="go" href="${base}/security/report">Report a weakness</a></p>
<h2>What we promise, and what we did</h2>
<table><thead><tr><th scope="col">Promise</th><th scope="col">Ours</th><th scope="col">Measured</th></tr></thead>
<tbody>${promiseLines(policy).map(
    ({ what, within, measure }) =>
      markup`<tr><th scope="row">${what}</th><td>${within}</td><td>${
        measure === undefined ? '–' : medianIn(measured, measure)
      }</td></tr>`,
  )}</tbody></table>
<p class="meta">${
    measured.medianMs === undefined
      ? 'Too few cases yet: what we did is shown from five answered cases up, of the last twelve months.'
      : `Medians of ${measured.cases} cases of the last twelve months, each from five cases up.`
  }</p>
<div class="cols">${scopeColumn('In scope', '', policy.inScope)}${scopeColumn('Please do not', 'not', policy.conduct)}
</div>
<p class="meta">More of it, and what is out of scope: <a href="${base}/security/policy">the whole policy</a>.</p>
</div>${mailBox(desk)}</div>`;
}

/** `7 h`, `3.1 days`. */
function medianIn(measured: DeskView['measured'], of: NonNullable<PromiseLine['measure']>): string {
  const { medianMs } = of === 'answer' ? measured : measured[of];
  if (medianMs === undefined) return 'too few cases';
  const hours = medianMs / HOUR_MS;
  if (hours < 1) return `${Math.max(1, Math.round(medianMs / MINUTE_MS))} min`;
  return hours < 48 ? `${Math.round(hours)} h` : `${(hours / 24).toFixed(1)} days`;
}

const scopeColumn = (title: string, look: string, lines: readonly string[]): Markup | undefined =>
  lines.length === 0 ? undefined : markup`<div class="${look}"><h2 class="column">${title}</h2>${items(lines)}</div>`;

function mailBox({ base, policy, key }: DeskView): Markup {
  const address = markup`<a href="mailto:${encodeURI(policy.address)}">${policy.address}</a>`;
  return markup`<section class="box" aria-labelledby="mail"><h2 id="mail">Report by mail</h2><div>
<ol><li>Write what is affected and in which version, what somebody can do with it, and the steps that show it.</li>
<li>${
    key
      ? markup`Encrypt it with our OpenPGP key. Its fingerprint:<p class="code">${groupsOf(key.fingerprint)}</p>`
      : markup`We have no key at the moment, so mail is not encrypted: write without details, and we answer how to go
on.`
  }</li>
<li>Send it to ${address}. We read ${policy.languages.map(languageName).join(', ')}.</li></ol>
${
  key
    ? markup`<p><a class="go" href="${base}/security/key.asc">Download the key</a></p>
<p class="meta">Compare the fingerprint with <a href="${base}/.well-known/security.txt">security.txt</a>, which is
signed by this key. <a href="${base}/security/key">How to check it</a></p>`
    : undefined
}</div></section>`;
}

const languages = new Intl.DisplayNames('en', { type: 'language' });
const languageName = (code: string): string => languages.of(code) ?? code;

function policyPage(desk: DeskView): Markup {
  const sections = policySections(desk.policy).map(
    ({ id, title, paragraphs, items: lines }) => markup`<section id="${id}"><h2>${title}</h2>
${paragraphs.map((paragraph) => markup`<p>${paragraph}</p>`)}${lines.length > 0 ? items(lines) : undefined}</section>`,
  );
  return markup`<div class="text"><h1>How we take reports</h1>
<p class="lead">Version ${desk.version}, published on ${minuteInUtc(desk.publishedAt)}.</p>${sections}</div>`;
}

function thanksPage({ team, policy }: DeskView): Markup {
  const years = Map.groupBy(policy.thanks, ({ year }) => year);
  const named = [...years.keys()]
    .sort((a, b) => b - a)
    .map(
      (year) =>
        markup`<h2>${year}</h2><ul>${(years.get(year) ?? []).map(
          ({ name, for: what }) => markup`<li>${name}${what === undefined ? '' : `: ${what}`}</li>`,
        )}</ul>`,
    );
  return markup`<div class="text"><h1>Thanks</h1>
<p class="lead">They found weaknesses in ${team}, told us first, and agreed to be named.</p>
${named.length > 0 ? named : markup`<p>Nobody is named yet.</p>`}</div>`;
}

function keyPage({ base, policy, key, revoked, armoured }: DeskView): Markup {
  const facts = key
    ? markup`<dl class="facts"><dt>Fingerprint</dt><dd class="code">${groupsOf(key.fingerprint)}</dd>
<dt>Address</dt><dd>${key.address}</dd><dt>Kind</dt><dd>${key.algorithm}</dd>
<dt>Made</dt><dd>${dayOf(key.createdAt)}</dd><dt>Expires</dt><dd>${dayOf(key.expiresAt)}</dd></dl>
<p><a class="go" href="${base}/security/key.asc">Download the key</a></p>
<h2>How to check it</h2>
<p>Fetch <a href="${base}/.well-known/security.txt">security.txt</a> and the key, and let GnuPG compare them; it must
name the fingerprint above:</p>
<pre class="code" tabindex="0">gpg --import key.asc
gpg --verify security.txt</pre>
<p class="meta">That shows that both come from the same hands. If much depends on it, ask for the fingerprint by another
way too.</p>`
    : markup`<p class="warn">There is no key at the moment. Write to ${policy.address} without details, and we answer
how to go on.</p>`;
  const voided = markup`<h2>Keys that are void</h2><p>Do not use them, and do not believe what they sign.</p>
<ul>${revoked.map(
    ({ fingerprint, endedAt = '' }) =>
      markup`<li class="code">${groupsOf(fingerprint)}, revoked ${dayOf(endedAt)}</li>`,
  )}</ul>`;
  return markup`<div class="text"><h1>Our OpenPGP key</h1>
<p class="lead">What you encrypt for it is opened on the server of this desk and nowhere else. It signs our
security.txt.</p>
${facts}${revoked.length > 0 ? voided : undefined}
${armoured === undefined ? undefined : markup`<h2>The key as text</h2><pre class="code" tabindex="0">${armoured}</pre>`}
</div>`;
}
