import { VisuallyHidden } from '@mantine/core';
import { useTranslations } from 'use-intl';
import classes from './diff-view.module.css';

type Kind = 'added' | 'removed' | 'place' | 'same';

function kindOf(line: string): Kind {
  if (line.startsWith('@@')) return 'place';
  if (line.startsWith('+')) return 'added';
  if (line.startsWith('-')) return 'removed';
  return 'same';
}

/** A unified diff: what goes and what comes by sign, word and colour. */
export function DiffView({ diff, label }: { diff: string; label: string }) {
  const t = useTranslations('general');
  const lines = diff.replace(/\n$/, '').split('\n');
  // The names of both sides are said around it.
  const body = lines.filter((line, index) => !(index < 4 && /^(---|\+\+\+|Index:|=====)/.test(line)) && !line.startsWith('\\ '));
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: a region that scrolls must be reachable by key
    <section className={classes.diff} tabIndex={0} aria-label={label}>
      {/* A diff is read from left to right in every language. */}
      <pre dir="ltr">
        {body.map((line, index) => {
          const kind = kindOf(line);
          return (
            // biome-ignore lint/suspicious/noArrayIndexKey: lines have no name but their place
            <span key={index} className={classes.line} data-kind={kind}>
              {kind === 'added' || kind === 'removed' ? <VisuallyHidden component="span">{t(kind)} </VisuallyHidden> : null}
              {line === '' ? ' ' : line}
              {'\n'}
            </span>
          );
        })}
      </pre>
    </section>
  );
}
