/** The members' side of the security desk. What is under embargo is asked for when it is shown, and kept nowhere. */
export { BoardScreen } from './board.tsx';
export { InboxScreen } from './inbox.tsx';
export { MailsScreen } from './mails.tsx';
export { CaseScreen } from './room.tsx';
export { DeskSide } from './side.tsx';
export { TemplatesScreen } from './templates.tsx';
