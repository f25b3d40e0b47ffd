import { useTranslations } from 'use-intl';
import { Link } from 'wouter';
import type { ConfigDocumentName, ConfigProblem } from '#contract';
import { configPath } from '../config-path.ts';
import classes from './notice.module.css';

interface ProblemListProps {
  document: ConfigDocumentName;
  problems: readonly ConfigProblem[];
  /** Goes to the line; without it the line is a link to the text. */
  onLine?: (line: number) => void;
}

/** Mistakes as sentences, each with the line it is in. */
export function ProblemList({ document, problems, onLine }: ProblemListProps) {
  const t = useTranslations('configuration');
  return (
    <ul className={classes.list}>
      {[...problems]
        .sort((one, other) => (one.line ?? 0) - (other.line ?? 0))
        .map(({ key, line, rule }) => (
          <li key={`${key} ${line} ${rule}`}>
            {line === null ? null : onLine === undefined ? (
              <Link href={configPath('text', { document, line })}>{t('line', { line })}</Link>
            ) : (
              <button type="button" className={classes.jump} onClick={() => onLine(line)}>
                {t('line', { line })}
              </button>
            )}{' '}
            {key === null ? null : <code>{key}</code>} {rule}
          </li>
        ))}
    </ul>
  );
}
