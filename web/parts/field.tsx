/** Fields of forms. Each has a visible label; hint and error are tied to the control, so they are heard with it. */
import { type ComponentProps, type JSX, type ReactNode, useId } from 'react';
import s from './field.module.css';
import { Icon } from './icon.tsx';

interface About {
  label: ReactNode;
  hint?: ReactNode;
  /** What is wrong and what to do. While it stands, the control is marked as invalid. */
  error?: ReactNode;
  /** The label is there for those who listen only. */
  labelHidden?: boolean | undefined;
}

type Without<T> = Omit<T, 'id' | 'aria-describedby' | 'aria-invalid'>;

export interface TextFieldProps extends About, Without<ComponentProps<'input'>> {
  /** Stands in the same row, such as a button that shows the password. */
  beside?: ReactNode;
}

export function TextField({ label, hint, error, labelHidden, beside, className, ...rest }: TextFieldProps) {
  const { id, tied, frame } = useFrame({ label, hint, error, labelHidden });
  const input = <input type="text" {...rest} {...tied} id={id} className={joined(s.control, className)} />;
  if (!beside) return frame(input);
  return frame(
    <span className={s.beside}>
      {input}
      {beside}
    </span>,
  );
}

export interface TextAreaProps extends About, Without<ComponentProps<'textarea'>> {}

export function TextArea({ label, hint, error, labelHidden, className, ...rest }: TextAreaProps): JSX.Element {
  const { id, tied, frame } = useFrame({ label, hint, error, labelHidden });
  return frame(<textarea rows={3} {...rest} {...tied} id={id} className={joined(s.control, className)} />);
}

/** A value and how it is called. */
export interface Option<Value extends string = string> {
  value: Value;
  label: ReactNode;
  hint?: ReactNode;
  disabled?: boolean | undefined;
}

export interface SelectProps extends About, Without<Omit<ComponentProps<'select'>, 'children'>> {
  options: readonly (Option & { label: string })[];
}

export function Select({ label, hint, error, labelHidden, options, className, ...rest }: SelectProps): JSX.Element {
  const { id, tied, frame } = useFrame({ label, hint, error, labelHidden });
  return frame(
    <select {...rest} {...tied} id={id} className={joined(s.control, s.select, className)}>
      {options.map((option) => (
        <option key={option.value} value={option.value} disabled={option.disabled}>
          {option.label}
        </option>
      ))}
    </select>,
  );
}

export interface CheckboxProps extends About, Without<Omit<ComponentProps<'input'>, 'type' | 'role'>> {}

/** For a choice that takes effect when the form is sent. */
export const Checkbox = (props: CheckboxProps): JSX.Element => <Tick {...props} look={s.box} />;
/** For a setting that takes effect at once. */
export const Switch = (props: CheckboxProps): JSX.Element => <Tick {...props} role="switch" look={s.switch} />;

function Tick({ label, hint, error, labelHidden, look, className, ...rest }: TickProps): JSX.Element {
  const { id, tied, notes } = useFrame({ label, hint, error });
  return (
    <div className={joined(s.tick, className)}>
      <input {...rest} {...tied} id={id} type="checkbox" className={look} />
      <div className="grow">
        <label htmlFor={id} className={labelHidden ? 'vh' : s.word}>
          {label}
        </label>
        {notes}
      </div>
    </div>
  );
}

interface TickProps extends CheckboxProps {
  look: string | undefined;
  role?: 'switch';
}

export interface RadioGroupProps<Value extends string> extends About {
  options: readonly Option<NoInfer<Value>>[];
  value: Value | undefined;
  onChange(value: NoInfer<Value>): void;
  /** In one line, for a few short words. */
  segment?: boolean | undefined;
}

export function RadioGroup<Value extends string>(props: RadioGroupProps<Value>): JSX.Element {
  const { label, hint, error, labelHidden, options, value, onChange, segment } = props;
  const { id, tied, notes } = useFrame({ label, hint, error });
  return (
    <fieldset className={s.group} aria-describedby={tied['aria-describedby']}>
      <legend className={labelHidden ? 'vh' : s.label}>{label}</legend>
      <div className={segment ? s.segment : s.radios}>
        {options.map((option, at) => (
          <label key={option.value} className={segment ? s.part : s.radio}>
            <input
              type="radio"
              name={id}
              value={option.value}
              checked={option.value === value}
              disabled={option.disabled}
              onChange={() => onChange(option.value)}
              aria-describedby={option.hint ? `${id}-${at}` : undefined}
              className={segment ? 'vh' : s.dot}
            />
            <span>{option.label}</span>
            {option.hint && (
              <span id={`${id}-${at}`} className={s.hint}>
                {option.hint}
              </span>
            )}
          </label>
        ))}
      </div>
      {notes}
    </fieldset>
  );
}

function useFrame({ label, hint, error, labelHidden }: About) {
  const id = useId();
  const described = joined(error ? `${id}-error` : undefined, hint ? `${id}-hint` : undefined);
  const tied = { 'aria-describedby': described || undefined, 'aria-invalid': error ? true : undefined };
  const notes = (
    <>
      {hint && (
        <p id={`${id}-hint`} className={s.hint}>
          {hint}
        </p>
      )}
      {error && (
        <p id={`${id}-error`} className={s.error}>
          <Icon sign="warn" small />
          <span>{error}</span>
        </p>
      )}
    </>
  );
  const frame = (control: ReactNode): JSX.Element => (
    <div className={s.field}>
      <label htmlFor={id} className={labelHidden ? 'vh' : s.label}>
        {label}
      </label>
      {control}
      {notes}
    </div>
  );
  return { id, tied, notes, frame };
}

const joined = (...names: (string | undefined)[]): string => names.filter(Boolean).join(' ');
