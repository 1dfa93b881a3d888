/** The menu of a message: what this member may do with it here. */
import type { Message } from '#contract/workspace.ts';
import type { MenuItem } from '#parts/menu.tsx';
import { toast } from '#parts/toast.tsx';
import { placeKey } from '#sync/state.ts';
import { fullAddress, messagePath } from '../addresses.ts';
import { attempt } from '../attempt.ts';
import { useSelect, useWorkspace } from '../workspace.tsx';
import type { MessageDeedsProps, Question } from './deeds.tsx';

interface Wish extends Omit<MessageDeedsProps, 'children'> {
  readonly ask: (question: Question) => void;
}

const none: readonly MenuItem[] = [];

export function useMenuItems(message: Message | undefined, wish: Wish): readonly MenuItem[] {
  const workspace = useWorkspace();
  const me = useSelect(({ members, me }) => members.get(me ?? ''));
  const slug = useSelect(({ team }) => team?.slug) ?? '';
  const key = message && placeKey(message.channel, message.threadTs ?? message.ts);
  const isFollowed = useSelect(({ threadStandings }) => threadStandings.get(key ?? '')?.following === true);
  const isSaved = useSelect(({ saved }) => message !== undefined && saved.has(placeKey(message.channel, message.ts)));
  if (!message) return none;
  const { channel, ts } = message;
  const { readOnly, pinned, onThread, onEdit, ask } = wish;
  const isOwn = message.author === me?.id && !message.note;
  const mayModerate = me?.role === 'owner' || me?.role === 'admin';
  const said = (deed: Promise<unknown>, words: string): void =>
    void attempt(deed).then((done) => {
      if (done) toast(words);
    });
  const isPinned = pinned?.has(ts) ?? false;
  const root = message.threadTs ?? ts;
  const all: (MenuItem | false | undefined)[] = [
    onThread &&
      !message.note && { label: 'Reply in thread', sign: 'reply', keys: 'T', onSelect: () => onThread(message) },
    {
      label: 'Copy link',
      sign: 'link',
      keys: 'C',
      onSelect: () => copyLink(slug, message),
    },
    message.text !== '' && { label: 'Copy text', sign: 'copy', onSelect: () => copied(message.text, 'Text copied.') },
    message.inTimeline && {
      ...{ label: 'Mark unread from here', sign: 'eye', keys: 'U', apart: true },
      onSelect: () => said(workspace.markUnreadFrom(channel, ts), 'Unread from this message on.'),
    },
    isSaved
      ? { label: 'Remove from saved', sign: 'saved', onSelect: () => void attempt(workspace.unsave(channel, ts)) }
      : {
          label: 'Save for later',
          sign: 'saved',
          onSelect: () => said(workspace.save(channel, ts), 'Saved for later.'),
        },
    { label: 'Remind me…', sign: 'clock', onSelect: () => ask({ kind: 'remind', message }) },
    (message.replyCount > 0 || message.threadTs !== undefined || onThread !== undefined) &&
      !message.note && {
        ...{ label: isFollowed ? 'Unfollow thread' : 'Follow thread', sign: 'bell' },
        onSelect: () =>
          isFollowed
            ? said(workspace.unfollowThread(channel, root), 'You will not be told of new replies.')
            : said(workspace.followThread(channel, root), 'You will be told of new replies.'),
      },
    pinned !== undefined &&
      !readOnly &&
      !message.note && {
        ...{ label: isPinned ? 'Unpin' : 'Pin to this conversation', sign: 'pin', apart: true },
        onSelect: () => void attempt(isPinned ? workspace.unpin(channel, ts) : workspace.pin(channel, ts)),
      },
    message.editedAt !== undefined && {
      ...{ label: 'Show earlier texts', sign: 'clock' },
      onSelect: () => ask({ kind: 'edits', message }),
    },
    isOwn && !readOnly && onEdit && { label: 'Edit', sign: 'pen', keys: 'E', onSelect: () => onEdit(message) },
    ((isOwn && !readOnly) || mayModerate) && {
      ...{ label: 'Delete…', sign: 'trash', danger: true, apart: true },
      onSelect: () => ask({ kind: 'delete', message }),
    },
  ];
  return all.filter((one): one is MenuItem => one !== false && one !== undefined);
}

export const copyLink = (slug: string, { channel, ts, threadTs }: Message): void =>
  copied(fullAddress(slug, messagePath(channel, ts, threadTs)), 'Link copied.');

function copied(text: string, words: string): void {
  navigator.clipboard.writeText(text).then(
    () => toast(words),
    () => toast('The browser did not allow copying. Nothing was copied.'),
  );
}
