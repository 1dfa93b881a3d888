/**
 * Reports as other platforms give them out, read into one shape. Sources: HackerOne's customer API (api.hackerone.com,
 * "Report Object"), Bugcrowd's API (docs.bugcrowd.com/api, version 2021-10-28, JSON:API) and GitHub's REST API
 * (docs.github.com/rest/security-advisories/repository-advisories). A document is one report, a list of them, or the
 * answer of the API with `data`.
 */
import type { Origin } from '#contract/desk-import.ts';
import { type Reader, readerOf } from './reading.ts';

export interface Said {
  readonly by: string;
  readonly at: Date | undefined;
  /** The reporter has not seen it. */
  readonly isInternal: boolean;
  readonly text: string;
}

/** A report from elsewhere. */
export interface Foreign {
  readonly id: string;
  readonly title: string;
  readonly text: string;
  readonly isClosed: boolean;
  readonly reporter: string | undefined;
  readonly reportedAt: Date | undefined;
  /** Short facts, each named: the state there, how severe it was said to be. */
  readonly facts: readonly (readonly [name: string, value: string])[];
  readonly said: readonly Said[];
  /** The names of files, which stayed there. */
  readonly files: readonly string[];
}

interface Format {
  readonly origin: Origin;
  /** What every report of this format has, and no other. */
  fits(report: Reader): boolean;
  /** Undefined: without an id or a word in it. */
  read(report: Reader, included: readonly Reader[]): Foreign | undefined;
}

export interface ForeignReport {
  readonly foreign: Foreign | undefined;
  readonly json: string;
  readonly unread: readonly string[];
}

export interface ForeignDocument {
  readonly origin: Origin;
  readonly reports: readonly ForeignReport[];
  /** Of what stands beside the reports. */
  readonly unread: readonly string[];
}

/** Undefined for a document of no known format. */
export function readForeign(document: unknown): ForeignDocument | undefined {
  const root = readerOf(document);
  const reports = reportsIn(document, root);
  const [first] = reports;
  const format = first && formats.find(({ fits }) => fits(first));
  if (!format) return undefined;
  const included = root.list('included');
  const read = reports.map((report) => {
    const foreign = format.fits(report) ? format.read(report, included) : undefined;
    return { foreign, json: report.json() ?? '', unread: report.unread() };
  });
  const isAlone = reports.length === 1 && first.json() === root.json();
  const beside = Array.isArray(document) || isAlone ? [] : root.unread().filter((member) => !/^\/data\b/.test(member));
  return { origin: format.origin, reports: read, unread: beside };
}

function reportsIn(document: unknown, root: Reader): Reader[] {
  if (Array.isArray(document)) return document.map((_, place) => root.at(String(place)));
  const listed = root.list('data');
  const data = root.at('data');
  if (listed.length > 0) return listed;
  return data.json() === undefined ? [root] : [data];
}

type Fact = readonly [name: string, value: string | undefined];
const factsOf = (...facts: readonly Fact[]): [string, string][] =>
  facts.flatMap(([name, value]) => (value === undefined ? [] : [[name, value]]));
const joined = (...parts: readonly (string | undefined)[]): string =>
  parts.filter((part) => part !== undefined).join('\n\n');
const under = (title: string, text: string | undefined): string | undefined =>
  text === undefined ? undefined : `${title}\n\n${text}`;
const present = <Of>(value: Of | undefined): value is Of => value !== undefined;

/** Both are read, so that neither is named as not understood. */
function nameIn(person: Reader | undefined): string | undefined {
  const [name, username] = [person?.text('name'), person?.text('username')];
  return name ?? username;
}

const hackerOne: Format = {
  origin: 'hackerone',
  fits: (report) => report.text('type') === 'report',
  read(report) {
    const of = report.at('attributes');
    const related = (name: string): Reader => report.at('relationships', name, 'data', 'attributes');
    const [id, title] = [report.text('id'), of.text('title')];
    if (id === undefined || title === undefined) return undefined;
    const state = of.text('state');
    const severity = related('severity');
    const weakness = related('weakness');
    return {
      ...{ id, title },
      text: joined(of.text('vulnerability_information'), under('Impact', of.text('impact'))),
      isClosed: ['resolved', 'not-applicable', 'informative', 'duplicate', 'spam'].includes(state ?? ''),
      reporter: nameIn(related('reporter')),
      reportedAt: of.moment('created_at'),
      facts: factsOf(
        ['State', state],
        ['Severity', severity.text('rating')],
        ['Score', severity.text('score')],
        ['Vector', severity.text('cvss_vector_string')],
        ['Weakness', joinedFact(weakness.text('external_id'), weakness.text('name'))],
        ['Affected', related('structured_scope').text('asset_identifier')],
        [
          'CVE',
          of
            .list('cve_ids')
            .map((cve) => cve.text())
            .filter(present)
            .join(', ') || undefined,
        ],
      ),
      said: report.list('relationships', 'activities', 'data').flatMap((activity) => {
        const text = activity.text('attributes', 'message');
        if (text === undefined) return [];
        const by = activity.at('relationships', 'actor', 'data', 'attributes');
        return {
          by: nameIn(by) ?? 'somebody',
          at: activity.moment('attributes', 'created_at'),
          isInternal: activity.flag('attributes', 'internal'),
          text,
        };
      }),
      files: report
        .list('relationships', 'attachments', 'data')
        .map((file) => file.text('attributes', 'file_name'))
        .filter(present),
    };
  },
};

