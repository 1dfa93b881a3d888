/** Messages that a search found, each with where it stands; one press opens it in its conversation. */
import { type JSX, type ReactNode, useEffect, useRef } from 'react';
import { Link, useLocation } from 'wouter';
import type { FoundMessage } from '#contract/search.ts';
import { messagePath } from '../addresses.ts';
import { conversationName } from '../conversation-name.ts';
import { MessageRow } from '../message-row/message-row.tsx';
import { PagedList, usePaged } from '../paged.tsx';
import { useSelect, useWorkspace } from '../workspace.tsx';
import styles from './found.module.css';
import { highlight } from './highlight.ts';

const pageSize = 30;
/** Going back finds the list as it was. */
const listFreshMs = 60_000;

interface Props {
  /** As the server reads it: words and filters. */
  readonly query: string;
  readonly sort?: 'recent' | 'relevant';
  readonly label: string;
  /** Where nothing was found. */
  readonly empty: ReactNode;
}

export function Found({ query, sort = 'recent', label, empty }: Props): JSX.Element {
  const { api, lookUp } = useWorkspace();
  const list = useRef<HTMLOListElement>(null);
  const found = usePaged({
    of: ['search', query, sort],
    load: (before, signal) =>
      api.call('GET /v1/search', { query: { q: query, sort, context: 0, limit: pageSize, before }, signal }),
    itemsOf: ({ messages }) => messages,
    freshMs: listFreshMs,
  });
  const messages = found.items;
  const notUnderstood = found.first?.notUnderstood ?? [];
  useEffect(() => lookUp(messages.map(({ author }) => author)), [lookUp, messages]);
  useEffect(() => (list.current ? highlight(list.current, wordsIn(messages)) : undefined), [messages]);
  return (
    <PagedList list={found} what={label} empty={empty} rows="rows">
      {notUnderstood.length > 0 && (
        <p className={styles.note} role="status">
          Left out, because it says nothing here: {notUnderstood.map((part) => `“${part}”`).join(', ')}.
        </p>
      )}
      <ol ref={list} className={styles.list} aria-label={label}>
        {messages.map((message) => (
          <Result key={`${message.channel}/${message.ts}`} message={message} />
        ))}
      </ol>
    </PagedList>
  );
}

function Result({ message }: { message: FoundMessage }): JSX.Element {
  const [, go] = useLocation();
  const path = messagePath(message.channel, message.ts, message.threadTs);
  return (
    <li
      className={styles.result}
      // The link is the way of the keyboard; a press beside it means the same.
      onClickCapture={(event) => {
        const isOwn = (event.target as Element).closest('a,button,img,video,pre');
        if (!isOwn && getSelection()?.isCollapsed) go(path);
      }}
    >
      <MessageRow message={message} isAlone where={<Where message={message} path={path} />} />
    </li>
  );
}

function Where({ message: { channel, ts, threadTs }, path }: { message: FoundMessage; path: string }): JSX.Element {
  const name = useSelect(({ conversations, members, me }) => {
    const conversation = conversations.get(channel);
    return conversation && conversationName(conversation.channel, members, me);
  });
  return (
    <span className="meta">
      {threadTs !== undefined && threadTs !== ts && 'in a thread '}
      in <bdi>{name ?? 'a channel you are not in'}</bdi>
      <Link className={styles.open} href={path}>
        Open<span className="vh"> this message in its conversation</span>
      </Link>
    </span>
  );
}

/** What matches, as it is written. */
const wordsIn = (messages: readonly FoundMessage[]): Set<string> =>
  new Set(messages.flatMap(({ text, highlights }) => highlights.map(({ start, end }) => text.slice(start, end))));
