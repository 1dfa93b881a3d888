/** Files that came with a report or a letter: saved on demand, which is written down, and never shown here. */
import type { JSX } from 'react';
import { Button } from '#parts/button.tsx';
import { bytesInWords } from '#parts/bytes.ts';
import { Fault } from '#parts/fault.tsx';
import { Icon } from '#parts/icon.tsx';
import s from './panel.module.css';
import { saveBytes } from './saved.ts';
import { type DeskCase, useCase, useCaseDeed } from './use-case.ts';

type CaseFile = DeskCase['files'][number];

/** What kind of file it is stays; what somebody called it could tell of the case. */
const ending = (name: string): string => /\.[a-z0-9]{1,8}$/i.exec(name)?.[0] ?? '';

export function CaseFiles({ files }: { files: readonly CaseFile[] }): JSX.Element | null {
  const { name: caseName } = useCase();
  const { act, fault, pendingOf } = useCaseDeed();
  if (files.length === 0) return null;
  const save = ({ number, name }: CaseFile): Promise<boolean> =>
    act(async (api, { case: id }) => {
      const params = { case: id, file: `${number}` };
      const { base64 } = await api.call('POST /v1/desk/cases/:case/files/:file/openings', { params });
      saveBytes(base64, `${caseName}-file-${number}${ending(name)}`);
    }, `${number}`);
  return (
    <>
      <ul className={s.list}>
        {files.map((file) => (
          <li key={file.number} className={s.line}>
            <Icon sign="file" small />
            <span className="grow">
              <bdi>{file.name}</bdi> <span className="meta">{bytesInWords(file.bytes)}, to be saved only</span>
            </span>
            <Button
              sign="download"
              aria-label={`Save ${file.name}`}
              pending={pendingOf === `${file.number}`}
              onClick={() => void save(file)}
            >
              Save
            </Button>
          </li>
        ))}
      </ul>
      <Fault>{fault}</Fault>
    </>
  );
}
