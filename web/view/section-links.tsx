/** The way between the sections of one screen. */
import { type JSX, useEffect, useRef } from 'react';
import { Link } from 'wouter';
import styles from './section-links.module.css';

interface Props {
  readonly label: string;
  /** Such as `/admin`: a section stands below it by its name. */
  readonly base: string;
  readonly sections: readonly { readonly name: string; readonly label: string }[];
  readonly here: string | undefined;
}

export function SectionLinks({ label, base, sections, here }: Props): JSX.Element {
  const nav = useRef<HTMLElement>(null);
  // On phones they are a line that is longer than the screen.
  useEffect(() => {
    const current = nav.current?.querySelector(`[href$="${base}/${here}"]`);
    current?.scrollIntoView({ block: 'nearest', inline: 'center' });
  }, [base, here]);
  return (
    <nav ref={nav} className={styles.links} aria-label={label}>
      {sections.map((section) => (
        <Link
          key={section.name}
          href={`${base}/${section.name}`}
          className={styles.link}
          aria-current={section.name === here ? 'page' : undefined}
        >
          {section.label}
        </Link>
      ))}
    </nav>
  );
}
