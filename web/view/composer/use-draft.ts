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
import type { Field } from './use-field.ts';

/** After the last key it is kept, and that is said. */
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
  const { text } = field;

  const read = useEffectEvent(() => {
    // A key that is not handed over yet goes first.
    if (field.text !== known.current) return;
    const draft = workspace.getDraft(channel, threadTs);
    const wire = draft?.text ?? '';
    workspace.lookUp(idsIn(wire).filter((id) => id.startsWith('U')));
    known.current = fieldText(wire, workspace.state());
    setSaved(wire !== '');
    if (known.current !== field.text) field.set(known.current, Math.min(draft?.caret ?? 0, known.current.length));
  });
  // biome-ignore lint/correctness/useExhaustiveDependencies: read again when it was written by something else
  useEffect(() => read(), [rewritten]);

  const write = useEffectEvent(() => {
    known.current = text;
    const wire = text.trim() === '' ? '' : toWire(text, directoryOf(workspace.state()));
    workspace.setDraft(channel, threadTs, { text: wire, caret: field.caret });
  });
  useEffect(() => {
    if (text === known.current) return;
    write();
    setSaved(false);
    const timer = setTimeout(setSaved, keptMs, true);
    return () => clearTimeout(timer);
  }, [text]);

  return {
    isSaved: isSaved && text.trim() !== '',
    drop() {
      known.current = '';
      workspace.setDraft(channel, threadTs, { text: '', caret: 0 });
    },
  };
}

/** Tokens of people who were not known when a text was opened become names when they are. */
export function useNamesLater(field: Field): void {
  const hasTokens = /<[@#!]/.test(field.text);
  const members = useSelect((state) => (hasTokens ? state.members : undefined));
  const userGroups = useSelect((state) => (hasTokens ? state.userGroups : undefined));
  const conversations = useSelect((state) => (hasTokens ? state.conversations : undefined));
  const { text, caret } = field;
  const set = useEffectEvent(field.set);
  useEffect(() => {
    if (!members || !userGroups || !conversations) return;
    const directory = directoryOf({ members, userGroups, conversations });
    const shown = toField(text, directory);
    if (shown !== text) set(shown, toField(text.slice(0, caret), directory).length);
  }, [members, userGroups, conversations, text, caret]);
}
