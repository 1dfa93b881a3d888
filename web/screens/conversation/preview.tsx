/** A public channel seen from outside: its latest messages, and the way in. */
import { useQuery } from '@tanstack/react-query';
import type { JSX } from 'react';
import { Link } from 'wouter';
import { Button, buttonClass } from '#parts/button.tsx';
import { Empty } from '#parts/empty.tsx';
import { Icon } from '#parts/icon.tsx';
import { PaneBody, PaneHead } from '#parts/pane.tsx';
import { Skeleton } from '#parts/skeleton.tsx';
import { Refusal } from '#sync/workspace.ts';
import { wordsFor } from '#view/attempt.ts';
import { Composer } from '#view/composer/composer.tsx';
import { MessageRow } from '#view/message-row/message-row.tsx';
import { usePlace } from '#view/place.ts';
import { useSelect, useWorkspace } from '#view/workspace.tsx';
import s from './conversation.module.css';
import { rowsOf } from './rows.ts';

export function Preview({ channel }: { channel: string }): JSX.Element {
  const { api, lookUp } = useWorkspace();
  const { zone } = usePlace();
  const { data, error, refetch } = useQuery({
    queryKey: ['preview', channel],
    queryFn: async ({ signal }) => {
      const asked = { params: { channel }, signal };
      const [about, { messages }] = await Promise.all([
        api.call('GET /v1/channels/:channel', asked),
        api.call('GET /v1/channels/:channel/messages', { ...asked, query: { limit: 50 } }),
      ]);
      lookUp(messages.map(({ author }) => author));
      return { about, messages };
    },
    // What is not there does not come by asking again.
    retry: false,
  });
  if (error) return <Missing channel={channel} error={error} onRetry={() => void refetch()} />;
  if (!data) return <Skeleton label="Opening the channel" rows={8} />;
  const { about, messages } = data;
  const rows = rowsOf({ messages, pending: [], me: undefined, newAfter: undefined, zone });
  return (
    <section className={s.main} aria-label={about.name}>
      <PaneHead
        title={
          <>
            <Icon sign="hash" small /> <bdi>{about.name}</bdi>
          </>
        }
        about={<bdi className="trunc">{about.topic}</bdi>}
      />
      <PaneBody>
        <section aria-label={`Latest messages in ${about.name}`}>
          {rows.map(
            (row) =>
              row.kind === 'message' && (
                <MessageRow key={row.key} message={row.message} isContinued={row.isContinued} />
              ),
          )}
          {rows.length === 0 && <Empty title={`Nothing was written in ${about.name} yet`} />}
        </section>
      </PaneBody>
      <Composer channel={channel} name={`#${about.name}`} />
    </section>
  );
}

interface MissingProps {
  channel: string;
  error: Error;
  onRetry(): void;
}

function Missing({ channel, error, onRetry }: MissingProps): JSX.Element {
  const isGone = error instanceof Refusal && error.status === 404;
  if (isGone) return <NotHere channel={channel} />;
  return (
    <Empty level={1} title="The channel could not be opened" actions={<Button onClick={onRetry}>Try again</Button>}>
      <p>{wordsFor(error)}</p>
    </Empty>
  );
}

/** Also where the address cannot be that of a conversation. */
export function NotHere({ channel }: { channel?: string | undefined }): JSX.Element {
  const hasDraft = useSelect(({ drafts }) => [...drafts.values()].some((mark) => mark.channel === channel));
  return (
    <Empty
      level={1}
      title="This conversation is not here for you"
      actions={
        <>
          {hasDraft && (
            <Link className={buttonClass('primary')} href="/drafts">
              Open your drafts
            </Link>
          )}
          <Link className={buttonClass('plain')} href="/channels">
            Find a channel
          </Link>
        </>
      }
    >
      <p>It was removed, or you are not in it. Whoever is in it can bring you in.</p>
      {hasDraft && <p>What you had begun to write here is kept.</p>}
    </Empty>
  );
}
