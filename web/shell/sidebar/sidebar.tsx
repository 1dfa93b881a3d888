/** The conversations one is in, never nested: what calls for one is red, what is new bold, what is muted quiet. */
import { type DragEvent, type JSX, lazy, memo, Suspense, useDeferredValue, useEffect, useMemo, useState } from 'react';
import { Link, useLocation } from 'wouter';
import type { SidebarSection } from '#contract/sidebar.ts';
import { IconButton } from '#parts/button.tsx';
import { Icon, type Sign } from '#parts/icon.tsx';
import { keyboard } from '#parts/keyboard.ts';
import { Side } from '#parts/side.tsx';
import type { State } from '#sync/state.ts';
import { conversationPath } from '#view/addresses.ts';
import { isDirect, othersIn } from '#view/conversation-name.ts';
import { useSteady } from '#view/steady.ts';
import { useSelect, useWorkspace } from '#view/workspace.tsx';
import { useDeviceSetting } from '../device-setting.ts';
import { DeleteSection } from './delete-section.tsx';
import { focusLine } from './focus-sidebar.ts';
import { Me } from './me.tsx';
import { type Line, neighbour, sectionsOf } from './order.ts';
import { carry, Section } from './section.tsx';
import styles from './sidebar.module.css';
import { useLineMenu } from './use-line-menu.tsx';

const SectionDialog = lazy(async () => ({
  default: (await import('#view/section-dialog/section-dialog.tsx')).SectionDialog,
}));

interface Props {
  readonly here: string | undefined;
  readonly onFind: () => void;
  readonly onWrite: () => void;
}

/** What is said elsewhere is shown between keys, a little at a time. */
export function Sidebar({ here, onFind, onWrite }: Props): JSX.Element {
  const state = useDeferredValue(useSelect((whole) => whole));
  return <Conversations state={state} here={here} onFind={useSteady(onFind)} onWrite={useSteady(onWrite)} />;
}

const Conversations = memo(function Conversations({ state, here, onFind, onWrite }: Props & { readonly state: State }) {
  const [onlyUnread, setOnlyUnread] = useDeviceSetting('only-unread', false);
  const sections = useMemo(() => sectionsOf(state, { onlyUnread, here }), [state, onlyUnread, here]);
  const lines = sections.flatMap((section) => section.lines);
  const [naming, setNaming] = useState<{ section?: SidebarSection | undefined; channel?: string }>();
  const [deleting, setDeleting] = useState<SidebarSection>();
  const { menu, context } = useLineMenu((channel) => setNaming({ channel }));
  const team = useSelect(({ team }) => team?.name ?? '');
  const unread = lines.filter(({ isUnread }) => isUnread).length;
  useWatched(lines);
  useNeighbours(here);
  return (
    <Side
      label="Conversations"
      title={team}
      actions={<IconButton sign="pen" label="New message" onClick={onWrite} />}
      find="Find or jump to…"
      onFind={onFind}
    >
      <nav className={styles.list} aria-label="Conversations" {...context} onDragStart={carryLine}>
        <button
          type="button"
          className={styles.line}
          aria-pressed={onlyUnread}
          onClick={() => setOnlyUnread(!onlyUnread)}
        >
          <Icon sign="eye" />
          <span className="grow">Unread only</span>
          <span className="meta">{unread || ''}</span>
        </button>
        <Shelf path="/unread" sign="bell" label="All unread" />
        <Shelf path="/drafts" sign="pen" label="Drafts and scheduled" count={state.drafts.size} />
        <Shelf path="/saved" sign="clock" label="Saved and reminders" count={state.savedToDo} />
        {state.permissions.includes('members.manage') && (
          <div className={styles.onPhone}>
            <Shelf path="/admin/members" sign="admin" label="Administration" />
          </div>
        )}
        {sections
          .filter((one) => !onlyUnread || one.lines.length > 0 || one.section.id === 'channels')
          .map(({ section, lines }) => (
            <Section
              key={section.id}
              {...{ section, lines, here }}
              onName={(named) => setNaming({ section: named })}
              onDelete={setDeleting}
            >
              <Foot section={section} isEmpty={lines.length === 0} onlyUnread={onlyUnread} />
            </Section>
          ))}
      </nav>
      {menu}
      <Me />
      <Suspense>
        {naming && <SectionDialog {...naming} onMoved={focusLine} onClose={() => setNaming(undefined)} />}
      </Suspense>
      {deleting && <DeleteSection section={deleting} onClose={() => setDeleting(undefined)} />}
    </Side>
  );
});

