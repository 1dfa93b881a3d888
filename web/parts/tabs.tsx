/** Views of one thing, one at a time. Arrows move between them; places with an address are links of the same look. */
import { type JSX, type KeyboardEvent, type ReactNode, useId } from 'react';
import { stepped } from './focus.ts';
import s from './tabs.module.css';

export interface Tab<Name extends string> {
  name: Name;
  label: ReactNode;
  count?: number | undefined;
}

export interface TabsProps<Name extends string> {
  label: string;
  tabs: readonly Tab<NoInfer<Name>>[];
  current: Name;
  onChange(name: NoInfer<Name>): void;
  /** Of the current one. */
  children: ReactNode;
}

export function Tabs<Name extends string>({ label, tabs, current, onChange, children }: TabsProps<Name>): JSX.Element {
  const id = useId();
  const onKeyDown = (event: KeyboardEvent<HTMLElement>) => {
    const at = tabs.findIndex(({ name }) => name === current);
    const next = stepped(event.key, at, tabs.length, 'horizontal');
    const tab = next === undefined ? undefined : tabs[next];
    if (tab === undefined || next === undefined) return;
    event.preventDefault();
    onChange(tab.name);
    event.currentTarget.querySelectorAll<HTMLElement>('[role=tab]')[next]?.focus();
  };
  return (
    <>
      <div role="tablist" aria-label={label} className={s.tabs} onKeyDown={onKeyDown}>
        {tabs.map((tab) => (
          <button
            key={tab.name}
            type="button"
            role="tab"
            id={`${id}-${tab.name}`}
            aria-controls={`${id}-panel`}
            aria-selected={tab.name === current}
            tabIndex={tab.name === current ? 0 : -1}
            className={s.tab}
            onClick={() => onChange(tab.name)}
          >
            {tab.label}
            {tab.count !== undefined && <span className={s.count}>{tab.count}</span>}
          </button>
        ))}
      </div>
      <div role="tabpanel" id={`${id}-panel`} aria-labelledby={`${id}-${current}`} className={s.panel}>
        {children}
      </div>
    </>
  );
}
