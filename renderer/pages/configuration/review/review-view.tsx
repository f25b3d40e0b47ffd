import { Button } from '@mantine/core';
import { useEffect, useRef } from 'react';
import { useTranslations } from 'use-intl';
import { Link } from 'wouter';
import type { ConfigDocumentName, Output } from '#contract';
import { useConfigHistory, useConfigPreview, useReadConfigAgain } from '../../../api/use-config.ts';
import { ErrorBox } from '../../../components/error-box.tsx';
import { configPath } from '../config-path.ts';
import { editOf } from '../draft/draft.ts';
import { useDrafts } from '../draft/drafts.tsx';
import { shortPlace } from '../values/format-value.ts';
import { ApplyForm } from './apply-form.tsx';
import { ConflictView } from './conflict-view.tsx';
import { PreviewView } from './preview-view.tsx';
import classes from './review.module.css';

interface ReviewViewProps {
  document: ConfigDocumentName;
  config: Output<'config.read'>;
  mayEdit: boolean;
}

/** What a draft would do, before it does it: both sides where another one was faster, else diff, restarts and dry runs. */
export default function ReviewView({ document, config, mayEdit }: ReviewViewProps) {
  const t = useTranslations('configuration');
  const drafts = useDrafts();
  const draft = drafts.of(document);
  const heading = useRef<HTMLHeadingElement>(null);
  // The button that led here is gone.
  useEffect(() => heading.current?.focus(), []);
  // What comes after: the host may be on its way to a restart then, and not hand it out.
  useEffect(() => void import('../history/history-view.tsx').catch(() => undefined), []);
  useConfigHistory();
  const {
    data: preview,
    error,
    refetch,
    isFetching,
  } = useConfigPreview(draft === undefined ? undefined : editOf(document, draft), {
    isDryRun: true,
  });
  const { file, revision } = config.documents.find(({ name }) => name === document) ?? { file: document, revision: 'none' };
  const readAgain = useReadConfigAgain();
  const seen = preview?.revision;
  useEffect(() => {
    // An editor outside sends no event; what the host has just found is to be on the page too.
    if (seen !== undefined && seen !== revision) readAgain();
  }, [readAgain, revision, seen]);
  const conflict = preview?.conflict ?? null;
  const name = shortPlace(file);
  return (
    <div className={classes.review}>
      <header className={classes.head}>
        <h2 ref={heading} tabIndex={-1} className={classes.title}>
          {conflict === null ? t('reviewOf', { file: name }) : t('conflictOf', { file: name })}
        </h2>
        <Button variant="default" c="inherit" component={Link} href={configPath(draft?.kind === 'text' ? 'text' : 'values', { document })}>
          {t('editOn')}
        </Button>
      </header>
      {draft === undefined ? <p>{t('nothingToReview')}</p> : null}
      {error === null ? null : (
        <>
          <ErrorBox error={error} title={t('previewFailed')} onRetry={() => void refetch()} />
          {error.code === 'config_changed' ? (
            <Button variant="default" className={classes.start} onClick={() => drafts.beginAnew(document, revision)}>
              {t('beginAnew')}
            </Button>
          ) : null}
        </>
      )}
      {draft !== undefined && preview === undefined && error === null ? (
        <p role="status" className={classes.quiet}>
          {t('asking')}
        </p>
      ) : null}
      {draft === undefined || preview === undefined || error !== null ? null : conflict !== null ? (
        <ConflictView
          key={preview.revision}
          conflict={conflict}
          onMerged={(text) => {
            drafts.setText(document, { text, base: preview.revision, isMerged: true });
            heading.current?.focus();
          }}
        />
      ) : (
        <>
          <PreviewView document={document} preview={preview} />
          <ApplyForm
            document={document}
            draft={draft}
            preview={preview}
            isChecking={isFetching}
            entries={config.entries}
            mayEdit={mayEdit}
          />
        </>
      )}
    </div>
  );
}
