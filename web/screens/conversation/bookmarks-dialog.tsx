/** Changing the bookmarks of a conversation: their order, their names, new ones, fewer ones. */
import { type JSX, useState } from 'react';
import type { Bookmark } from '#contract/vocabulary.ts';
import { Button, IconButton } from '#parts/button.tsx';
import { Dialog } from '#parts/dialog.tsx';
import { TextField } from '#parts/field.tsx';
import { deviceRandom } from '#sync/random.ts';
import type { Conversation } from '#sync/state.ts';
import { attempt, outcome } from '#view/attempt.ts';
import { useWorkspace } from '#view/workspace.tsx';
import s from './bookmarks.module.css';
import { BookmarkLink, useBookmarks } from './bookmarks.tsx';

interface Props {
  conversation: Conversation;
  onClose(): void;
}

export function BookmarksDialog({ conversation, onClose }: Props): JSX.Element {
  const bookmarks = useBookmarks(conversation);
  const { api } = useWorkspace();
  const { id: channel } = conversation.channel;
  const [renamed, setRenamed] = useState<Bookmark>();
  const move = (from: number, to: number): void => {
    const ids = bookmarks.map(({ id }) => id);
    ids.splice(to, 0, ...ids.splice(from, 1));
    void attempt(
      api.call('PUT /v1/channels/:channel/bookmarks', { params: { channel }, body: { bookmarks: ids } as never }),
    );
  };
  const remove = ({ id }: Bookmark): void =>
    void attempt(api.call('DELETE /v1/channels/:channel/bookmarks/:bookmark', { params: { channel, bookmark: id } }));
  return (
    <Dialog title="Bookmarks" onClose={onClose}>
      {bookmarks.length === 0 && <p className="meta">Links that everybody here should find stand under the head.</p>}
      <ul className={s.all}>
        {bookmarks.map((bookmark, at) => (
          <li key={bookmark.id} className={s.edit}>
            <span className="grow">
              <BookmarkLink bookmark={bookmark} />
            </span>
            <IconButton sign="pen" label={`Change ${bookmark.title}`} onClick={() => setRenamed(bookmark)} />
            <IconButton
              sign="up"
              label={`Move ${bookmark.title} forward`}
              disabled={at === 0}
              onClick={() => move(at, at - 1)}
            />
            <IconButton sign="trash" label={`Remove ${bookmark.title}`} onClick={() => remove(bookmark)} />
          </li>
        ))}
      </ul>
      <BookmarkForm
        key={renamed?.id ?? 'new'}
        channel={channel}
        bookmark={renamed}
        onDone={() => setRenamed(undefined)}
      />
    </Dialog>
  );
}

interface FormProps {
  channel: string;
  /** The one to change; undefined: a new one. */
  bookmark: Bookmark | undefined;
  onDone(): void;
}

function BookmarkForm({ channel, bookmark, onDone }: FormProps): JSX.Element {
  const { api } = useWorkspace();
  const [title, setTitle] = useState(bookmark?.title ?? '');
  const [url, setUrl] = useState(bookmark?.url ?? '');
  const [clientId, setClientId] = useState(deviceRandom.uuid);
  const [fault, setFault] = useState<string>();
  const [pending, setPending] = useState(false);
  const leadsElsewhere = bookmark !== undefined && bookmark.url === undefined;
  const save = async (): Promise<void> => {
    if (pending) return;
    if (!leadsElsewhere && !/^(https?:\/\/|mailto:)\S+$/.test(url.trim()))
      return setFault('An address begins with https:// or mailto: and has no spaces.');
    if (title.trim() === '') return setFault('A bookmark needs a name.');
    setPending(true);
    const words = { title: title.trim(), ...(leadsElsewhere ? {} : { url: url.trim() }) };
    const deed = bookmark
      ? api.call('PATCH /v1/channels/:channel/bookmarks/:bookmark', {
          params: { channel, bookmark: bookmark.id },
          body: words,
        })
      : api.call('POST /v1/channels/:channel/bookmarks', {
          params: { channel },
          body: { ...words, clientId } as never,
        });
    const found = await outcome(deed);
    setPending(false);
    setFault(found);
    if (found !== undefined) return;
    setTitle('');
    setUrl('');
    setClientId(deviceRandom.uuid());
    onDone();
  };
  return (
    <form
      className={s.form}
      onSubmit={(event) => {
        event.preventDefault();
        void save();
      }}
    >
      <TextField label="Name" value={title} maxLength={100} onChange={(event) => setTitle(event.target.value)} />
      {!leadsElsewhere && (
        <TextField
          label="Address"
          type="url"
          placeholder="https://"
          value={url}
          onChange={(event) => setUrl(event.target.value)}
        />
      )}
      {fault && <p role="alert">{fault}</p>}
      <div className="row">
        <Button type="submit" kind="primary" pending={pending}>
          {bookmark ? 'Save' : 'Add bookmark'}
        </Button>
        {bookmark && <Button onClick={onDone}>Cancel</Button>}
      </div>
    </form>
  );
}