function carryLine(event: DragEvent): void {
  const line = event.target instanceof Element ? event.target.closest<HTMLElement>('[data-line]') : null;
  if (line?.dataset.line) carry(event, 'line', line.dataset.line);
}

interface FootProps {
  readonly section: SidebarSection;
  readonly isEmpty: boolean;
  readonly onlyUnread: boolean;
}

/** Where to find more of what stands in a section. */
function Foot({ section: { id }, isEmpty, onlyUnread }: FootProps): JSX.Element {
  const mayInvite = useSelect(({ permissions }) => permissions.includes('invitations.manage'));
  if (id === 'channels')
    return (
      <>
        {onlyUnread && isEmpty && <li className={styles.none}>Nothing unread in channels.</li>}
        <li>
          <Shelf path="/channels" sign="plus" label="Browse channels" />
        </li>
      </>
    );
  if (id !== 'direct') return <>{isEmpty && <li className={styles.none}>Drag conversations here.</li>}</>;
  return (
    <>
      <li>
        <Shelf path="/people" sign="users" label="People" />
      </li>
      {mayInvite && (
        <li>
          <Shelf path="/admin/invitations" sign="plus" label="Invite people" />
        </li>
      )}
    </>
  );
}

interface ShelfProps {
  readonly path: string;
  readonly sign: Sign;
  readonly label: string;
  readonly count?: number;
}

function Shelf({ path, sign, label, count = 0 }: ShelfProps): JSX.Element {
  const [at] = useLocation();
  return (
    <Link className={styles.line} href={path} aria-current={at === path ? 'page' : undefined}>
      <Icon sign={sign} />
      <span className="grow trunc">{label}</span>
      <span className="meta">{count || ''}</span>
    </Link>
  );
}

/** Tells the server whose presence is on the screen. */
function useWatched(lines: readonly Line[]): void {
  const workspace = useWorkspace();
  const me = useSelect(({ me }) => me);
  const watched = lines
    .filter(({ conversation }) => isDirect(conversation.channel))
    .map(({ conversation }) => othersIn(conversation.channel, me))
    .filter((others) => others.length === 1)
    .flat()
    .join(' ');
  useEffect(() => (watched === '' ? undefined : workspace.watch(watched.split(' '))), [workspace, watched]);
}

function useNeighbours(here: string | undefined): void {
  const workspace = useWorkspace();
  const [, go] = useLocation();
  useEffect(() => {
    const move = (step: 1 | -1, onlyUnread: boolean) => (): void => {
      const next = neighbour(sectionsOf(workspace.state(), { onlyUnread: false, here }), here, step, onlyUnread);
      if (next !== undefined) go(conversationPath(next));
    };
    const group = 'Moving around';
    // The lines take it themselves; here it stands for the help.
    const menu = { group, keys: 'Shift+F10', label: 'Menu of a conversation in the sidebar', run: () => false };
    const added = [
      keyboard.add(menu),
      keyboard.add({ group, keys: 'Alt+ArrowUp', label: 'Previous conversation', run: move(-1, false) }),
      keyboard.add({ group, keys: 'Alt+ArrowDown', label: 'Next conversation', run: move(1, false) }),
      keyboard.add({ group, keys: 'Alt+Shift+ArrowUp', label: 'Previous unread conversation', run: move(-1, true) }),
      keyboard.add({ group, keys: 'Alt+Shift+ArrowDown', label: 'Next unread conversation', run: move(1, true) }),
    ];
    return () => {
      for (const remove of added) remove();
    };
  }, [workspace, here, go]);
}
