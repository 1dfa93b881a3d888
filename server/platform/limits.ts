import { DAY_MS, MINUTE_MS, SECOND_MS } from './clock.ts';

const MIB = 1024 * 1024;

const guesses = (free: number, firstMs: number, maxMs: number, forgottenMs: number) => ({
  ...{ free, firstMs, maxMs, forgottenMs },
});

/** Every bound of the server, in one place. A queue, page, body, retry or loop without an entry here is a mistake. */
export const limits = {
  http: {
    bodyBytesMax: 1024 * 1024,
    headerTimeoutMs: 10_000,
    requestTimeoutMs: 30_000,
    timeoutCheckMs: 1_000,
    /** How long nothing may move while content comes in or goes out. */
    contentIdleMs: 60_000,
    keepAliveTimeoutMs: 65_000,
    connectionsMax: 20_000,
    shutdownMs: 15_000,
    sweepMs: 100,
  },
  database: {
    poolMax: 8,
    connectMs: 10_000,
    statementMs: 30_000,
    serializationRetriesMax: 5,
  },
  /** What other processes on the same database are told of at once. */
  bus: {
    /** A notice of PostgreSQL has at most 8,000 bytes. */
    factsPerNoticeMax: 25,
    /** Beyond so many in one commit, the others look for themselves. */
    factsMax: 500,
    retryMs: 200,
    retryMaxMs: 10 * SECOND_MS,
    doublingsMax: 10,
    /** A line that was cut without a word is noticed by asking. */
    probeEveryMs: 15 * SECOND_MS,
    probeMs: 5 * SECOND_MS,
    farewellMs: SECOND_MS,
  },
  page: { default: 50, max: 200 },
  outbox: { batchMax: 100, attemptsMax: 12 },
  jobs: {
    /** How often a queue is looked at without being woken: the longest wait for a retry or another node's entry. */
    pollMs: 10_000,
    retryDelayMs: 1_000,
    retryDelayMaxMs: 10 * 60_000,
    doneKeptMs: 60 * 60_000,
    deadKeptMs: 30 * 24 * 60 * 60_000,
    stopMs: 15_000,
  },
  control: { lineBytesMax: 64 * 1024, connectionsMax: 16, connectMs: 2_000, requestMs: 5_000, pathBytesMax: 103 },
  /** A command waits a minute for a process that has the data folder and does not listen yet. */
  commands: { pollMs: 250, lookMax: 240 },
  audit: { exportBatch: 1_000, pageMax: 200 },
  keys: { cacheMax: 20_000 },
  blobs: {
    /** Chunks of 1 MiB that are stored as one object. */
    segmentChunksMax: 8,
    /** Sealed bytes of all uploads in memory; from half of it on, segments become shorter. */
    heldBytesMax: 64 * MIB,
    spareChunksMax: 24,
    putsAtOnceMax: 4,
    putsWaitingMax: 1_000,
    readAheadChunks: 2,
    listMax: 1_000,
    rowsPerPageMax: 10_000,
    connectionsMax: 32,
    connectMs: 5 * SECOND_MS,
    idleMs: 30 * SECOND_MS,
    attemptsMax: 3,
  },
  files: {
    bytesMax: 5 * 1024 * MIB,
    nameBytesMax: 255,
    /** So much of the beginning of a text file is found by its words. */
    searchedBytesMax: 32 * 1024,
    perMessageMax: 10,
    teamBytesDefault: 100 * 1024 * MIB,
    memberBytesDefault: 20 * 1024 * MIB,
    /** An upload on which nothing comes any more. */
    unfinishedKeptMs: DAY_MS,
    /** A file that no message carries. */
    unattachedKeptMs: 7 * DAY_MS,
    receivingMax: 200,
    expiredAtOnceMax: 500,
    previewSide: 720,
    previewedBytesMax: 50 * MIB,
    textPreviewBytesMax: 64 * 1024,
    previewLines: 20,
    previewLineCharacters: 200,
  },
  mail: {
    queueMax: 1_000,
    atOnceMax: 4,
    connectMs: 10_000,
    keptMax: 10_000,
    subjectCharactersMax: 200,
    textCharactersMax: 100_000,
    /** Of a message that comes whole, with what is attached to it. */
    wholeBytesMax: 50 * MIB,
  },
  egress: {
    /** Where the web answers. The operator may open a private destination on another port. */
    ports: [80, 443, 8080, 8443],
    urlCharactersMax: 2_048,
    addressesMax: 4,
    textsMax: 200,
    resolveMs: 3_000,
    resolveTriesMax: 2,
    connectMs: 4_000,
    /** Until the headers of the answer are complete. */
    firstByteMs: 10_000,
    headerBytesMax: 16 * 1024,
    atOnceMax: 32,
    atOncePerDestinationMax: 4,
    waitingMax: 1_000,
  },
  webPush: { wholeMs: 10_000, keptSeconds: 24 * 60 * 60 },
  passwords: { charactersMin: 10, charactersMax: 1_024, hashesAtOnceMax: 2, hashesWaitingMax: 64 },
  sessions: {
    /** What holds for a team that set nothing else, and between what it may choose; in minutes. */
    lifetime: { default: 30 * 24 * 60, min: 60, max: 366 * 24 * 60 },
    idle: { default: 14 * 24 * 60, min: 30, max: 90 * 24 * 60 },
    /** How old the time of the last use may be; each renewal is a write. */
    seenEveryMs: 5 * MINUTE_MS,
    heldMax: 100,
    endedKeptMs: 30 * DAY_MS,
  },
  signOuts: {
    /** The promise: from the order to the last closed connection. */
    promisedMs: SECOND_MS,
    /** How long the answer waits for what the processes say. */
    awaitedMs: 1_500,
    lookMs: 25,
    shownMax: 10,
    keptMs: 3 * 365 * DAY_MS,
  },
  /**
   * Guesses at each door. So many cost nothing (`free`); the next one waits `firstMs`, each further one doubles it
   * up to `maxMs`. One guess is forgotten every `forgottenMs`: in the long run no more than one gets in so often.
   */
  guessing: {
    /** Signing in. */
    password: {
      device: guesses(5, 2 * SECOND_MS, 15 * MINUTE_MS, 15 * MINUTE_MS),
      /** All browsers together that know the account: who was in once may have kept any number of notes. */
      known: guesses(50, 2 * SECOND_MS, MINUTE_MS, MINUTE_MS),
      fromNetwork: guesses(5, 2 * SECOND_MS, 15 * MINUTE_MS, 15 * MINUTE_MS),
      /** One network alone never gets here: the line above holds it back first. */
      account: guesses(50, 2 * SECOND_MS, MINUTE_MS, MINUTE_MS),
      network: guesses(60, SECOND_MS, MINUTE_MS, 5 * SECOND_MS),
      deployment: guesses(1_000, 250, 2 * SECOND_MS, 250),
    },
    /** Signing in to the operators' console; `operators.signIns` bounds the rest. */
    console: { account: guesses(5, 5 * SECOND_MS, 15 * MINUTE_MS, 15 * MINUTE_MS) },
    /** As `code`, and counted apart: who guesses at the teams' door keeps no operator waiting. */
    'console-code': { account: guesses(5, 5 * SECOND_MS, 60 * MINUTE_MS, 60 * MINUTE_MS) },
    /** The password once more, on a device that is signed in. */
    proof: {
      device: guesses(5, 2 * SECOND_MS, 15 * MINUTE_MS, 15 * MINUTE_MS),
      known: guesses(20, 2 * SECOND_MS, 15 * MINUTE_MS, 15 * MINUTE_MS),
      account: guesses(5, 2 * SECOND_MS, 15 * MINUTE_MS, 15 * MINUTE_MS),
      network: guesses(60, SECOND_MS, MINUTE_MS, 5 * SECOND_MS),
    },
    /** Six digits, of which three codes count at a time: at one guess an hour it takes 38 years on average. */
    code: {
      device: guesses(5, 5 * SECOND_MS, 60 * MINUTE_MS, 60 * MINUTE_MS),
      known: guesses(10, 5 * SECOND_MS, 60 * MINUTE_MS, 60 * MINUTE_MS),
      account: guesses(5, 5 * SECOND_MS, 60 * MINUTE_MS, 60 * MINUTE_MS),
      network: guesses(60, SECOND_MS, MINUTE_MS, 5 * SECOND_MS),
      deployment: guesses(1_000, 250, 2 * SECOND_MS, 250),
    },
    /** From here on nobody guesses: the work of each network is bounded, so that no stranger closes a door to all. */
    passkey: { network: guesses(60, SECOND_MS, MINUTE_MS, 5 * SECOND_MS) },
    sso: { network: guesses(60, SECOND_MS, MINUTE_MS, 5 * SECOND_MS) },
    /** Invitations, claims, new passwords, addresses. */
    link: { network: guesses(60, SECOND_MS, MINUTE_MS, 5 * SECOND_MS) },
    /**
     * What strangers begin is counted whether or not it is right: what a browser is to ask its passkeys for, and ways
     * to a provider. So many at once, and then one in two seconds; a proxy in front makes many people one address.
     */
    offer: { network: guesses(300, SECOND_MS, MINUTE_MS, 2 * SECOND_MS) },
    departure: { network: guesses(300, SECOND_MS, MINUTE_MS, 2 * SECOND_MS) },
    /** Mails that strangers ask for: to one address, here as its account, and of one team. */
    mail: {
      account: guesses(3, 20 * MINUTE_MS, 20 * MINUTE_MS, 20 * MINUTE_MS),
      team: guesses(300, 12 * SECOND_MS, MINUTE_MS, 12 * SECOND_MS),
    },
    /** Mails to an address that nobody has proven, here as its account, of all teams together: then one a day. */
    notice: { account: guesses(5, DAY_MS, DAY_MS, DAY_MS) },
    /** Reports of strangers, each counted: none is lost, but who sends many waits between them. */
    report: {
      network: guesses(10, 20 * SECOND_MS, 10 * MINUTE_MS, 3 * MINUTE_MS),
      team: guesses(300, SECOND_MS, MINUTE_MS, 10 * SECOND_MS),
    },
    /** The same by mail through a mail server in front that does not say from which network. */
    relayed: { team: guesses(300, SECOND_MS, MINUTE_MS, 10 * SECOND_MS) },
    /** The passphrase of a report has 140 random bits; what is bounded is the work. */
    passphrase: {
      fromNetwork: guesses(5, 2 * SECOND_MS, 15 * MINUTE_MS, 15 * MINUTE_MS),
      network: guesses(60, SECOND_MS, MINUTE_MS, 5 * SECOND_MS),
    },
    /** Sessions and tokens that are none. When everybody is signed out, many windows of an office ask once more. */
    bearer: { network: guesses(2_000, SECOND_MS, 30 * SECOND_MS, 100) },
    knownBrowserMs: 365 * DAY_MS,
    rowsMax: 200_000,
    waitingMax: 1_000,
    /** Wrong bearers of a network are written down so many at a time. */
    bearersAtOnce: 50,
  },
  /** For how long a device may do dangerous things after its holder proved who it is. */
  proofs: { recentMs: 10 * MINUTE_MS },
  secondFactors: {
    /** How long the secret of a new authenticator may wait for its first code. */
    enrolmentMs: 15 * MINUTE_MS,
    recoveryCodes: 10,
    /** Between an admin's wish and the removal of a member's factors. */
    resetAfterMs: DAY_MS,
    resetsShownMax: 200,
    resetsPerRunMax: 1_000,
  },
  passkeys: {
    heldMax: 20,
    /** How long a browser may take for an answer; the sign-in page asks anew before that. */
    challengeMs: 5 * MINUTE_MS,
    /** With each challenge that is opened so many that are over are deleted. */
    expiredAtOnce: 10,
  },
  operators: {
    linkMs: DAY_MS,
    idleMs: 30 * MINUTE_MS,
    lifetimeMs: 12 * 60 * MINUTE_MS,
    /** A sign-in that owes a second factor, and an enrolment. */
    unfinishedMs: 15 * MINUTE_MS,
    seenEveryMs: MINUTE_MS,
    sessionsMax: 20,
    heldMax: 200,
    endedKeptMs: 90 * DAY_MS,
    /** Whatever the names: each costs a hash. */
    signIns: { max: 120, windowMs: 10 * MINUTE_MS },
    attemptsShownMax: 50,
    attemptsKeptMs: 365 * DAY_MS,
    teamsPerPage: 100,
    checksKeptMs: 5 * MINUTE_MS,
  },
  twoFactorPolicy: { reminderDays: [1, 3, 7], membersPerUnitMax: 500, unitsPerRunMax: 1_000 },
  authentication: { lookupsPerQueryMax: 500, lookupsWaitingMax: 20_000, recentMax: 20_000 },
  apiTokens: {
    heldMax: 100,
    endedKeptMs: 365 * DAY_MS,
    /** How long one lasts if nothing is said, and how long at most: of a team that set nothing, and what it may set. */
    lifetimeDays: 90,
    longest: { default: 365, min: 1, max: 3650 },
    /** So many days before its end a mail is sent; so long without use it is shown as unused. */
    warnedDays: [7, 1],
    unusedDays: 90,
    warnedPerUnitMax: 200,
    warnedUnitsPerRunMax: 50,
  },
  publicDesk: {
    keyMs: 2 * 365 * DAY_MS,
    keysMax: 100,
    /** So many days before a key expires a mail is sent. */
    keyWarnedDays: [60, 30, 7],
    /** What one message of an outsider may become when it is opened. */
    openedBytesMax: 25 * MIB,
    versionsShown: 50,
    /** How long a security.txt holds, how long before its end it is written anew, and when somebody is told. */
    securityText: { lifetimeMs: 180 * DAY_MS, renewedMs: 60 * DAY_MS, alarmMs: 30 * DAY_MS },
  },
  invitations: { openMax: 1_000, lifetimeMs: 7 * DAY_MS, endedKeptMs: 365 * DAY_MS },
  joinDomains: {
    perTeamMax: 20,
    linkMs: DAY_MS,
    unusedKeptMs: DAY_MS,
  },
  mailedLinks: { lifetimeMs: { claim: 7 * DAY_MS, email: DAY_MS, reset: 60 * MINUTE_MS, 'factor-reset': DAY_MS } },
  /** Mails that strangers ask for: new passwords, and joining, counted apart; the rest is `guessing.mail`. */
  mailRequests: {
    /** A proxy in front makes many people one address. */
    perNetwork: { max: 60, windowMs: 60 * MINUTE_MS },
    waitingMax: 100,
  },
  sso: {
    providersMax: 10,
    domainsMax: 50,
    /** How long a browser may stay at a provider. */
    requestMs: 10 * MINUTE_MS,
    wholeMs: 15 * SECOND_MS,
    answerBytesMax: 256 * 1024,
    subjectCharactersMax: 512,
    /** Claims that a test run shows, and how much of each. */
    shownMax: 100,
    shownCharactersMax: 1_000,
    /** Of each kind at one provider: one in use, and one that follows it. */
    keysMax: 2,
    keyMs: 3_650 * DAY_MS,
    domainCodeMs: DAY_MS,
    domainMailEveryMs: 10 * MINUTE_MS,
  },
  saml: {
    messageBytesMax: 256 * 1024,
    depthMax: 40,
    elementsMax: 5_000,
    /** Of one element, its namespaces among them. */
    attributesMax: 32,
    certificatesMax: 4,
    /** How far the clocks of provider and server may be apart. */
    skewMs: 2 * MINUTE_MS,
    /** For how long after it was made a message is taken, whatever it says; so long it is remembered. */
    ageMsMax: 60 * MINUTE_MS,
    /** Stays that one request to sign out ends. */
    staysMax: 100,
  },
  provisioning: {
    /** One at work and its successor. */
    credentialsMax: 2,
    requests: { max: 1_500, windowMs: MINUTE_MS },
    refusalsNotedMax: 60,
    /** How old the time of the last success may be; each renewal is a write. */
    seenEveryMs: 5 * MINUTE_MS,
    pageDefault: 100,
    pageMax: 200,
    filterCharactersMax: 1_000,
    filterTermsMax: 50,
    filterDepthMax: 10,
    textCharactersMax: 254,
    operationsMax: 200,
    groupsMax: 2_000,
    /** Members that one request names, and that one answer lists beyond a single group. */
    membersPerRequestMax: 10_000,
    membersPerAnswerMax: 20_000,
    groupsShownMax: 100,
    callsShownMax: 20,
    callsKeptMs: 30 * DAY_MS,
    removedKeptMs: 365 * DAY_MS,
  },
  throttle: { keysMax: 10_000 },
  signIns: { shownMax: 20 },
  setup: { wrongLinks: { max: 20, windowMs: 10 * MINUTE_MS } },
  guests: { toldBeforeMs: 5 * DAY_MS, toldAtOnceMax: 1_000, closedPerRunMax: 1_000 },
  claims: { mailsDefault: 25 },
  attempts: {
    perMinuteMax: 600,
    waitingMax: 1_000,
    /** What comes beyond the most of a minute is counted by so many lines, and then by one for each team. */
    floodLinesMax: 200,
    /** Days; what a team may choose. */
    kept: { default: 365, min: 30, max: 5 * 365 },
    exportPage: 500,
    exportedMax: 1_000_000,
  },
  members: { perTeamMax: 100_000, nameCharactersMax: 80, adminsToldMax: 200 },
  profiles: {
    fieldsMax: 20,
    pictureBytesMax: 8 * MIB,
    largeSide: 512,
    smallSide: 96,
    receivingMax: 4,
    waitingMax: 50,
    receiveMs: MINUTE_MS,
    /** A picture whose bytes never came. */
    unfinishedKeptMs: DAY_MS,
  },
  channels: {
    nameCharactersMax: 80,
    topicCharactersMax: 250,
    purposeCharactersMax: 250,
    groupMembersMax: 9,
    invitedAtOnceMax: 100,
    perMemberMax: 2_000,
  },
  messages: {
    textCharactersMax: 40_000,
    editsMax: 100,
    reactionsPerMessageMax: 50,
    emojiCharactersMax: 100,
    mentionsMax: 100,
    groupMentionsMax: 20,
    batchMax: 200,
    queueMax: 5_000,
    latestPagesMax: 500,
    latestPageKeptMs: 10 * MINUTE_MS,
  },
  threads: { unreadShownMax: 1_000 },
  pins: { perChannelMax: 100 },
  savedItems: { perMemberMax: 10_000, shownMax: 1_000 },
  drafts: { perMemberMax: 500 },
  presence: { graceMs: 10_000, typingEveryMs: 2_000, typingReachMax: 1_000 },
  status: { aheadMs: 366 * DAY_MS },
  notifications: { quietStepsMax: 16, doNotDisturbMs: 366 * DAY_MS },
  userGroups: { perTeamMax: 500, membersMax: 1_000 },
  notices: {
    settleMs: 3_000,
    batchMax: 500,
    heardMax: 50_000,
    failuresMax: 5,
    markBehindMs: MINUTE_MS,
    lateMs: 60 * MINUTE_MS,
    pushAttemptsMax: 4,
    pushesAtOnceMax: 8,
  },
  mailNotices: {
    afterMs: { soon: 15 * MINUTE_MS, hourly: 60 * MINUTE_MS, daily: DAY_MS },
    activeMs: 15 * MINUTE_MS,
    againMs: 15 * MINUTE_MS,
    teamsPerRunMax: 100,
    membersPerRunMax: 100,
    namedMax: 500,
    conversationsMax: 20,
    keptMs: 7 * DAY_MS,
  },
  linkCards: {
    perMessageMax: 3,
    fetchMs: 6_000,
    pageBytesMax: 256 * 1024,
    imageBytesMax: 4 * 1024 * 1024,
    imageSide: 480,
    imageKeptBytesMax: 512 * 1024,
    lateMs: 10 * MINUTE_MS,
    atOnceMax: 4,
    titleCharactersMax: 200,
    descriptionCharactersMax: 400,
    siteCharactersMax: 80,
  },
  events: { pageMax: 500, replayMax: 5_000 },
  realtime: {
    holeMs: 50,
    healAttemptsMax: 8,
    heldMax: 1_024,
    pageEntriesMax: 100,
    behindMax: 1_000,
    recentMax: 32,
    recentWhileCatchingUp: 1_024,
    readsAtOnceMax: 4,
    socketsMax: 20_000,
    socketsPerMemberMax: 20,
    unsentBytesMax: 1024 * 1024,
    incomingBytesMax: 64 * 1024,
    incomingPerSecondMax: 50,
    pingEverySeconds: 25,
    closeMs: 5_000,
    /** How long who may no longer listen may take to say goodbye. */
    endedCloseMs: 500,
    startMs: 10_000,
    /** How often who listens is asked for again in the database, and how many at once. */
    askAgainMs: 30_000,
    askedAtOnceMax: 500,
  },
  alarm: {
    /** However far away the next moment is: another process may have set an earlier one. */
    lookEveryMs: 30_000,
    retryMs: 1_000,
  },
  due: {
    batchMax: 50,
    teamsPerRoundMax: 100,
    roundsMax: 1_000,
    /** What comes later than this after its time is marked as late. */
    lateMs: MINUTE_MS,
  },
  scheduledMessages: { heldMax: 200, aheadMs: 120 * DAY_MS, sentKeptMs: 7 * DAY_MS, failedKeptMs: 90 * DAY_MS },
  reminders: {
    heldMax: 500,
    aheadMs: 5 * 366 * DAY_MS,
    /** How many steps of its rhythm a repeating reminder looks ahead for the next one. */
    stepsMax: 8,
    doneKeptMs: 30 * DAY_MS,
  },
  historyImport: { batch: 1_000 },
  demo: { placesAtOnce: 4, messagesMax: 5_000_000, monthsMax: 120 },
  images: {
    pixelsMax: 50_000_000,
    timeMs: 10_000,
    cpuSeconds: 10,
    /** Of all that a worker may write to, the native decoders' memory too. */
    memoryKib: 1024 * 1024,
    heapMb: 64,
    writtenBytesMax: 8 * 1024 * 1024,
    atOnceMax: 2,
    waitingMax: 50,
  },
  emoji: { perTeamMax: 5_000, bytesMax: 256 * 1024, side: 128 },
  bookmarks: { perChannelMax: 100 },
  search: {
    resultsDefault: 20,
    contextDefault: 1,
    /** How many candidates one round asks the index for, and how many one search opens. */
    roundHits: 200,
    candidatesMax: 2_000,
    /** So many matches are ranked together; what is older follows after them. */
    rankedMax: 1_000,
    rankedRoundHits: 500,
    highlightsMax: 100,
  },
} as const;
