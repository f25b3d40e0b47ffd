import { Button, VisuallyHidden } from '@mantine/core';
import { useId, useRef, useState } from 'react';
import { useTranslations } from 'use-intl';
import type { ConfigConflict } from '#contract';
import { CodeEditor, goToLine } from '../../../components/code-editor.tsx';
import { StateMark } from '../../../components/state-mark.tsx';
import { markedLines, newLines } from './conflict-lines.ts';
import classes from './review.module.css';

interface ConflictViewProps {
  conflict: ConfigConflict;
  /** The text that joins both, without marks. */
  onMerged: (text: string) => void;
}

/** The text both began from, what the other made of it, what you made of it, and both in one to be settled. */
export function ConflictView({ conflict, onMerged }: ConflictViewProps) {
  const t = useTranslations('configuration');
  const id = useId();
  const editor = useRef<HTMLTextAreaElement>(null);
  const [merged, setMerged] = useState(conflict.merged);
  const marks = markedLines(merged);
  const [firstMark] = marks;
  const who = conflict.changed_by === 'outside' ? t('outside') : (conflict.changed_by ?? t('someone'));
  const sides = [
    ['base', conflict.base],
    ['theirs', conflict.theirs],
    ['yours', conflict.yours],
  ] as const;
  return (
    <>
      <p role="status">
        <StateMark state="degraded" isWordHidden /> <strong>{t('conflict.what', { who })}</strong>{' '}
        {conflict.is_clean ? t('conflict.clean') : t('conflict.both')} {t('conflict.kept')}
      </p>
      <div className={classes.sides}>
        {sides.map(([side, text]) => (
          <Side key={side} title={t(`conflict.${side}`)} text={text} base={conflict.base} />
        ))}
      </div>
      <div className={classes.part}>
        <div className={classes.head}>
          <div>
            <h3>{t('conflict.merged')}</h3>
            <p id={id} className={classes.quiet} aria-live="polite">
              {firstMark === undefined ? t('conflict.settled') : t('conflict.marks', { count: Math.ceil(marks.length / 3) })}
            </p>
          </div>
          <div className={classes.actions}>
            {firstMark === undefined ? null : (
              <Button variant="default" onClick={() => goToLine(editor.current, firstMark)}>
                {t('conflict.toMark')}
              </Button>
            )}
            <Button disabled={firstMark !== undefined} onClick={() => onMerged(merged)}>
              {t('conflict.use')}
            </Button>
          </div>
        </div>
        <div className={classes.editor}>
          <CodeEditor
            ref={editor}
            value={merged}
            label={t('conflict.merged')}
            marked={new Set(marks)}
            describedBy={id}
            onChange={setMerged}
          />
        </div>
      </div>
    </>
  );
}

function Side({ title, text, base }: { title: string; text: string; base: string }) {
  const t = useTranslations('configuration');
  const general = useTranslations('general');
  const added = newLines(base, text);
  return (
    <section className={classes.side} aria-label={title}>
      <h3>{title}</h3>
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: a region that scrolls must be reachable by key */}
      <pre tabIndex={0} dir="ltr">
        {text === ''
          ? t('emptyFile')
          : text.split('\n').map((line, index) => (
              // biome-ignore lint/suspicious/noArrayIndexKey: a line is its number
              <span key={index} data-new={added.has(index) || undefined}>
                {added.has(index) ? <VisuallyHidden component="span">{general('added')} </VisuallyHidden> : null}
                {added.has(index) ? '+ ' : '  '}
                {line}
                {'\n'}
              </span>
            ))}
      </pre>
    </section>
  );
}
