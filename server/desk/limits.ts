import { DAY_MS, MINUTE_MS } from '#platform/clock.ts';

/** Every bound of the desk, as `platform/limits.ts` has those of the rest. */
export const deskLimits = {
  rosterMax: 100,
  rawBytesMax: 25 * 1024 * 1024,
  /** The rest of a longer title is in the report. */
  titleCharactersMax: 300,
  /** Reports by the web, beside the files and fields of the form (`contract/desk-intake.ts`). */
  intake: {
    partsMax: 60,
    partHeaderBytesMax: 4 * 1024,
    /** Bytes of all reports that are coming in. */
    heldBytesMax: 256 * 1024 * 1024,
    /** Of a report that is too large so much more is taken and forgotten: then its browser hears why. */
    drainedBytesMax: 200 * 1024 * 1024,
    receiveMs: 15 * MINUTE_MS,
    busySeconds: 15,
  },
  /** Git on a repository of somebody else; a block has 512 bytes. */
  git: {
    timeMs: 60_000,
    cpuSeconds: 30,
    memoryKib: 2 * 1024 * 1024,
    fileBlocks: 512 * 1024,
    writtenBytesMax: 64 * 1024 * 1024,
  },
  scan: { leaksShown: 200, textCharactersMax: 300 },
  webhooks: {
    most: 20,
    wholeMs: 15_000,
    /** In a row: then it is switched off. */
    failuresMax: 50,
  },
  /** The latest cases, among which those like one are looked for, and how many of them are named. */
  comparedMax: 200,
  alikeShownMax: 5,
  /** Reports from elsewhere: in one file, and of each its text and what was said about it. */
  importedAtOnceMax: 500,
  importedCharactersMax: 40_000,
  importedNotesMax: 200,
  /** Mails to the desk; their size is that of a report. */
  mails: {
    /**
     * The same bytes to the same address within so long are one mail: whoever hands it over gives up after five days.
     */
    sameMs: 7 * DAY_MS,
    /** A receipt to one sender. */
    receiptEveryMs: DAY_MS,
    /** Files that go out with a letter; more are on the page of the case. */
    carriedBytesMax: 10 * 1024 * 1024,
    /** What is said of a mail beside it; the whole is in the mail. */
    shownCharactersMax: 20_000,
    listedMax: 100,
    /** Held for so long, the people of the desk are mailed. */
    waitMs: DAY_MS,
    /** Put away by a person: so long it can still be looked at. */
    putAwayMs: 30 * DAY_MS,
    /** A mail that no job has read after so long is shown as it came. */
    unreadMs: 15 * MINUTE_MS,
    expiredAtOnceMax: 200,
    verdictMs: 30_000,
    verdictHeapMb: 256,
    verdictLookupsMax: 100,
    signaturesMax: 10,
    headBytesMax: 64 * 1024,
    /** From then on nobody knows whether a letter that was about to be handed over was. */
    handOverMs: 5 * MINUTE_MS,
    /** Of one mail, those that are looked up, and that are told. */
    referencesMax: 50,
  },
  /** That there is something new, to an address that was merely typed; how many in a day: `limits.guessing.notice`. */
  notices: { everyMs: DAY_MS },
  /** Links by mail into a case; so many of one case may be open. */
  links: { lifetimeMs: 3 * DAY_MS, openMax: 20 },
  /** So long a reporter stays signed in to a case. */
  reporterSessionMs: 12 * 60 * MINUTE_MS,
  /** The process that opens one message of a stranger. */
  opening: {
    timeMs: 60_000,
    cpuSeconds: 30,
    memoryKib: 1024 * 1024,
    heapMb: 256,
  },
  /** Public keys of those who write to the desk: of one address, and what the process that looks at some may write. */
  senderKeysMax: 20,
  keyBytesMax: 256 * 1024,
  lookedAtBytesMax: 8 * 1024 * 1024,
  senderKeyKeptMs: 3 * 365 * DAY_MS,
  /** The directory of an address is asked so often, and may take so long. */
  directoryEveryMs: DAY_MS,
  directoryMs: 15_000,
  /** Of a report as it came in, sealed at a time. */
  rawPartBytes: 256 * 1024,
  /** Of a case; what comes with one letter is bounded by its form. */
  filesMax: 500,
  fileBytesMax: 500 * 1024 * 1024,
  fileNameCharactersMax: 120,
  lettersMax: 2_000,
  /** Of one letter as it is mailed, its files included. */
  letterBytesMax: 50 * 1024 * 1024,
  notesMax: 5_000,
  eventsMax: 20_000,
  viewsMax: 100_000,
  ratingsMax: 200,
  peopleMax: 50,
  shownMax: 500,
  /** The same person sees the same thing again: one entry in so long. */
  viewEveryMs: 5 * MINUTE_MS,
  /** A proposed date may lie so far ahead. */
  embargoMs: 366 * DAY_MS,
  /** Attacks are known: so long the coordinator may think, then the embargo ends. */
  attackedMs: 60 * MINUTE_MS,
  disputeMs: 30 * DAY_MS,
  branchesMax: 20,
  patchBytesMax: 512 * 1024,
  cvesMax: 50,
  /** So long the reporter may be silent about patches before that counts as a word. */
  retestMs: 7 * DAY_MS,
  /** After a case is closed: spam, and everything else. */
  keptMs: { spam: 90 * DAY_MS, other: 3 * 365 * DAY_MS },
  expiredAtOnceMax: 100,
  /** Beyond so many new cases in an hour nobody is mailed about each; the inbox has them. */
  mailedPerHourMax: 20,
  alarmsPerRunMax: 500,
  teamsPerRunMax: 500,
  /** Response times are shown from so many cases on, of so long a time. */
  measuredFrom: 5,
  measuredMs: 365 * DAY_MS,
  measuredMax: 10_000,
} as const;
