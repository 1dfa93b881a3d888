/** Forms of the entrance: each field has a label, what is wrong stands at its field and has the focus. */
import type { ComponentChildren, JSX } from 'preact';
import { useId, useLayoutEffect, useRef, useState } from 'preact/hooks';
import button from '#parts/button.module.css';
import field from '#parts/field.module.css';
import { useCountdown } from './countdown.ts';
import s from './entrance.module.css';
import { type Fault, faultOf } from './faults.ts';

/** What was typed, by the names of the fields. */
export type Typed = Readonly<Record<string, string>>;

/** Where one begins to type: the first field that waits for something. */
export function firstField(place: HTMLElement): HTMLElement | undefined {
  const fields = [...place.querySelectorAll<HTMLInputElement>('input:not([type="hidden"]):not([readonly]), select')];
  return fields.find(({ value }) => value === '') ?? fields[0];
}

interface FormProps {
  /** What the button says. */
  readonly action: string;
  /** Carries it out; what it throws is shown, and what was typed stays. */
  readonly send: (typed: Typed) => Promise<void>;
  /** Fields that may stay empty. */
  readonly optional?: readonly string[];
  /** It can be filled in again for the next one. */
  readonly clears?: boolean;
  /** Beside the button. */
  readonly beside?: ComponentChildren;
  readonly children: (fault: Fault | undefined) => ComponentChildren;
}

export function Form({ action, send, optional = [], clears = false, beside, children }: FormProps): JSX.Element {
  const form = useRef<HTMLFormElement>(null);
  const [fault, setFault] = useState<Fault>();
  const [isBusy, setBusy] = useState(false);
  const { left, isOver } = useCountdown(fault);
  useLayoutEffect(() => {
    if (!fault) return;
    const named = fault.field === undefined ? null : form.current?.elements.namedItem(fault.field);
    if (named instanceof HTMLElement) named.focus();
    // It is spoken by itself: the focus stays where it is.
    else form.current?.querySelector('[role="alert"]')?.scrollIntoView({ block: 'nearest' });
  }, [fault]);
  const mend = ({ target }: Event): void => {
    if (left > 0) return;
    if (fault?.field === undefined || fault.field === (target as HTMLInputElement).name) setFault(undefined);
  };
  const submit = async (event: Event): Promise<void> => {
    event.preventDefault();
    if (isBusy || left > 0 || !form.current) return;
    const typed: Record<string, string> = {};
    for (const [name, value] of new FormData(form.current)) if (typeof value === 'string') typed[name] = value;
    const empty = Object.keys(typed).find((name) => typed[name]?.trim() === '' && !optional.includes(name));
    if (empty !== undefined) return setFault({ field: empty, text: 'This field is needed.' });
    setBusy(true);
    try {
      await send(typed);
      setFault(undefined);
      if (clears) {
        form.current.reset();
        firstField(form.current)?.focus();
      }
    } catch (thrown) {
      setFault(faultOf(thrown));
    } finally {
      setBusy(false);
    }
  };
  return (
    <form
      ref={form}
      class={s.form}
      noValidate
      onSubmit={(event) => void submit(event)}
      onInput={mend}
      aria-busy={isBusy}
    >
      {fault && fault.field === undefined && !isOver && (
        <p class={s.alert} role="alert">
          {fault.text}
        </p>
      )}
      {children(fault)}
      <p class={s.actions}>
        <button class={`${button.button} ${button.primary}`} type="submit" aria-disabled={isBusy || left > 0}>
          {isBusy && <span class={button.spin} aria-hidden="true" />}
          {action}
          {left > 0 && ` in ${left} s`}
        </button>
        {beside}
        <span role="status">{isOver && 'You can try again now.'}</span>
      </p>
    </form>
  );
}

interface FieldProps {
  readonly name: string;
  readonly label: string;
  readonly hint?: ComponentChildren;
  readonly fault: Fault | undefined;
  readonly beside?: ComponentChildren;
  readonly type?: 'text' | 'email' | 'password';
  readonly inputMode?: 'numeric';
  /** What a password manager puts here. */
  readonly autocomplete: string;
  readonly value?: string;
  readonly defaultValue?: string | undefined;
  readonly readOnly?: boolean;
  readonly onText?: (text: string) => void;
  readonly onKey?: (event: Event) => void;
}

export function Field({ label, hint, fault, beside, type = 'text', onText, onKey, ...input }: FieldProps): JSX.Element {
  const id = useId();
  const wrong = fault?.field === input.name ? fault.text : undefined;
  const described = [hint && `${id}-hint`, wrong && `${id}-wrong`].filter(Boolean).join(' ');
  return (
    <div class={field.field}>
      <label class={field.label} for={id}>
        {label}
      </label>
      <span class={field.beside}>
        <input
          {...input}
          class={field.control}
          // Preact types each kind of input apart.
          type={type as 'text'}
          id={id}
          spellcheck={false}
          autocapitalize={input.name === 'name' ? 'words' : 'off'}
          onInput={(event) => onText?.(event.currentTarget.value)}
          onKeyDown={(event) => onKey?.(event)}
          onKeyUp={(event) => onKey?.(event)}
          aria-invalid={wrong !== undefined}
          aria-describedby={described === '' ? undefined : described}
        />
        {beside}
      </span>
      {wrong && (
        <p class={field.error} id={`${id}-wrong`}>
          {wrong}
        </p>
      )}
      {hint && (
        <p class={field.hint} id={`${id}-hint`}>
          {hint}
        </p>
      )}
    </div>
  );
}

export const CodeField = ({ fault }: Pick<FieldProps, 'fault'>): JSX.Element => (
  <Field
    name="code"
    label="Code of the app"
    hint="Six digits; a new one every 30 seconds."
    autocomplete="one-time-code"
    inputMode="numeric"
    fault={fault}
  />
);

/** `current` for one that there is, `new` for one that is chosen: password managers act on it. */
export function PasswordField({
  which,
  label,
  fault,
}: Pick<FieldProps, 'label' | 'fault'> & { readonly which: 'current' | 'new' }): JSX.Element {
  const [isShown, setShown] = useState(false);
  const [isLocked, setLocked] = useState(false);
  // What a password manager fills in comes as an event without keys.
  const look = (event: Event): void => {
    if (event instanceof KeyboardEvent) setLocked(event.getModifierState('CapsLock'));
  };
  const advice = which === 'new' ? 'A few unrelated words are easy to keep and hard to guess.' : undefined;
  return (
    <Field
      name="password"
      label={label}
      fault={fault}
      type={isShown ? 'text' : 'password'}
      autocomplete={`${which}-password`}
      onKey={look}
      hint={
        (isLocked || advice) && (
          <>
            <span role="status">{isLocked && 'Caps Lock is on. '}</span>
            {advice}
          </>
        )
      }
      beside={
        <button
          class={button.button}
          type="button"
          aria-pressed={isShown}
          aria-label={`Show ${label.toLowerCase()}`}
          onClick={() => setShown(!isShown)}
        >
          Show
        </button>
      }
    />
  );
}
