/** A message from the first key until it is handed over: what it says, what goes with it, and whether it can go. */
import { useRef, useState } from 'react';
import { toast } from '#parts/toast.tsx';
import type { Api } from '#sync/api.ts';
import { deviceRandom } from '#sync/random.ts';
import { outcome, wordsFor } from '../attempt.ts';
import { usePlace } from '../place.ts';
import { whenShown } from '../time-choice/time-choice.tsx';
import { useWorkspace } from '../workspace.tsx';
import type { Attachment, Attachments } from './attachments.ts';
import { peopleOf } from './channel-people.ts';
import { directoryOf } from './directory.ts';
import { type Judgement, judge } from './judgement.ts';
import { appended, type Returned } from './places.ts';
import { callsMany, isMany, type Telling, tellingOf } from './telling.ts';
import { faultOf, fieldText, wireText } from './text.ts';
import { unnamed } from './tokens.ts';
import { askForNames } from './unknown-names.ts';
import { useAttachments } from './use-attachments.ts';
import { useDraft } from './use-draft.ts';
import { withoutFolders } from './use-drop.ts';
import { type Field, useField, useWritten } from './use-field.ts';

interface Wish {
  readonly channel: string;
  readonly threadTs: string | undefined;
  readonly onSent: (() => void) | undefined;
}

export interface Sending {
  readonly field: Field;
  readonly attachments: Attachments<File> & { readonly all: readonly Attachment[] };
  readonly isSaved: boolean;
  /** There is something to send, and all of it is there. */
  readonly isReady: boolean;
  readonly fault: string | undefined;
  readonly hint: string | undefined;
  /** Pasted, and too long for a message. */
  readonly long: string | undefined;
  setLong(text: string | undefined): void;
  attachLong(): void;
  readonly alsoToChannel: boolean;
  setAlso(also: boolean): void;
  attach(files: readonly File[]): Promise<void>;
  /** What has to be asked before it goes. */
  readonly telling: Telling | undefined;
  dropQuestion(): void;
  send(told?: { readonly isAsked: boolean }): Promise<void>;
  /** Resolves with what to tell where it did not succeed. */
  schedule(wall: string): Promise<string | undefined>;
  adopt(post: Returned): void;
}

export function useSending({ channel, threadTs, onSent }: Wish): Sending {
  const workspace = useWorkspace();
  const place = usePlace();
  const message = useMessage(channel, threadTs);
  const { field, attachments, ids, attach, tell } = message;
  const isGoing = useRef(false);
  const [long, setLong] = useState<string>();
  const [alsoToChannel, setAlso] = useState(false);
  const [telling, setTelling] = useState<Telling>();
  const extras = { ...(ids.length > 0 ? { files: ids } : {}), ...(alsoToChannel ? { alsoToChannel } : {}) };
  const done = (): void => {
    message.drop();
    setAlso(false);
    setTelling(undefined);
  };

  const go = async (isAsked: boolean): Promise<void> => {
    const wire = await message.named();
    if (wire === undefined) return;
    if (!isAsked && callsMany(wire)) {
      const state = workspace.state();
      const people = await peopleOf(workspace.api, state, channel).catch(() => undefined);
      const called = people && tellingOf(wire, people, state);
      if (called && isMany(called)) return setTelling(called);
      // What was typed meanwhile is not thrown away: it is sent with the next press.
      if (message.ready() !== wire) return;
    }
    workspace.post({ channel, threadTs, text: wire, ...extras });
    done();
    onSent?.();
  };
  const send = async ({ isAsked } = { isAsked: false }): Promise<void> => {
    // A second press while names are asked for sends nothing twice.
    if (isGoing.current) return;
    isGoing.current = true;
    await go(isAsked).finally(() => {
      isGoing.current = false;
    });
  };
  const schedule = async (wall: string): Promise<string | undefined> => {
    const wire = await message.named();
    if (wire === undefined) return 'There is nothing to send yet.';
    const about = { channel, text: wire, ...(threadTs === undefined ? {} : { threadTs }), ...extras };
    const body = { ...about, clientId: deviceRandom.uuid(), when: { local: wall, zone: place.zone } };
    const fault = await outcome(workspace.api.call('POST /v1/me/scheduled-messages', { body }));
    if (fault !== undefined) {
      tell(fault);
      return fault;
    }
    done();
    toast(`Scheduled for ${whenShown(wall, place)}.`);
    return undefined;
  };
  const { isSaved, isReady, fault, hint } = message;
  return {
    ...{ field, attachments, attach, isSaved, isReady, fault, hint },
    ...{ long, setLong, alsoToChannel, setAlso, telling, send, schedule },
    attachLong() {
      if (long !== undefined) void attach([new File([long], 'pasted.txt', { type: 'text/plain' })]);
      setLong(undefined);
    },
    dropQuestion: () => setTelling(undefined),
    adopt({ text, files = [] }) {
      field.set(appended(field.written().text, fieldText(text, workspace.state())));
      field.ref.current?.focus();
      void filesNamed(workspace.api, files).then(attachments.adopt);
    },
  };
}

