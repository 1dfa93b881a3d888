/** The files of a place, for as long as the page is open, whichever conversation is looked at meanwhile. */
import { useState, useSyncExternalStore } from 'react';
import { placeKey } from '#sync/state.ts';
import type { Workspace } from '#sync/workspace.ts';
import { wordsFor } from '../attempt.ts';
import { useWorkspace } from '../workspace.tsx';
import { type Attachment, type Attachments, createAttachments } from './attachments.ts';

const places = new WeakMap<Workspace, Map<string, Attachments<File>>>();

function attachmentsOf(workspace: Workspace, key: string): Attachments<File> {
  const known = places.get(workspace) ?? new Map<string, Attachments<File>>();
  places.set(workspace, known);
  const made =
    known.get(key) ??
    createAttachments<File>({
      upload: workspace.upload,
      usage: () => workspace.api.call('GET /v1/files/usage'),
      // What cannot be deleted now goes by itself after a week.
      discard: (id) => void workspace.api.call('DELETE /v1/files/:file', { params: { file: id } }).catch(wordsFor),
    });
  known.set(key, made);
  return made;
}

export function useAttachments(
  channel: string,
  threadTs: string | undefined,
): Attachments<File> & { readonly all: readonly Attachment[] } {
  const workspace = useWorkspace();
  const [attachments] = useState(() => attachmentsOf(workspace, placeKey(channel, threadTs)));
  const all = useSyncExternalStore(attachments.subscribe, attachments.list);
  return { ...attachments, all };
}
