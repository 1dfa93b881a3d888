/** The pieces that screens are laid out with: a pane with a head that stays, a body that scrolls, sections in it. */
import { type ComponentProps, type JSX, type ReactNode, useId } from 'react';
import s from './pane.module.css';

export interface PaneProps extends Omit<ComponentProps<'section'>, 'title'> {
  children: ReactNode;
  /** A stop of the F6 ring. */
  ring?: boolean | undefined;
}

/** A column as high as there is room. Name it by `aria-label` or `aria-labelledby`. */
export function Pane({ ring, className, children, ...rest }: PaneProps): JSX.Element {
  return (
    <section {...rest} data-ring={ring ? '' : undefined} className={`${s.pane} ${className ?? ''}`}>
      {children}
    </section>
  );
}

export interface PaneHeadProps {
  title: ReactNode;
  /** A line of smaller words below it. */
  about?: ReactNode;
  /** Before the title, such as the way back on phones. */
  lead?: ReactNode;
  actions?: ReactNode;
  level?: 1 | 2 | undefined;
  id?: string | undefined;
}

export function PaneHead({ title, about, lead, actions, level = 1, id }: PaneHeadProps): JSX.Element {
  const Heading = `h${level}` as const;
  return (
    <header className={s.head}>
      {lead}
      <div className="grow">
        <Heading id={id} className={s.title}>
          {title}
        </Heading>
        {about && <div className={s.about}>{about}</div>}
      </div>
      {actions}
    </header>
  );
}

/** Scrolls. `narrow` keeps forms and prose at a measure that can be read; `padded` is for what is no section. */
export function PaneBody({ narrow, padded, children }: PaneBodyProps): JSX.Element {
  const inner = [narrow && s.narrow, padded && s.padded].filter(Boolean).join(' ');
  return <div className={s.body}>{inner ? <div className={inner}>{children}</div> : children}</div>;
}

interface PaneBodyProps {
  narrow?: boolean;
  padded?: boolean;
  children: ReactNode;
}

export interface SectionProps {
  title: ReactNode;
  /** One sentence on what it is for. */
  about?: ReactNode;
  actions?: ReactNode;
  children?: ReactNode;
}

export function Section({ title, about, actions, children }: SectionProps): JSX.Element {
  const id = useId();
  return (
    <section aria-labelledby={id} className={s.section}>
      <div className={s.over}>
        <div className="grow">
          <h2 id={id} className={s.name}>
            {title}
          </h2>
          {about && <p className={s.lead}>{about}</p>}
        </div>
        {actions}
      </div>
      {children}
    </section>
  );
}
