/** What is done in a case, beside what is said in it; in a narrow window above it, when it is called. */
import { type JSX, type KeyboardEvent, useEffect, useRef } from 'react';
import { IconButton } from '#parts/button.tsx';
import { focusOn, giveBack, standOf } from '#parts/focus.ts';
import { ClocksSection } from './clocks-section.tsx';
import { CveSection } from './cve-section.tsx';
import { EmbargoSection } from './embargo-section.tsx';
import { FactsSection } from './facts-section.tsx';
import { FixSection } from './fix-section.tsx';
import { KeysSection } from './keys-section.tsx';
import s from './panel.module.css';
import { ReportSection } from './report-section.tsx';
import { SeveritySection } from './severity-section.tsx';
import { useCase } from './use-case.ts';

interface Props {
  readonly isOpen: boolean;
  onClose(): void;
}

export function CasePanel({ isOpen, onClose }: Props): JSX.Element {
  const { report } = useCase();
  const close = useRef<HTMLButtonElement>(null);
  useEffect(() => {
    if (!isOpen || !close.current) return;
    const stand = standOf(document.activeElement);
    focusOn(close.current);
    return () => giveBack(stand);
  }, [isOpen]);
  const onKeyDown = (event: KeyboardEvent): void => {
    // In a dialog it closes that one.
    const isAbove = event.target instanceof Element && event.target.closest('dialog') !== null;
    if (event.key !== 'Escape' || !isOpen || isAbove || event.defaultPrevented) return;
    event.preventDefault();
    onClose();
  };
  return (
    <aside
      // A closed case may have nothing to press in it, and what scrolls is scrolled by keys.
      {...(report === 'closed' ? { tabIndex: 0 } : {})}
      className={s.panel}
      aria-label="Work on the case"
      data-open={isOpen || undefined}
      data-ring=""
      onKeyDown={onKeyDown}
    >
      <header className={s.head}>
        <b className="grow">Work on the case</b>
        <IconButton ref={close} sign="close" label="Close" onClick={onClose} />
      </header>
      <ReportSection />
      <EmbargoSection />
      <SeveritySection />
      <ClocksSection />
      <FixSection />
      <CveSection />
      <FactsSection />
      <KeysSection />
    </aside>
  );
}
