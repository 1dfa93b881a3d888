/** What acts when it is pressed. While it works it keeps the focus, says so, and takes no second press. */
import type { ComponentProps, JSX, MouseEvent } from 'react';
import s from './button.module.css';
import { Icon, type Sign } from './icon.tsx';

/** One primary action to a view; danger is for what cannot be taken back easily. */
export type ButtonKind = 'primary' | 'plain' | 'quiet' | 'danger';

type Native = Omit<ComponentProps<'button'>, 'disabled' | 'aria-disabled' | 'aria-busy'>;

export interface ButtonProps extends Native {
  kind?: ButtonKind;
  sign?: Sign | undefined;
  /** It works on the last press. */
  pending?: boolean | undefined;
  /** Not now. It stays in the tab order, so a hint beside it should say why. */
  disabled?: boolean | undefined;
}

export function Button({ kind = 'plain', sign, pending, disabled, className, children, ...rest }: ButtonProps) {
  return (
    <Press {...rest} pending={pending} disabled={disabled} className={buttonClass(kind, className)}>
      {pending ? <span className={s.spin} aria-hidden="true" /> : sign && <Icon sign={sign} small />}
      {children}
    </Press>
  );
}

/** The looks of a button for a link, because a place to go to is a link. */
export const buttonClass = (kind: ButtonKind, more?: string): string =>
  [s.button, s[kind], more].filter(Boolean).join(' ');

export interface IconButtonProps extends Omit<ButtonProps, 'kind' | 'aria-label' | 'children'> {
  sign: Sign;
  /** Its name, which is also shown on hovering. */
  label: string;
  /** For one that stays down. */
  pressed?: boolean | undefined;
}

export function IconButton({ sign, label, pressed, pending, className, ...rest }: IconButtonProps): JSX.Element {
  return (
    <Press
      title={label}
      {...rest}
      pending={pending}
      aria-label={label}
      aria-pressed={pressed}
      className={[s.sign, className].filter(Boolean).join(' ')}
    >
      {pending ? <span className={s.spin} aria-hidden="true" /> : <Icon sign={sign} />}
    </Press>
  );
}

function Press({ pending, disabled, onClick, ...rest }: Omit<ButtonProps, 'kind' | 'sign'>): JSX.Element {
  const off = pending || disabled;
  const press = (event: MouseEvent<HTMLButtonElement>) => {
    // A form must not be sent by it either.
    if (off) event.preventDefault();
    else onClick?.(event);
  };
  return (
    <button type="button" {...rest} aria-busy={pending || undefined} aria-disabled={off || undefined} onClick={press} />
  );
}
