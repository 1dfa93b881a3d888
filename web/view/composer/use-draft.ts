/**
 * What is written and not sent: handed over with every key, as it would cross the wire, with the caret. It comes back
 * with the conversation, also after a crash, and changes here when another device has written.
 */
import { useEffect, useEffectEvent, useRef, useState } from 'react';
import { placeKey } from '#sync/state.ts';
import { useSelect, useWorkspace } from '../workspace.tsx';
import { directoryOf } from './directory.ts';
import { fieldText } from './text.ts';
import { idsIn, toField, toWire } from './tokens.ts';
import { type Field, useWritten, type Written } from './use-field.ts';

/** After the last key it is kept, and once it is, that is said. */
const keptMs = 400;

export interface DraftState {
  readonly isSaved: boolean;
  /** It was sent: nothing is kept any more. */
  drop(): void;
}

export function useDraft(channel: string, threadTs: string | undefined, field: Field): DraftState {
  const workspace = useWorkspace();
  const rewritten = useSelect(({ drafts }) => drafts.get(placeKey(channel, threadTs))?.rewritten);
  /** What was handed over last, or came. */
  const known = useRef('');
  const [isSaved, setSaved] = useState(false);
  const hasWords = useWritten(field, ({ text }) => text.trim() !== '');

  const read = useEffectEvent(() => {
    const draft = workspace.getDraft(channel, threadTs);
    const wire = draft?.text ?? '';
    workspace.lookUp(idsIn(wire).filter((id) => id.startsWith('U')));
    known.current = fieldText(wire, workspace.state());
    setSaved(wire !== '');
    if (known.current !== field.written().text)
      field.set(known.current, Math.min(draft?.caret ?? 0, known.current.length));
  });
  // biome-ignore lint/correctness/useExhaustiveDependencies: read again when it was written by something else
  useEffect(() => read(), [rewritten]);

  const write = useEffectEvent(({ text, caret }: Written) => {
    known.current = text;
    const wire = text.trim() === '' ? '' : toWire(text, directoryOf(workspace.state()));
    workspace.setDraft(channel, threadTs, { text: wire, caret });
    setSaved(false);
  });
  const keep = useEffectEvent(async (text: string) => {
    const isKept = await workspace.keepDraft(channel, threadTs);
    if (known.current === text) setSaved(isKept);
  });
  useEffect(() => {
    let timer: ReturnType<typeof setTimeout> | undefined;
    const stop = field.subscribe(() => {
      const written = field.written();
      if (written.text === known.current) return;
      write(written);
      clearTimeout(timer);
      timer = setTimeout(() => void keep(written.text), keptMs);
    });
    return () => {
      stop();
      clearTimeout(timer);
    };
  }, [field]);

  return {
    isSaved: isSaved && hasWords,
    drop() {
      known.current = '';
      workspace.setDraft(channel, threadTs, { text: '', caret: 0 });
    },
  };
}

/** Tokens of people who were not known when a text was opened become names when they are. */
export function useNamesLater(field: Field): void {
  const tokens = useWritten(field, ({ text }) => (/<[@#!]/.test(text) ? text : undefined));
  const members = useSelect((state) => (tokens === undefined ? undefined : state.members));
  const userGroups = useSelect((state) => (tokens === undefined ? undefined : state.userGroups));
  const conversations = useSelect((state) => (tokens === undefined ? undefined : state.conversations));
  useEffect(() => {
    if (tokens === undefined || !members || !userGroups || !conversations) return;
    const { text, caret } = field.written();
    const directory = directoryOf({ members, userGroups, conversations });
    const shown = toField(text, directory);
    if (shown !== text) field.set(shown, toField(text.slice(0, caret), directory).length);
  }, [field, tokens, members, userGroups, conversations]);
}
