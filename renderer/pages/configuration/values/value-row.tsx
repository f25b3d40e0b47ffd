import { VisuallyHidden } from '@mantine/core';
import { IconChevronRight } from '@tabler/icons-react';
import { memo, useEffect, useId, useRef, useState } from 'react';
import { flushSync } from 'react-dom';
import { useTranslations } from 'use-intl';
import type { ConfigDrift, ConfigEntry } from '#contract';
import { StateMark } from '../../../components/state-mark.tsx';
import { EntryDetails } from './entry-details.tsx';
import { shortPlace } from './format-value.ts';
import { layerWord } from './layer-word.ts';
import { useShownValue } from './use-shown-value.ts';
import classes from './values.module.css';

interface ValueRowProps {
  entry: ConfigEntry;
  /** The value a draft gives it; null: out of the file, undefined: none. */
  drafted: unknown;
  /** What has another value, the last time drift was looked for. */
  drift: ConfigDrift | undefined;
  /** Whether Gantry runs with another value than its file says. */
  isWaiting: boolean;
  /** Whether nothing says a value the stack needs. */
  isMissing: boolean;
  /** Set when a link leads to this row; each time anew. */
  goneTo: object | undefined;
  mayEdit: boolean;
}

/** One value in a line: key, what counts, what is not as it should be, where it is from. Opened, all that is known and the field. */
export const ValueRow = memo(function ValueRow({ entry, drafted, drift, isWaiting, isMissing, goneTo, mayEdit }: ValueRowProps) {
  const t = useTranslations('configuration');
  const show = useShownValue(entry);
  const id = useId();
  const button = useRef<HTMLButtonElement>(null);
  const more = useRef<HTMLDivElement>(null);
  const [isOpen, setIsOpen] = useState(goneTo !== undefined);
  const [lastGoneTo, setLastGoneTo] = useState(goneTo);
  if (goneTo !== lastGoneTo) {
    setLastGoneTo(goneTo);
    if (goneTo !== undefined) setIsOpen(true);
  }
  useEffect(() => {
    if (goneTo === undefined) return;
    button.current?.scrollIntoView({ block: 'center' });
    // Who is led to a mistake wants to correct it.
    (more.current?.querySelector<HTMLElement>('[aria-invalid="true"]') ?? button.current)?.focus();
  }, [goneTo]);
  const toggle = () => {
    flushSync(() => setIsOpen(!isOpen));
    // Opened at the end of the page it would be out of sight.
    if (!isOpen) more.current?.scrollIntoView({ block: 'nearest' });
  };
  const { key, value, origin } = entry;
  return (
    <li className={classes.row} data-drafted={drafted !== undefined || undefined}>
      <button ref={button} type="button" className={classes.line} aria-expanded={isOpen} aria-controls={id} onClick={toggle}>
        <IconChevronRight className={classes.chevron} size={16} aria-hidden="true" />
        <span className={classes.key} title={key} dir="ltr">
          {key}
        </span>
        <span className={classes.value} title={typeof value === 'number' && !entry.is_secret ? String(value) : undefined}>
          <span data-quiet={value === null || value === '' || entry.is_secret || undefined}>{show(value)}</span>
          {drafted === undefined ? null : (
            <span className={classes.drafted}>
              <span aria-hidden="true"> → </span>
              <VisuallyHidden component="span">{t('becomes')} </VisuallyHidden>
              {drafted === null ? show(entry.default) : show(drafted)}
            </span>
          )}
        </span>
        <span className={classes.about}>
          {isMissing ? (
            <StateMark state="degraded" word={t('isMissing')} />
          ) : isWaiting ? (
            <StateMark state="degraded" word={t('runsWith', { value: show(entry.running) })} />
          ) : drift !== undefined ? (
            <StateMark state="degraded" word={t('driftsTo', { where: drift.service ?? t('host'), value: drift.actual })} />
          ) : isOpen ? null : (
            <span className={classes.description}>{entry.description}</span>
          )}
        </span>
        <span className={classes.origin} title={origin.place ?? undefined} data-set={origin.layer !== 'default' || undefined}>
          {t(`layers.${layerWord(origin.layer)}`)}
          {origin.place === null ? '' : ` · ${shortPlace(origin.place)}`}
        </span>
      </button>
      <div ref={more} id={id} className={classes.more}>
        {isOpen ? <EntryDetails entry={entry} mayEdit={mayEdit} /> : null}
      </div>
    </li>
  );
});
