import { DAY_MS, MINUTE_MS } from './clock.ts';

/** Every bound of the server, in one place. A queue, page, body, retry or loop without an entry here is a mistake. */
export const limits = {
  http: {
    bodyBytesMax: 1024 * 1024,
    headerTimeoutMs: 10_000,
    requestTimeoutMs: 30_000,
    keepAliveTimeoutMs: 65_000,
    connectionsMax: 20_000,
    shutdownMs: 15_000,
  },
  database: {
    poolMax: 8,
    connectMs: 10_000,
    statementMs: 30_000,
    serializationRetriesMax: 5,
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
  control: { lineBytesMax: 64 * 1024, connectionsMax: 16, connectMs: 2_000 },
  audit: { exportBatch: 1_000, pageMax: 200 },
  keys: { cacheMax: 20_000 },
  mail: {
    queueMax: 1_000,
    atOnceMax: 4,
    connectMs: 10_000,
    keptMax: 10_000,
    subjectCharactersMax: 200,
    textCharactersMax: 100_000,
  },
  passwords: { charactersMin: 10, charactersMax: 1_024, hashesAtOnceMax: 2, hashesWaitingMax: 64 },
  sessions: {
    lifetimeMs: 30 * DAY_MS,
    idleMs: 14 * DAY_MS,
    /** How old the time of the last use may be; each renewal is a write. */
    seenEveryMs: 5 * MINUTE_MS,
    heldMax: 100,
    endedKeptMs: 30 * DAY_MS,
  },
  authentication: { lookupsPerQueryMax: 500, lookupsWaitingMax: 20_000 },
  apiTokens: { heldMax: 100, endedKeptMs: 365 * DAY_MS },
  invitations: { openMax: 1_000, lifetimeMs: 7 * DAY_MS, endedKeptMs: 365 * DAY_MS },
  attempts: { perMinuteMax: 600, waitingMax: 1_000, keptMs: 365 * DAY_MS },
  members: { perTeamMax: 100_000, nameCharactersMax: 80 },
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
    batchMax: 200,
    queueMax: 5_000,
  },
  events: { pageMax: 500, replayMax: 5_000 },
  search: { wordsMax: 20, resultsMax: 100, candidatesMax: 2_000 },
} as const;
