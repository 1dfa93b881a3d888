/** Words and colours for what the machines of a case call by one word. */
import type { DeskCase, Part } from '#contract/desk-cases.ts';
import type { ChipProps } from '#parts/chip.tsx';

type Tone = NonNullable<ChipProps['tone']>;

export const SEVERITY_TONES: Readonly<Record<NonNullable<DeskCase['severity']>, Tone>> = {
  critical: 'bad',
  high: 'bad',
  medium: 'warn',
  low: 'info',
  none: 'plain',
};

export const inCapitals = (word: string): string => word.charAt(0).toUpperCase() + word.slice(1);

export const PART_WORDS: Readonly<Record<Part, string>> = {
  triager: 'Triager',
  coordinator: 'Coordinator',
  fixer: 'Fixer',
};

export const REPORT_WORDS: Readonly<Record<DeskCase['report'], string>> = {
  received: 'Not judged yet',
  valid: 'Valid',
  invalid: 'Not valid',
  accepted: 'Taken on',
  deferred: 'Put off',
  closed: 'Closed',
};

/** After the name of who did it. A kind that is not listed is shown by its own words. */
const EVENT_WORDS: Readonly<Record<string, string>> = {
  'report-received': 'sent the report',
  'report-read': 'read the report',
  'report-unreadable': 'could not read the report: save it, and look at it elsewhere',
  'title-given': 'gave it a title',
  'receipt-sent': 'sent a receipt',
  'repository-scanned': 'looked through the repository',
  'ways-told': 'told the reporter our key and policy',
  'date-unusable': 'named a date that cannot be used',
  'terms-accepted': 'accepted the terms of the embargo',
  'person-added': 'asked somebody in',
  'person-removed': 'took somebody out',
  'case-assigned': 'gave the case an owner',
  'case-handed-over': 'handed the case over',
  answered: 'answered first',
  'letter-written': 'wrote',
  'note-written': 'wrote a team note',
  'waiting-begun': 'began to wait for the reporter',
  'waiting-ended': 'ended the waiting for the reporter',
  'report-validated': 'found the report valid',
  'report-invalidated': 'found the report not valid',
  'report-accepted': 'took the report on',
  'report-deferred': 'put the report off',
  'severity-set': 'set the severity, and told the reporter why',
  'fact-aware': 'stated that the team knows of it',
  'fact-fix-ready': 'stated that the fix is ready',
  'fact-fix-deployed': 'stated that the fix runs on the team’s own hosts',
  'fact-public': 'said that this is public',
  'fact-exploit-public': 'said that a way to exploit it is public',
  'fact-attacked': 'said that it is used in attacks',
  'embargo-proposed': 'proposed a date',
  'embargo-accepted': 'accepted the date',
  'embargo-rejected': 'said no to the date',
  'embargo-ended': 'ended the embargo',
  'embargo-kept': 'kept the embargo although attacks are known',
  'branches-named': 'named the branches',
  'patch-added': 'added a patch',
  'tests-passed': 'added evidence of tests',
  'retest-asked': 'asked the reporter to try the patches',
  'retest-verified': 'tried the patches: they hold',
  'retest-declined': 'will not try the patches',
  'retest-failed': 'tried the patches: they do not hold',
  'cve-reserved': 'wrote a CVE ID down',
  'cve-rejected': 'gave a CVE ID back',
  'decision-disputed': 'disputes the decision',
  'report-withdrawn': 'took the report back',
  'withdrawal-ended': 'stands by the report again',
  'dispute-upheld': 'upheld the dispute',
  'dispute-rejected': 'rejected the dispute',
  'begun-anew': 'began the case anew',
  'reporter-came-by-link': 'came into the case by a link from a mail',
  'other-key-came': 'wrote with another key, which waits to be confirmed',
  'key-confirmed': 'confirmed a key of the reporter',
  'key-refused': 'said that a key is not the reporter’s',
  'key-written': 'wrote a key of the reporter down',
  'notices-ended': 'wants no mails about answers',
  'notices-wanted': 'wants mails about answers again',
  'passphrase-made': 'made a passphrase for the page of the case',
};

export const eventWords = (kind: string): string =>
  EVENT_WORDS[kind] ?? (kind.startsWith('closed-') ? 'closed the case' : kind.replaceAll('-', ' '));
