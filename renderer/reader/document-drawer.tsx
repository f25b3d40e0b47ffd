import { Button, Drawer } from '@mantine/core';
import { IconFolderOpen, IconTrash } from '@tabler/icons-react';
import { useEffect, useRef, useState } from 'react';
import { useTranslations } from 'use-intl';
import { useApi } from '../api/api-context.tsx';
import { useDocument } from '../api/use-documents.ts';
import { commands } from '../commands.ts';
import { CommandLine } from '../components/command-line.tsx';
import { ErrorBox } from '../components/error-box.tsx';
import { TimeAgo } from '../components/time-ago.tsx';
import { DeleteDialog } from './delete-dialog.tsx';
import classes from './document-drawer.module.css';

interface DocumentDrawerProps {
  id: string;
  /** What was found in it, [start, end) in UTF-16 units: marked and brought into sight. */
  passage?: readonly [number, number] | undefined;
  onClose: () => void;
}

/** A document to read, with all that is known of it. */
export function DocumentDrawer({ id, passage, onClose }: DocumentDrawerProps) {
  const t = useTranslations('reader');
  const general = useTranslations('general');
  const { bridge } = useApi();
  const { data, error, refetch } = useDocument(id);
  const [isDeleting, setIsDeleting] = useState(false);
  const sourcePath = data?.source_path ?? undefined;
  return (
    <Drawer
      opened
      onClose={onClose}
      position="right"
      size={720}
      title={data?.title ?? t('document')}
      closeButtonProps={{ 'aria-label': general('close') }}
      classNames={{ title: classes.title }}
    >
      {error === null ? null : <ErrorBox error={error} title={t('readFailed')} onRetry={() => void refetch()} />}
      {data === undefined ? null : (
        <div className={classes.document}>
          <dl className={classes.facts}>
            <dt>{general('collection')}</dt>
            <dd>{data.collection}</dd>
            <dt>{t('path')}</dt>
            <dd>{data.source_path === null ? t('noPath') : <code>{data.source_path}</code>}</dd>
            <dt>{t('size')}</dt>
            <dd>
              {t('chars', { count: data.content_chars })} · {t('passages', { count: data.chunks })}
            </dd>
            <dt>{t('updated')}</dt>
            <dd>
              <TimeAgo at={data.updated_at} />
            </dd>
            {Object.entries(data.metadata).map(([name, value]) => (
              <MetadataRow key={name} name={name} value={String(value)} />
            ))}
          </dl>
          <div className={classes.actions}>
            {bridge === undefined || sourcePath === undefined ? null : (
              <Button variant="default" leftSection={<IconFolderOpen size={16} />} onClick={() => void bridge.showInFolder(sourcePath)}>
                {t('showInFolder')}
              </Button>
            )}
            <Button variant="default" leftSection={<IconTrash size={16} />} onClick={() => setIsDeleting(true)}>
              {t('delete')}
            </Button>
          </div>
          {/* biome-ignore lint/a11y/noNoninteractiveTabindex: a region that scrolls must be reachable by key */}
          <section className={classes.content} aria-label={t('content')} tabIndex={0} dir="auto">
            <Content text={data.content} passage={passage} />
          </section>
          <CommandLine command={commands.readDocument(id)} />
        </div>
      )}
      {isDeleting && data !== undefined ? <DeleteDialog document={data} onClose={() => setIsDeleting(false)} onDeleted={onClose} /> : null}
    </Drawer>
  );
}

function Content({ text, passage }: { text: string; passage: readonly [number, number] | undefined }) {
  const mark = useRef<HTMLElement>(null);
  useEffect(() => {
    mark.current?.scrollIntoView({ block: 'center' });
  }, []);
  if (passage === undefined) return text;
  const [start, end] = passage;
  return (
    <>
      {text.slice(0, start)}
      <mark ref={mark}>{text.slice(start, end)}</mark>
      {text.slice(end)}
    </>
  );
}

function MetadataRow({ name, value }: { name: string; value: string }) {
  return (
    <>
      <dt>{name}</dt>
      <dd>{value}</dd>
    </>
  );
}
