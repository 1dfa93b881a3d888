/** Files that are dropped onto a conversation. Dropped anywhere else they must not replace the page. */
import { type RefObject, useEffect, useEffectEvent, useState } from 'react';

/** What `within` stands in takes them; true while something is held above it. */
export function useDrop(within: RefObject<HTMLElement | null>, onFiles: (files: readonly File[]) => void): boolean {
  const [isOver, setOver] = useState(false);
  const take = useEffectEvent(onFiles);
  useEffect(() => {
    const area = within.current?.parentElement;
    const isInside = ({ target }: DragEvent): boolean => target instanceof Node && area?.contains(target) === true;
    const over = (event: DragEvent): void => {
      if (!carriesFiles(event)) return;
      event.preventDefault();
      if (event.dataTransfer) event.dataTransfer.dropEffect = isInside(event) ? 'copy' : 'none';
      setOver(isInside(event));
    };
    const drop = (event: DragEvent): void => {
      if (!carriesFiles(event)) return;
      event.preventDefault();
      setOver(false);
      if (isInside(event)) take(filesIn(event));
    };
    const leave = (event: DragEvent): void => {
      if (event.relatedTarget === null) setOver(false);
    };
    document.addEventListener('dragover', over);
    document.addEventListener('drop', drop);
    document.addEventListener('dragleave', leave);
    return () => {
      document.removeEventListener('dragover', over);
      document.removeEventListener('drop', drop);
      document.removeEventListener('dragleave', leave);
    };
  }, [within]);
  return isOver;
}

const carriesFiles = ({ dataTransfer }: DragEvent): boolean => dataTransfer?.types.includes('Files') === true;

function filesIn({ dataTransfer }: DragEvent): File[] {
  return [...(dataTransfer?.files ?? [])];
}

/** A folder comes as a file without content, which cannot be read. */
export async function withoutFolders(files: readonly File[]): Promise<{ files: File[]; folders: string[] }> {
  const found = { files: [] as File[], folders: [] as string[] };
  for (const file of files) {
    const isReadable = await file
      .slice(0, 1)
      .arrayBuffer()
      .then(
        () => true,
        () => false,
      );
    if (isReadable) found.files.push(file);
    else found.folders.push(file.name);
  }
  return found;
}
