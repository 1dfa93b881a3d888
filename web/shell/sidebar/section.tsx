/** A section of the sidebar: folded or not, with its menu, and taking what is dragged onto it. */
import { type DragEvent, type JSX, type ReactNode, useState } from 'react';
import type { SidebarSection } from '#contract/sidebar.ts';
import { announce } from '#parts/announce.ts';
import { Badge, Dot } from '#parts/badge.tsx';
import { IconButton } from '#parts/button.tsx';
import { Icon } from '#parts/icon.tsx';
import { Menu, type MenuItem } from '#parts/menu.tsx';
import { isOwnSection, movedTo, placed, shownOrder, sorted } from '#sync/sidebar.ts';
import { attempt } from '#view/attempt.ts';
import { isDirect } from '#view/conversation-name.ts';
import { sectionName } from '#view/section-name.ts';
import { useSelect, useWorkspace } from '#view/workspace.tsx';
import { useDeviceSetting } from '../device-setting.ts';
import { focusSection } from './focus-sidebar.ts';
import { ConversationLine, urgentWord } from './line.tsx';
import type { Line, SectionLines } from './order.ts';
import styles from './sidebar.module.css';

interface Props extends SectionLines {
  readonly here: string | undefined;
  readonly onName: (section?: SidebarSection) => void;
  readonly onDelete: (section: SidebarSection) => void;
  /** What stands below the conversations. */
  readonly children?: ReactNode;
}

export function Section({ section, lines, here, onName, onDelete, children }: Props): JSX.Element {
  const name = sectionName(section);
  const [isFolded, setFolded] = useDeviceSetting(`folded ${isOwnSection(section) ? section.id : name}`, false);
  const { isOver, ...taking } = useTaking(section);
  return (
    <section className={`${styles.section} ${isOver ? styles.over : ''}`} data-section={section.id} {...taking}>
      <div className={styles.sectionHead}>
        <h2 draggable onDragStart={(event) => carry(event, 'section', section.id)}>
          <button
            type="button"
            className={styles.fold ?? ''}
            aria-expanded={!isFolded}
            onClick={() => setFolded(!isFolded)}
          >
            <Icon sign="chev" />
            <bdi className="trunc">{name}</bdi>
          </button>
        </h2>
        {isFolded && <Called lines={lines} />}
        <SectionMenu section={section} onName={onName} onDelete={() => onDelete(section)} />
      </div>
      {!isFolded && (
        <ul>
          {lines.map((line) => {
            const channel = line.conversation.channel.id;
            return <ConversationLine key={channel} line={line} isHere={channel === here} />;
          })}
          {children}
        </ul>
      )}
    </section>
  );
}

/** What waits in a folded section is not hidden with it. */
function Called({ lines }: { lines: readonly Line[] }): JSX.Element | null {
  const urgent = lines.reduce((sum, line) => sum + line.urgent, 0);
  const isAllDirect = lines.every((line) => line.urgent === 0 || isDirect(line.conversation.channel));
  if (urgent > 0) return <Badge count={urgent} word={urgentWord(urgent, isAllDirect)} loud />;
  return lines.some(({ isUnread }) => isUnread) ? <Dot word="unread" /> : null;
}

interface MenuProps extends Pick<Props, 'section' | 'onName'> {
  readonly onDelete: () => void;
}

function SectionMenu({ section, onName, onDelete }: MenuProps): JSX.Element {
  const workspace = useWorkspace();
  const { sections } = useSelect(shownOrder);
  const at = sections.findIndex(({ id }) => id === section.id);
  const move = async (to: SidebarSection | undefined): Promise<void> => {
    if (!to || !(await attempt(workspace.arrange(movedTo(section.id, to.id))))) return;
    announce(`${sectionName(section)} moved ${sections[at - 1] === to ? 'above' : 'below'} ${sectionName(to)}`);
    focusSection(section.id, 'menu');
  };
  const sort = (how: SidebarSection['sort']): Pick<MenuItem, 'checked' | 'onSelect'> => ({
    checked: section.sort === how,
    onSelect: () => void attempt(workspace.arrange(sorted(section.id, how))),
  });
  const isOwn = isOwnSection(section);
  const items: MenuItem[] = [
    { label: 'Sort by name', ...sort('name') },
    { label: 'Sort by what was said last', ...sort('recent') },
    ...(at > 0 ? [{ label: 'Move up', apart: true, onSelect: () => void move(sections[at - 1]) }] : []),
    ...(at < sections.length - 1
      ? [{ label: 'Move down', apart: at === 0, onSelect: () => void move(sections[at + 1]) }]
      : []),
    { label: 'New section…', sign: 'plus', apart: true, onSelect: () => onName() },
    ...(isOwn ? [{ label: 'Rename…', sign: 'pen', onSelect: () => onName(section) } as const] : []),
    ...(isOwn ? [{ label: 'Delete…', sign: 'trash', danger: true, onSelect: onDelete } as const] : []),
  ];
  return (
    <Menu
      label={`Section ${sectionName(section)}`}
      items={items}
      align="end"
      trigger={(opens) => (
        <IconButton
          {...opens}
          className={styles.deeds ?? ''}
          sign="more"
          label={`Section ${sectionName(section)}: order and name`}
        />
      )}
    />
  );
}

const kinds = { line: 'application/x-wardroom-line', section: 'application/x-wardroom-section' } as const;

/** Something of the sidebar is taken up by the mouse. */
export function carry(event: DragEvent, kind: keyof typeof kinds, id: string): void {
  event.stopPropagation();
  event.dataTransfer.setData(kinds[kind], id);
  event.dataTransfer.effectAllowed = 'move';
}

/** A line that is let go here moves into the section; a section takes its place. */
function useTaking(section: SidebarSection) {
  const workspace = useWorkspace();
  const [isOver, setOver] = useState(false);
  const onDragOver = (event: DragEvent): void => {
    if (!Object.values(kinds).some((kind) => event.dataTransfer.types.includes(kind))) return;
    event.preventDefault();
    event.dataTransfer.dropEffect = 'move';
    setOver(true);
  };
  const onDragLeave = (event: DragEvent): void => {
    if (!event.currentTarget.contains(event.relatedTarget as Node | null)) setOver(false);
  };
  const onDrop = (event: DragEvent): void => {
    const [line, other] = [event.dataTransfer.getData(kinds.line), event.dataTransfer.getData(kinds.section)];
    setOver(false);
    if (line === '' && (other === '' || other === section.id)) return;
    event.preventDefault();
    void attempt(workspace.arrange(line === '' ? movedTo(other, section.id) : placed(line, section.id)));
  };
  return { isOver, onDragOver, onDragLeave, onDrop };
}
