/** Code as it was written: coloured when its language is known, after it is there, and with nothing hidden in it. */
import { Fragment, type JSX, useEffect, useState } from 'react';
import s from './code-block.module.css';
import type { Coloured } from './highlight.ts';

const colouredMax = 20_000;
/** Signs that turn the direction of writing, so that code reads otherwise than it runs. */
const turns = /([\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069])/;

export function CodeBlock({ text, language }: { text: string; language: string | undefined }): JSX.Element {
  const [coloured, setColoured] = useState<{ text: string; parts: readonly Coloured[] }>();
  useEffect(() => {
    if (language === undefined || text.length > colouredMax) return;
    let wanted = true;
    import('./highlight.ts').then(
      ({ highlight }) => wanted && setColoured({ text, parts: highlight(text, language) }),
      // Without colours it is read as well.
      () => undefined,
    );
    return () => {
      wanted = false;
    };
  }, [text, language]);
  const parts: readonly Coloured[] = coloured?.text === text ? coloured.parts : [{ text, tone: undefined }];
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: it scrolls, so the keyboard must reach it
    <section className={s.block} tabIndex={0} aria-label={language ? `Code, ${language}` : 'Code'} dir="ltr">
      <pre>
        <code>
          {parts.map((part, at) => (
            // biome-ignore lint/suspicious/noArrayIndexKey: parts never move
            <span key={at} className={part.tone && s[part.tone]}>
              <Visible text={part.text} />
            </span>
          ))}
        </code>
      </pre>
    </section>
  );
}

/** With the signs that turn the direction written out. */
export function Visible({ text }: { text: string }): JSX.Element {
  if (!turns.test(text)) return <>{text}</>;
  return (
    <>
      {text.split(turns).map((part, at) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: parts never move
        <Fragment key={at}>
          {turns.test(part) ? (
            <span className={s.turn}>U+{part.charCodeAt(0).toString(16).toUpperCase().padStart(4, '0')}</span>
          ) : (
            part
          )}
        </Fragment>
      ))}
    </>
  );
}
