/**
 * Questions that must be answered before anything else: the browser's modal dialog. It is open while it is drawn. The
 * first field gets the focus, or else the safe button; in the end the focus goes back to where it came from.
 */
import {
  type FormEvent,
  type JSX,
  type ReactNode,
  type SyntheticEvent,
  useEffect,
  useId,
  useRef,
  useState,
} from 'react';
import { Button, IconButton } from './button.tsx';
import s from './dialog.module.css';
import { Fault } from './fault.tsx';
import { TextField } from './field.tsx';
import { firstFocusable, giveBack, standOf } from './focus.ts';

export interface DialogProps {
  title: ReactNode;
  onClose(): void;
  children: ReactNode;
  /** Below the content; the safe one first. */
  actions?: ReactNode;
  /** For what is only looked at: a press beside it closes it, and its title is for those who listen. */
  light?: boolean | undefined;
  wide?: boolean | undefined;
  /** Makes it a form. */
  onSubmit?: (() => void) | undefined;
}

export function Dialog({ title, onClose, children, actions, light, wide, onSubmit }: DialogProps): JSX.Element {
  const id = useId();
  const dialog = useModal(light);
  const cancel = (event: SyntheticEvent<HTMLDialogElement>) => {
    if (event.target !== event.currentTarget) return;
    event.preventDefault();
    onClose();
  };
  const submit = (event: FormEvent) => {
    event.preventDefault();
    onSubmit?.();
  };
  const Frame = onSubmit ? 'form' : 'div';
  return (
    <dialog
      ref={dialog}
      aria-labelledby={id}
      className={`${s.dialog} ${wide ? s.wide : ''} ${light ? s.light : ''}`}
      onCancel={cancel}
      // The browser may close it by itself, after a second Esc.
      onClose={({ target, currentTarget }) => target === currentTarget && !currentTarget.open && onClose()}
      // The rest of the area is its frame's: only the backdrop answers as the dialog itself.
      onPointerDown={(event) => light && event.target === event.currentTarget && onClose()}
    >
      <Frame className={s.frame} onSubmit={onSubmit && submit}>
        <header className={light ? 'vh' : s.head}>
          <h2 id={id}>{title}</h2>
          {!light && <IconButton sign="close" label="Close" onClick={onClose} data-close />}
        </header>
        <div className={light ? s.bare : s.body} data-body>
          {children}
        </div>
        {actions && <footer className={s.actions}>{actions}</footer>}
      </Frame>
    </dialog>
  );
}

function useModal(light: boolean | undefined) {
  const ref = useRef<HTMLDialogElement>(null);
  useEffect(() => {
    const dialog = ref.current;
    if (!dialog) return;
    const stand = standOf(document.activeElement);
    dialog.showModal();
    // What has no control and may scroll is scrolled by keys.
    const body = dialog.querySelector<HTMLElement>('[data-body]');
    if (body && !firstFocusable(body)) body.tabIndex = 0;
    // Of several to choose from, the one that is chosen is the field.
    const field = 'input:not([type=hidden],[type=radio]:not(:checked),[disabled]),textarea,select,[data-first]';
    (firstFocusable(dialog, field) ?? firstFocusable(dialog, 'footer button') ?? firstFocusable(dialog))?.focus();
    return () => {
      dialog.close();
      giveBack(stand);
    };
  }, []);
  // What is only looked at is left by a press beside it, on phones by the gesture for going back as well.
  useEffect(() => ref.current?.setAttribute('closedby', light ? 'any' : 'closerequest'), [light]);
  return ref;
}

export interface ConfirmProps {
  /** A question that names the thing and how many: "Delete 48 211 messages in #ops-eu?" */
  title: ReactNode;
  /** What happens, and when. */
  consequence: ReactNode;
  /** How it is taken back, or that it cannot be. */
  wayBack: ReactNode;
  /** The deed: "Delete channel". */
  confirm: string;
  cancel?: string | undefined;
  danger?: boolean | undefined;
  /** Must be typed first, for what cannot be taken back. */
  typedName?: string | undefined;
  children?: ReactNode;
  /** Resolves with what to tell where it did not succeed; otherwise the dialog closes. */
  onConfirm(): Promise<string | undefined>;
  onClose(): void;
}

export function ConfirmDialog(props: ConfirmProps): JSX.Element {
  const {
    title,
    consequence,
    wayBack,
    confirm,
    cancel = 'Cancel',
    danger,
    typedName,
    children,
    onConfirm,
    onClose,
  } = props;
  const [typed, setTyped] = useState('');
  const [pending, setPending] = useState(false);
  const [fault, setFault] = useState<string>();
  const ready = typedName === undefined || typed.trim() === typedName;
  const act = async () => {
    if (!ready || pending) return;
    setPending(true);
    setFault(undefined);
    const found = await onConfirm();
    setPending(false);
    if (found === undefined) onClose();
    else setFault(found);
  };
  return (
    <Dialog
      title={title}
      onClose={onClose}
      onSubmit={() => void act()}
      actions={
        <>
          <Button onClick={onClose}>{cancel}</Button>
          <Button type="submit" kind={danger ? 'danger' : 'primary'} pending={pending} disabled={!ready}>
            {confirm}
          </Button>
        </>
      }
    >
      <p>{consequence}</p>
      <p>{wayBack}</p>
      {children}
      {typedName !== undefined && (
        <TextField
          label={
            <>
              Type <b>{typedName}</b> to confirm
            </>
          }
          value={typed}
          onChange={(event) => setTyped(event.target.value)}
          autoComplete="off"
          spellCheck={false}
        />
      )}
      <Fault>{fault}</Fault>
    </Dialog>
  );
}
