/**
 * Cases of the security desk: one report and all that follows from it, in a room of its own. The danger: what is under
 * embargo comes out through a door that serves something else. The principle: a case is no channel; its words stand in
 * tables that search, notices, link cards, export and apps do not read, under keys of its own, and every one of these
 * functions asks first whether the caller is in the case (docs/decisions/0011-case-rooms.md).
 */
import type { CaseId, TeamId } from '#contract/ids.ts';
import type { Work } from '#platform/work.ts';
import { deskLimits } from '../limits.ts';
import { caseRow, teamsWithAlarms } from './cases.sql.ts';

export { mailOfActivity } from './activity.ts';
export { assignByTurn, casesToAlarm, casesWithoutOwner, expireCases, giveAlarms } from './alarms.ts';
export { alikeCases } from './alike.ts';
export { caseFull } from './case-state.ts';
export { closeCase, decideDispute, disputeAsReporter } from './closing.ts';
export { recordCve, rejectCve } from './cve-ids/cve-ids.ts';
export {
  acceptDate,
  acceptDateAsReporter,
  endEmbargo,
  keepDespiteAttacks,
  proposeDate,
  proposeDateAsReporter,
  rejectDate,
  rejectDateAsReporter,
} from './embargo.ts';
export { stateFact, stateFactAsReporter } from './facts.ts';
export { type GivenFile, openFile, openFileAsReporter } from './files.ts';
export {
  addEvidence,
  addPatch,
  askForRetest,
  nameBranches,
  retestAsReporter,
  stateFixReady,
} from './fixes/fixes.ts';
export { waitForReporter, waitNoLonger, writeAsReporter, writeToReporter } from './letters.ts';
export { addNote, writeNote } from './notes.ts';
export {
  beginNotice,
  endNotices,
  hasNotices,
  noticeFailed,
  noticesAgain,
  noticeToken,
  readNoticeToken,
} from './notices.ts';
export {
  describeReport,
  leaveUnread,
  type Opened,
  openReport,
  reportTooLarge,
  type Understood,
  unreadReport,
} from './opening.ts';
export {
  caseByNumber,
  caseOfForm,
  caseOfReporter,
  isPassphraseKnown,
  keepPassphrase,
  keepUnknownPassphrase,
  makePassphrase,
  newPassphrase,
  requirePassphrase,
} from './passphrases.ts';
export { rateCase } from './rating.ts';
export { replyValues } from './reply-values.ts';
export { openAsReporter, openPatchAsReporter } from './reporter-page.ts';
export {
  type Correspondent,
  caseNameOf,
  letterToCarry,
  lockedCase,
  noSuchLetter,
  noteDesk,
  noteReporter,
  reporterOf,
} from './reporters.ts';
export { noteScan, scanWords } from './scanned.ts';
export { listCases, listSizes, medianOf, openCase, openRaw, responseTimes } from './showing.ts';
export { addPerson, audienceOf, caseClosed, enterCase, insideCase, removePerson } from './standing.ts';
export { acceptReport, assignCase, deferReport, judgeInvalid, judgeValid } from './triage.ts';
export { tellWays } from './ways.ts';
export { stayAsReporter, withdrawAsReporter } from './withdrawing.ts';

/** Undefined once it is gone. */
export const caseNumber = async (work: Work, id: CaseId): Promise<number | undefined> =>
  (await caseRow(work.sql, id))?.number;

/** Teams in which an alarm is due; for a unit of the deployment, which learns nothing else. */
export const teamsToAlarm = (work: Work): Promise<TeamId[]> =>
  teamsWithAlarms(work.sql, work.now, deskLimits.teamsPerRunMax);
