import { type DragEvent, type ReactNode, useEffect, useState } from 'react';
import { useTranslations } from 'use-intl';
import classes from './drop-area.module.css';

/** Takes files that are dropped anywhere on the page. */
export function DropArea({ onFiles, children }: { onFiles: (files: File[]) => void; children: ReactNode }) {
  const t = useTranslations('documents');
  const [isOver, setIsOver] = useState(false);
  const hasFiles = (event: DragEvent) => event.dataTransfer.types.includes('Files');
  // A file dropped beside the area would open in place of the panel.
  useEffect(() => {
    const keep = (event: Event) => event.preventDefault();
    for (const name of ['dragover', 'drop']) window.addEventListener(name, keep);
    return () => {
      for (const name of ['dragover', 'drop']) window.removeEventListener(name, keep);
    };
  }, []);
  return (
    // biome-ignore lint/a11y/noStaticElementInteractions: dropping is only a shorter way to what the add button does
    <div
      className={classes.area}
      onDragOver={(event) => {
        if (!hasFiles(event)) return;
        event.preventDefault();
        setIsOver(true);
      }}
      onDragLeave={(event) => {
        if (!event.currentTarget.contains(event.relatedTarget as Node | null)) setIsOver(false);
      }}
      onDrop={(event) => {
        if (!hasFiles(event)) return;
        event.preventDefault();
        setIsOver(false);
        onFiles([...event.dataTransfer.files]);
      }}
    >
      {children}
      {isOver ? <p className={classes.hint}>{t('dropHere')}</p> : null}
    </div>
  );
}
