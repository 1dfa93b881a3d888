/** How this browser tells of what is meant for one. It asks for its permission on a press, and never by itself. */
import { useQuery, useQueryClient } from '@tanstack/react-query';
import { type JSX, useEffect, useRef, useState } from 'react';
import { Button } from '#parts/button.tsx';
import { Switch } from '#parts/field.tsx';
import { giveBack } from '#parts/focus.ts';
import { Section } from '#parts/pane.tsx';
import { disablePush, enablePush, pushState } from '#sync/push.ts';
import { attempt } from '#view/attempt.ts';
import { windowNoticesHabit } from '#view/habit.ts';
import { useKept } from '#view/kept.ts';
import { useWorkspace } from '#view/workspace.tsx';
import styles from './me.module.css';
import { type Telling, tellInWindows, windowNotices } from './window-notices.ts';

const denied = 'This browser was told not to let Wardroom notify you. Allow it in the browser’s settings of this page.';
const whileOpen: Record<Telling, string> = {
  on: 'On. While the workspace is open and you look elsewhere, this browser tells you.',
  off: 'Off. While the workspace is open, only the number in its tab tells you.',
  denied,
  unable: 'This browser, or this kind of window, cannot show notices.',
};
const whileClosed: Record<Telling, string> = {
  on: 'On. This browser tells you, also while the workspace is closed.',
  off: 'Off. This browser tells you nothing while the workspace is closed.',
  denied,
  unable: 'This browser, or this kind of window, cannot be told while the workspace is closed.',
};
const permission = 'The browser asks you whether Wardroom may show notices; you can take that back there at any time.';

export function ThisBrowser({ previews }: { previews: boolean }): JSX.Element {
  return (
    <>
      <Section
        title="Notices of this browser"
        about={`They follow what you chose above: levels, muted conversations, and times of peace. ${permission}`}
      >
        <WhileOpen />
        <WhileClosed />
      </Section>
      <Section title="What a notice shows" about="On the screens of all your devices, where others may see it.">
        <Previews stored={previews} />
      </Section>
    </>
  );
}

function WhileOpen(): JSX.Element {
  windowNoticesHabit.use();
  const [, setAsked] = useState(0);
  const state = windowNotices();
  const turnOn = async (): Promise<void> => {
    await tellInWindows();
    setAsked((count) => count + 1);
  };
  return (
    <Way
      name="While the workspace is open"
      state={state}
      words={whileOpen[state]}
      on="Show notices"
      off="Show no notices"
      onChange={(isWanted) => (isWanted ? turnOn() : windowNoticesHabit.set('off'))}
    />
  );
}

/** By push: nobody between the server and this browser can read it. */
function WhileClosed(): JSX.Element {
  const { api } = useWorkspace();
  const queries = useQueryClient();
  const [fault, setFault] = useState<string>();
  const { data: state } = useQuery({ queryKey: ['push'], queryFn: pushState, staleTime: 0 });
  const change = async (isWanted: boolean): Promise<void> => {
    setFault(undefined);
    const done = isWanted ? enablePush(api).then((now) => setFault(faults[now])) : disablePush(api);
    await attempt(done);
    await queries.invalidateQueries({ queryKey: ['push'] });
  };
  return (
    <Way
      name="While it is closed"
      state={state}
      words={fault ?? (state ? whileClosed[state] : 'Asking the browser …')}
      on="Tell me here"
      off="Stop telling me here"
      onChange={change}
    />
  );
}

const faults: Partial<Record<Awaited<ReturnType<typeof enablePush>>, string>> = {
  unreachable: 'This browser could not reach its push service. Nothing was changed; try again later.',
};

interface WayProps {
  readonly name: string;
  readonly state: Telling | undefined;
  readonly words: string;
  readonly on: string;
  readonly off: string;
  readonly onChange: (isWanted: boolean) => Promise<void> | void;
}

function Way({ name, state, words, on, off, onChange }: WayProps): JSX.Element {
  const [isPending, setPending] = useState(false);
  const line = useRef<HTMLDivElement>(null);
  const isPressed = useRef(false);
  const hasButton = state === 'on' || state === 'off';
  // What the browser was told not to allow takes the button away that was pressed.
  useEffect(() => {
    const home = line.current?.closest('section') ?? null;
    const isLost = document.activeElement === document.body;
    if (!hasButton && isPressed.current && isLost) giveBack({ element: null, home });
    if (!hasButton) isPressed.current = false;
  }, [hasButton]);
  const change = async (isWanted: boolean): Promise<void> => {
    isPressed.current = true;
    setPending(true);
    await onChange(isWanted);
    setPending(false);
  };
  return (
    <div ref={line} className={styles.bar}>
      <p className={`${styles.note} grow`} role="status">
        <b>{name}.</b> {words}
      </p>
      {hasButton && (
        <Button pending={isPending} onClick={() => void change(state === 'off')}>
          {state === 'on' ? off : on}
        </Button>
      )}
    </div>
  );
}

function Previews({ stored }: { stored: boolean }): JSX.Element {
  const { changeNotifications } = useWorkspace();
  const [isShown, keep] = useKept(stored, (to) => changeNotifications({ previews: to }));
  return (
    <Switch
      label="Show who wrote, where, and what"
      hint="Otherwise a notice says that there is a new message, and nothing of it."
      checked={isShown}
      onChange={({ target }) => keep(target.checked)}
    />
  );
}
