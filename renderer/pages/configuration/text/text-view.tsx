import { Button } from '@mantine/core';
import { IconAdjustments } from '@tabler/icons-react';
import { useEffect, useId, useRef } from 'react';
import { useTranslations } from 'use-intl';
import { Link, useSearch } from 'wouter';
import type { ConfigDocumentName } from '#contract';
import { useConfigText } from '../../../api/use-config.ts';
import { commands } from '../../../commands.ts';
import { CodeEditor, goToLine } from '../../../components/code-editor.tsx';
import { CopyTextButton } from '../../../components/copy-text-button.tsx';
import { ErrorBox } from '../../../components/error-box.tsx';
import { StateMark } from '../../../components/state-mark.tsx';
import { configPath } from '../config-path.ts';
import { useDrafts } from '../draft/drafts.tsx';
import { useDraftPreview } from '../draft/use-draft-preview.ts';
import { ProblemList } from '../notices/problem-list.tsx';
import classes from './text-view.module.css';

/** The file as text. Mistakes are told by line as one types; values changed in the form are already in it. */
export default function TextView({ document }: { document: ConfigDocumentName }) {
  const t = useTranslations('configuration');
  const general = useTranslations('general');
  const id = useId();
  const editor = useRef<HTMLTextAreaElement>(null);
  const line = Number(new URLSearchParams(useSearch()).get('line') ?? 0);
  const { data: file, error, refetch, isFetchedAfterMount } = useConfigText(document);
  const drafts = useDrafts();
  const { preview, error: previewError, checkAgain } = useDraftPreview(document);
  const draft = drafts.of(document);
  // Values of the form become a text as soon as the host has written them into it.
  const formText = draft?.kind === 'values' ? preview?.text : undefined;
  // A text from before is not shown: who begins to type at once would begin from what is no longer the file.
  const fileText = draft === undefined && isFetchedAfterMount ? file?.text : undefined;
  const text = draft?.kind === 'text' ? draft.text : (formText ?? fileText);
  const hasText = text !== undefined;
  useEffect(() => {
    if (hasText && line > 0) goToLine(editor.current, line);
  }, [hasText, line]);
  const problems = preview?.conflict == null ? (draft === undefined ? (file?.problems ?? []) : (preview?.problems ?? [])) : [];
  const change = (next: string) => {
    if (file === undefined) return;
    if (next === file.text && (draft?.base ?? file.revision) === file.revision) drafts.setText(document, undefined);
    else drafts.setText(document, { text: next, base: draft?.base ?? file.revision });
  };
  return (
    <>
      <div className={classes.tools}>
        <p className={classes.file}>
          <code dir="ltr">{file?.file}</code>
          {file?.revision === 'none' ? <span className={classes.quiet}> · {t('noFileYet')}</span> : null}
        </p>
        <CopyTextButton text={commands.configEdit({ document })} label={general('copyCommand')} />
        <Button
          variant="default"
          size="sm"
          c="inherit"
          component={Link}
          href={configPath('values', { document })}
          leftSection={<IconAdjustments size={16} />}
        >
          {t('asValues')}
        </Button>
      </div>
      {error === null ? null : <ErrorBox error={error} title={t('textFailed')} onRetry={() => void refetch()} />}
      {previewError === null ? null : <ErrorBox error={previewError} title={t('checkFailed')} onRetry={checkAgain} />}
      {text === undefined ? (
        error === null ? (
          <p className={classes.quiet}>{t('loading')}</p>
        ) : null
      ) : (
        <>
          <div className={classes.editor}>
            <CodeEditor
              ref={editor}
              value={text}
              label={t('textOf', { file: file?.file ?? document })}
              marked={new Set(problems.flatMap(({ line: at }) => at ?? []))}
              describedBy={id}
              onChange={change}
            />
          </div>
          <section id={id} className={classes.problems} aria-label={t('problems')} aria-live="polite">
            {problems.length === 0 ? (
              <p className={classes.quiet}>
                {draft !== undefined && preview === undefined ? (
                  t('checking')
                ) : (
                  <>
                    <StateMark state="ok" isWordHidden /> {t('noProblems')}
                  </>
                )}
              </p>
            ) : (
              <>
                <p>
                  <StateMark state="down" isWordHidden /> <strong>{t('problemCount', { count: problems.length })}</strong>
                </p>
                <ProblemList document={document} problems={problems} onLine={(at) => goToLine(editor.current, at)} />
              </>
            )}
          </section>
        </>
      )}
    </>
  );
}
