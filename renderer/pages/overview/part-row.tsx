import { IconChevronRight } from '@tabler/icons-react';
import { useId, useState } from 'react';
import { useTranslations } from 'use-intl';
import type { Part } from '#contract';
import { StateMark } from '../../components/state-mark.tsx';
import { TimeAgo } from '../../components/time-ago.tsx';
import { PartDetails } from './part-details.tsx';
import classes from './part-row.module.css';

/** One part in a line: what it is, how it is, why, since when; opened, the checks behind that. */
export function PartRow({ part, titleOf }: { part: Part; titleOf: (name: string) => string }) {
  const t = useTranslations('overview');
  const id = useId();
  const [isOpen, setIsOpen] = useState(false);
  const isWell = part.state === 'ok';
  return (
    <li className={classes.item} data-state={part.state}>
      <button type="button" className={classes.row} aria-expanded={isOpen} aria-controls={id} onClick={() => setIsOpen(!isOpen)}>
        <IconChevronRight className={classes.chevron} size={16} aria-hidden="true" />
        <span className={classes.title} title={part.title}>
          {part.title}
        </span>
        <StateMark state={part.state} />
        <span className={isWell && !isOpen ? classes.reasonShort : classes.reason} title={isWell ? part.reason : undefined}>
          {part.reason}
        </span>
        <span className={classes.since}>
          <TimeAgo at={part.since} />
        </span>
      </button>
      {isWell || part.fix === undefined ? null : (
        <p className={classes.fix}>
          <strong>{t('fix')}</strong> {part.fix}
        </p>
      )}
      <div id={id} className={classes.more}>
        {isOpen ? <PartDetails part={part} titleOf={titleOf} /> : null}
      </div>
    </li>
  );
}
