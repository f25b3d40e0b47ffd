import { IconChevronRight } from '@tabler/icons-react';
import { useId } from 'react';
import { useTranslations } from 'use-intl';
import type { ConfigDrift } from '#contract';
import { differs, type EntryGroup, type EntryMarks, isNoteworthy } from './filter-entries.ts';
import { ValueRow } from './value-row.tsx';
import classes from './values.module.css';

interface ValueGroupProps {
  group: EntryGroup;
  marks: EntryMarks;
  /** Drafted values of the file by key. */
  changes: Readonly<Record<string, unknown>> | undefined;
  /** What was found the last time drift was looked for. */
  drift: readonly ConfigDrift[] | undefined;
  isOpen: boolean;
  /** The key whose row is opened and gone to; each time anew. */
  goneTo: { key: string } | undefined;
  mayEdit: boolean;
  onToggle: (isOpen: boolean) => void;
}

/** A section or a service, to be opened and closed, with how many of its values were set. */
export function ValueGroup({ group, marks, changes, drift, isOpen, goneTo, mayEdit, onToggle }: ValueGroupProps) {
  const t = useTranslations('configuration');
  const id = useId();
  const set = group.entries.filter((entry) => isNoteworthy(entry, marks)).length;
  return (
    <section className={classes.group} aria-labelledby={`${id}-title`}>
      <h2 className={classes.groupHead}>
        <button
          type="button"
          className={classes.toggle}
          aria-expanded={isOpen}
          aria-controls={`${id}-rows`}
          onClick={() => onToggle(!isOpen)}
        >
          <IconChevronRight className={classes.chevron} size={16} aria-hidden="true" />
          <span id={`${id}-title`} className={classes.groupName}>
            {group.name}
          </span>
          <span className={classes.groupCount}>{t('groupCount', { count: group.entries.length, set })}</span>
        </button>
      </h2>
      <ul id={`${id}-rows`} className={classes.rows} hidden={!isOpen}>
        {isOpen
          ? group.entries.map((entry) => (
              <ValueRow
                key={entry.key}
                entry={entry}
                drafted={changes?.[entry.key]}
                drift={drift?.find(({ key }) => key === entry.key)}
                isWaiting={entry.document === 'settings' && differs(entry, marks)}
                isMissing={marks.missing.has(entry.key)}
                goneTo={goneTo?.key === entry.key ? goneTo : undefined}
                mayEdit={mayEdit}
              />
            ))
          : null}
      </ul>
    </section>
  );
}
