/**
 * A channel is a log. The danger: a change that some client never hears of, or hears of twice. The principle: every
 * change takes the next number of its channel, without gaps, under the lock of the channel's row and in the very
 * transaction that makes it. The boundary: the log holds references; what people wrote is read from where it stands.
 */

export { type Attachment, insertAttachments, type ShownFileRow } from './attached.sql.ts';
export {
  filesCompartment,
  type Look,
  openFileText,
  placeKey,
  sealFileName,
  sealFileText,
  sealLook,
  showAttached,
  showFile,
  textsAttached,
  wordsOfMessage,
} from './attached.ts';
export { type Body, type BodyCard, openBody, openEdit, sealBody, sealEdit } from './body.ts';
export { type EventRow, peopleOf } from './channel-log.sql.ts';
export {
  type ChannelRow,
  publicChannelId,
  type StandingRow,
  showChannel,
  showConversation,
  showStanding,
} from './channel-row.ts';
export { emitEvent, eventRow, type Happening, recordInLog } from './event.ts';
export { postNote, UNTOUCHED } from './notes.ts';
export { readLog } from './read-log.ts';
export { showMessage, showMessages, showThread } from './show.ts';
export { standingColumns } from './standing.sql.ts';
export {
  insertMessages,
  MESSAGE_COLUMNS,
  type MessageRow,
  messages,
  messagesAt,
  type NewMessage,
} from './timeline.sql.ts';
