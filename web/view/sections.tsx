/** A screen of sections, one at a time, each at an address of its own and with one sentence on what it is for. */
import { type ComponentType, type JSX, type ReactNode, useEffect, useRef } from 'react';
import { Link, Redirect, useParams } from 'wouter';
import { Empty } from '#parts/empty.tsx';
import { Pane, PaneBody, PaneHead } from '#parts/pane.tsx';
import tabs from '#parts/tabs.module.css';
import { useSelect } from './workspace.tsx';

export interface SectionOf {
  readonly label: string;
  readonly about: string;
  readonly Section: ComponentType;
  /** The permission without which it is neither offered nor shown. */
  readonly needs?: string;
  /** It is one list, and no sections with lines between them. */
  readonly padded?: boolean;
}

interface Props {
  readonly label: string;
  /** Such as `/admin`: a section stands below it by its name. */
  readonly base: string;
  /** The first is shown where none is named. */
  readonly sections: Readonly<Record<string, SectionOf>>;
  readonly actions?: ReactNode;
}

export function Sections({ label, base, sections, actions }: Props): JSX.Element {
  const { section = '' } = useParams<{ section?: string }>();
  const permissions = useSelect((state) => state.permissions);
  const may = ({ needs }: SectionOf): boolean => needs === undefined || permissions.includes(needs);
  const here = sections[section];
  if (!here) return <Redirect to={`${base}/${Object.keys(sections)[0]}`} replace />;
  const offered = Object.entries(sections).filter(([, one]) => may(one));
  return (
    <Pane aria-label={label} ring>
      <PaneHead title={here.label} about={here.about} actions={actions} />
      <Links label={label} base={base} here={section} names={offered.map(([name, one]) => [name, one.label])} />
      <PaneBody key={section} padded={here.padded === true}>
        {may(here) ? (
          <here.Section />
        ) : (
          <Empty title="This is for the team’s admins">Ask one of them if something should be changed here.</Empty>
        )}
      </PaneBody>
    </Pane>
  );
}

interface LinksProps {
  readonly label: string;
  readonly base: string;
  readonly here: string;
  readonly names: readonly (readonly [name: string, label: string])[];
}

function Links({ label, base, here, names }: LinksProps): JSX.Element {
  const nav = useRef<HTMLElement>(null);
  // They are a line that may be longer than the screen.
  useEffect(() => {
    const current = nav.current?.querySelector(`[href$="${base}/${here}"]`);
    current?.scrollIntoView({ block: 'nearest', inline: 'center' });
  }, [base, here]);
  return (
    <nav ref={nav} className={tabs.tabs} aria-label={label}>
      {names.map(([name, word]) => (
        <Link
          key={name}
          href={`${base}/${name}`}
          className={tabs.tab ?? ''}
          aria-current={name === here ? 'page' : undefined}
          // In sight at once, however long the line is.
          onFocus={({ currentTarget }) => currentTarget.scrollIntoView({ block: 'nearest', inline: 'nearest' })}
        >
          {word}
        </Link>
      ))}
    </nav>
  );
}
