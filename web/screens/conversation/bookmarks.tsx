/** The bookmarks of a conversation under its head: links, messages and files that everybody should find. */
import { useQuery } from '@tanstack/react-query';
import { type JSX, lazy, memo, Suspense, useState } from 'react';
import { Link } from 'wouter';
import type { Bookmark } from '#contract/vocabulary.ts';
import { IconButton } from '#parts/button.tsx';
import { Icon } from '#parts/icon.tsx';
import type { Conversation } from '#sync/state.ts';
import { messagePath } from '#view/addresses.ts';
import { TeamEmoji } from '#view/team-emoji.tsx';
import { useWorkspace } from '#view/workspace.tsx';
import s from './bookmarks.module.css';

const BookmarksDialog = lazy(async () => ({ default: (await import('./bookmarks-dialog.tsx')).BookmarksDialog }));

const none: readonly Bookmark[] = [];

export function useBookmarks({ channel, bookmarksNumber }: Conversation): readonly Bookmark[] {
  const { api } = useWorkspace();
  const { data = none } = useQuery<readonly Bookmark[]>({
    queryKey: ['bookmarks', channel.id, bookmarksNumber],
    queryFn: ({ signal }) =>
      api
        .call('GET /v1/channels/:channel/bookmarks', { params: { channel: channel.id }, signal })
        .then(({ bookmarks }) => bookmarks),
    placeholderData: (before) => before,
  });
  return data;
}

interface Props {
  conversation: Conversation;
}

/** Nothing where there are none: the details offer the first one. */
export const Bookmarks = memo(function Bookmarks({ conversation }: Props): JSX.Element | null {
  const bookmarks = useBookmarks(conversation);
  const [isOpen, setOpen] = useState(false);
  if (bookmarks.length === 0) return null;
  return (
    <nav className={s.bar} aria-label="Bookmarks">
      <ul className={s.list}>
        {bookmarks.map((bookmark) => (
          <li key={bookmark.id}>
            <BookmarkLink bookmark={bookmark} />
          </li>
        ))}
      </ul>
      {conversation.channel.archivedAt === undefined && (
        <IconButton sign="pen" label="Change bookmarks" className={s.change} onClick={() => setOpen(true)} />
      )}
      {isOpen && (
        <Suspense>
          <BookmarksDialog conversation={conversation} onClose={() => setOpen(false)} />
        </Suspense>
      )}
    </nav>
  );
}, isSame);

/** What is said leaves the bookmarks as they are. */
function isSame({ conversation: a }: Props, { conversation: b }: Props): boolean {
  return a.channel === b.channel && a.bookmarksNumber === b.bookmarksNumber;
}

export function BookmarkLink({ bookmark }: { bookmark: Bookmark }): JSX.Element {
  const { api } = useWorkspace();
  const { channel, title, url, ts, file, emoji } = bookmark;
  const words = (
    <>
      {emoji ? <TeamEmoji code={emoji} /> : <Icon sign={ts ? 'reply' : file ? 'file' : 'link'} small />}
      <bdi className="trunc">{title}</bdi>
    </>
  );
  if (ts !== undefined) {
    return (
      <Link className={s.link} href={messagePath(channel, ts)}>
        {words}
      </Link>
    );
  }
  if (file !== undefined) {
    return (
      <a className={s.link} href={api.href(`/v1/files/${file}/content`)} download>
        {words}
      </a>
    );
  }
  return (
    <a className={s.link} href={safe(url)} target="_blank" rel="noreferrer noopener" title={url}>
      {words}
    </a>
  );
}

/** Nothing but pages and mail is followed. */
const safe = (url: string | undefined): string | undefined =>
  url !== undefined && /^(https?:\/\/|mailto:)/.test(url) ? url : undefined;
