/** The files of a message: a picture with its room reserved, the first lines of a text, or a card to fetch it by. */

import { type JSX, useState } from 'react';
import type { MessageFile } from '#contract/files.ts';
import { buttonClass } from '#parts/button.tsx';
import { bytesInWords } from '#parts/bytes.ts';
import { Dialog } from '#parts/dialog.tsx';
import { Icon } from '#parts/icon.tsx';
import { useWorkspace } from '../workspace.tsx';
import s from './attached.module.css';
import { kindOf } from './file-words.ts';

/** CSS pixels; what is larger is shown smaller. */
const widthMost = 360;
const heightMost = 280;

export function Files({ files }: { files: readonly MessageFile[] }): JSX.Element {
  return (
    <div className={s.files}>
      {files.map((file, at) => (
        // A file that stayed elsewhere has no id; their order is fixed.
        <OneFile key={file.id ?? at} file={file} />
      ))}
    </div>
  );
}

function OneFile({ file }: { file: MessageFile }): JSX.Element {
  const { id, preview } = file;
  const isPicture = id !== undefined && preview?.kind === 'image' && preview.width && preview.height;
  return isPicture ? <Picture file={file} id={id} /> : <FileCard file={file} />;
}

/** Of a PDF it is the first page, so its card stands below. */
function Picture({ file, id }: { file: MessageFile; id: string }): JSX.Element {
  const { api } = useWorkspace();
  const [isOpen, setOpen] = useState(false);
  const { width = 1, height = 1 } = file.preview ?? {};
  const scale = Math.min(1, widthMost / width, heightMost / height);
  const address = api.href(`/v1/files/${id}/preview`);
  const isPage = file.type === 'application/pdf';
  return (
    <div className={s.picture}>
      <button
        type="button"
        className={s.frame}
        style={{ inlineSize: Math.round(width * scale), aspectRatio: `${width} / ${height}` }}
        aria-label={`Open ${file.name} large`}
        aria-haspopup="dialog"
        onClick={() => setOpen(true)}
      >
        <img src={address} alt="" width={width} height={height} loading="lazy" decoding="async" />
      </button>
      {isPage ? (
        <FileCard file={file} />
      ) : (
        <p className={s.caption}>
          <bdi className="trunc">{file.name}</bdi>
          {file.size !== undefined && <span>{bytesInWords(file.size)}</span>}
          <Download file={file} id={id} />
        </p>
      )}
      {isOpen && (
        <Dialog title={file.name} wide onClose={() => setOpen(false)} actions={<SaveLink file={file} id={id} />}>
          <img className={s.large} src={address} alt={`Preview of ${file.name}`} width={width} height={height} />
        </Dialog>
      )}
    </div>
  );
}

function SaveLink({ file, id }: { file: MessageFile; id: string }): JSX.Element {
  const { api } = useWorkspace();
  return (
    <a className={buttonClass('primary')} href={api.href(`/v1/files/${id}/content`)} download={file.name}>
      <Icon sign="download" small /> Download {file.size !== undefined && bytesInWords(file.size)}
    </a>
  );
}

function Download({ file, id }: { file: MessageFile; id: string }): JSX.Element {
  const { api } = useWorkspace();
  return (
    <a
      className={s.fetch}
      href={api.href(`/v1/files/${id}/content`)}
      download={file.name}
      aria-label={`Download ${file.name}`}
      title="Download"
    >
      <Icon sign="download" small />
    </a>
  );
}

function FileCard({ file }: { file: MessageFile }): JSX.Element {
  const { id, name, size, from } = file;
  const words = [kindOf(file), size === undefined ? undefined : bytesInWords(size)].filter(Boolean);
  return (
    <div className={s.card}>
      <span className={s.kind}>
        <Icon sign="file" />
      </span>
      <div className="grow">
        <div className={`trunc ${s.name}`}>
          <bdi>{name}</bdi>
        </div>
        <div className="meta">
          {words.join(' · ')}
          {id === undefined && <> · its content stayed in {from ?? 'the product it came from'}</>}
        </div>
        {id !== undefined && file.preview?.kind === 'text' && <FirstLines id={id} />}
      </div>
      {id !== undefined && <Download file={file} id={id} />}
    </div>
  );
}

/** Fetched when asked for. */
function FirstLines({ id }: { id: string }): JSX.Element {
  const { api } = useWorkspace();
  const [lines, setLines] = useState<string>();
  const [isAsked, setAsked] = useState(false);
  const show = async (): Promise<void> => {
    setAsked(true);
    // It is text and no answer of the API; it comes from this server all the same.
    const response = await globalThis.fetch(api.href(`/v1/files/${id}/preview`)).catch(() => undefined);
    setLines(response?.ok ? await response.text() : 'The first lines could not be fetched. The file is unharmed.');
  };
  if (lines !== undefined) {
    return (
      // biome-ignore lint/a11y/noNoninteractiveTabindex: it scrolls, so the keyboard must reach it
      <section className={s.lines} tabIndex={0} aria-label="First lines">
        <pre>{lines}</pre>
      </section>
    );
  }
  return (
    <button type="button" className={s.show} aria-busy={isAsked} onClick={() => void show()}>
      Show the first lines
    </button>
  );
}