const joinedFact = (...parts: readonly (string | undefined)[]): string | undefined =>
  parts.filter(present).join(' ') || undefined;

const BUGCROWD_CLOSED = new Set([
  ...['resolved', 'informational', 'out_of_scope', 'not_applicable', 'not_reproducible', 'wont_fix', 'duplicate'],
]);

const bugcrowd: Format = {
  origin: 'bugcrowd',
  fits: (report) => report.text('type') === 'submission',
  read(report, included) {
    const of = report.at('attributes');
    const [id, title] = [report.text('id'), of.text('title')];
    if (id === undefined || title === undefined) return undefined;
    const related = (name: string): Reader[] => {
      const one = report.at('relationships', name, 'data');
      const asked = [...report.list('relationships', name, 'data'), one].map((to) => to.text('id'));
      return included.filter((resource) => asked.includes(resource.text('id'))).map((found) => found.at('attributes'));
    };
    const state = of.text('state');
    const priority = of.text('severity');
    return {
      ...{ id, title },
      text: joined(
        of.text('description'),
        under('More', of.text('extra_info')),
        under('Request', of.text('http_request')),
      ),
      isClosed: BUGCROWD_CLOSED.has(state?.replaceAll('-', '_') ?? ''),
      reporter: nameIn(related('researcher')[0]),
      reportedAt: of.moment('submitted_at'),
      facts: factsOf(
        ['State', state],
        ['Severity', priority && `P${priority}`],
        ['Vector', of.text('cvss_vector')],
        ['Kind', of.text('vrt_id')],
        ['Affected', nameIn(related('target')[0])],
        ['Address', of.text('bug_url')],
      ),
      said: related('comments').flatMap((comment) => {
        const text = comment.text('body');
        const visible = comment.text('visibility_scope');
        if (text === undefined) return [];
        return {
          ...{ by: 'somebody', at: comment.moment('created_at'), text },
          isInternal: visible !== 'everyone' && visible !== 'bugcrowd_and_researcher',
        };
      }),
      files: related('file_attachments')
        .map((file) => file.text('file_name'))
        .filter(present),
    };
  },
};

const github: Format = {
  origin: 'github',
  fits: (report) => report.text('ghsa_id') !== undefined,
  read(report) {
    const [id, title] = [report.text('ghsa_id'), report.text('summary')];
    if (id === undefined || title === undefined) return undefined;
    const state = report.text('state');
    const ranges = report.list('vulnerabilities').map((one) =>
      joinedFact(
        joinedFact(one.text('package', 'ecosystem'), one.text('package', 'name')),
        one.text('vulnerable_version_range'),
        prefixed('fixed in', one.text('patched_versions')),
        prefixed(
          'in',
          one
            .list('vulnerable_functions')
            .map((name) => name.text())
            .filter(present)
            .join(', ') || undefined,
        ),
      ),
    );
    const weaknesses = report.list('cwes').map((cwe) => joinedFact(cwe.text('cwe_id'), cwe.text('name')));
    const credits = report
      .list('credits')
      .map((credit) => joinedFact(credit.text('login'), prefixed('as', credit.text('type'))));
    const listed = (some: readonly (string | undefined)[]): string | undefined =>
      some.filter(present).join('; ') || undefined;
    return {
      ...{ id, title, said: [], files: [] },
      text: report.text('description') ?? '',
      isClosed: state === 'closed' || state === 'withdrawn' || state === 'published',
      reporter: report.text('author', 'login'),
      reportedAt: report.moment('created_at'),
      facts: factsOf(
        ['State', state],
        ['Severity', report.text('severity')],
        ['Vector', report.text('cvss', 'vector_string') ?? report.text('cvss_severities', 'cvss_v3', 'vector_string')],
        ['Vector of CVSS 4.0', report.text('cvss_severities', 'cvss_v4', 'vector_string')],
        ['Weakness', listed(weaknesses)],
        ['Affected', listed(ranges)],
        ['CVE', report.text('cve_id')],
        ['Credit', listed(credits)],
      ),
    };
  },
};

const prefixed = (prefix: string, text: string | undefined): string | undefined =>
  text === undefined ? undefined : `${prefix} ${text}`;

const formats: readonly Format[] = [hackerOne, bugcrowd, github];
