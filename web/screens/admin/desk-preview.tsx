import type { JSX } from 'react';
import type { DeskPolicy } from '#contract/desk-policy.ts';
import { policySections } from '#contract/desk-policy-words.ts';
import styles from './admin.module.css';

/** The very words of the page; its looks are those of the page itself. */
export const DeskPreview = ({ policy }: { readonly policy: DeskPolicy }): JSX.Element => (
  <section className={styles.preview} aria-label="Preview of the policy">
    {policySections(policy).map(({ id, title, paragraphs, items }) => (
      <div key={id}>
        <h3>{title}</h3>
        {paragraphs.map((paragraph) => (
          <p key={paragraph}>{paragraph}</p>
        ))}
        {items.length > 0 && (
          <ul>
            {items.map((item) => (
              <li key={item}>{item}</li>
            ))}
          </ul>
        )}
      </div>
    ))}
  </section>
);