/** Words and files, and what is in their way. */
function useMessage(channel: string, threadTs: string | undefined) {
  const workspace = useWorkspace();
  const field = useField();
  const attachments = useAttachments(channel, threadTs);
  const draft = useDraft(channel, threadTs, field);
  /** What was wrong with that very text. */
  const [said, setSaid] = useState<{ readonly text: string; readonly fault: string }>();
  const [fileFault, setFileFault] = useState<string>();
  const wireOf = (text: string): string => wireText(text, workspace.state());
  const ids = attachments.all.flatMap(({ file }) => file ?? []);
  const isUploading = attachments.all.some(({ kind }) => kind === 'uploading' || kind === 'waiting');
  const hasFailed = attachments.all.some(({ kind }) => kind === 'failed');
  // Names are a little longer on the wire: near the bound they are counted as they cross it.
  const hasFiles = attachments.all.length > 0;
  const judgement = useWritten(field, ({ text }) => judge(text.length > 30_000 ? wireOf(text) : text, hasFiles));
  const isEmpty = useWritten(field, ({ text }) => text === '');
  const hasWords = useWritten(field, ({ text }) => text.trim() !== '');
  const isSaid = useWritten(field, ({ text }) => text === said?.text);
  const obstacle = obstacleOf(judgement, isEmpty) ?? filesObstacle(isUploading, hasFailed);
  const tell = (fault: string): void => setSaid({ text: field.selected().text, fault });
  const ready = (): string | undefined => {
    const { text } = field.selected();
    const wire = wireOf(text);
    const wrong = obstacleOf(judge(wire, ids.length > 0), text === '') ?? filesObstacle(isUploading, hasFailed);
    if (wrong !== undefined) tell(wrong);
    return wrong !== undefined || (wire === '' && ids.length === 0) ? undefined : wire;
  };
  return {
    ...{ field, attachments, ids, tell, ready },
    isSaved: draft.isSaved,
    isReady: obstacle === undefined && (hasWords || ids.length > 0),
    fault: judgement.kind === 'too-long' ? obstacle : isSaid ? said?.fault : fileFault,
    hint: hintOf(judgement, isUploading),
    /** As it crosses the wire; undefined where something is in the way, which is said then. */
    async named(): Promise<string | undefined> {
      const { text } = field.selected();
      if (ready() === undefined) return undefined;
      if (unnamed(text, directoryOf(workspace.state())).length > 0) await askForNames(workspace, text);
      return ready();
    },
    async attach(files: readonly File[]): Promise<void> {
      const { files: readable, folders } = await withoutFolders(files);
      const refusal = await attachments.add(readable);
      const folder = folders[0] && `“${folders[0]}” is a folder or cannot be read. Pack a folder into one file.`;
      setFileFault([refusal, folder].filter(Boolean).join(' ') || undefined);
      field.ref.current?.focus();
    },
    /** It was handed over. */
    drop(): void {
      draft.drop();
      field.set('');
      attachments.clear();
      setSaid(undefined);
      setFileFault(undefined);
    },
  };
}

/** Nobody is told that an empty field says nothing. */
const obstacleOf = (judgement: Judgement, isEmpty: boolean): string | undefined =>
  judgement.kind === 'empty' && isEmpty ? undefined : faultOf(judgement);

function filesObstacle(isUploading: boolean, hasFailed: boolean): string | undefined {
  if (hasFailed) return 'A file was not uploaded. Try it again, or remove it.';
  return isUploading ? 'The files are still on their way. Send when they are there.' : undefined;
}

function hintOf(judgement: Judgement, isUploading: boolean): string | undefined {
  if (judgement.kind === 'fits' && judgement.left !== undefined)
    return `${judgement.left.toLocaleString()} characters left`;
  return isUploading ? 'It can be sent as soon as the files are there.' : undefined;
}

/** One that is gone meanwhile is left out. */
async function filesNamed(api: Api, ids: readonly string[]) {
  const found = await Promise.all(
    ids.map((id) =>
      api.call('GET /v1/files/:file', { params: { file: id } }).then(
        ({ name, size }) => [{ file: id, name, total: size }],
        (fault: unknown) => {
          wordsFor(fault);
          return [];
        },
      ),
    ),
  );
  return found.flat();
}
