import { Button } from '@mantine/core';
import { useState } from 'react';
import { useTranslations } from 'use-intl';
import type { Part } from '#contract';
import { Card } from '../../components/card.tsx';
import { PartRow } from './part-row.tsx';
import classes from './parts-card.module.css';
import { sortByNeed } from './sort-by-need.ts';

/** So many rows are seen at once; of more, those that are well fold away. */
const rowsAtOnce = 8;

/** Every part, those that need a person first. */
export function PartsCard({ parts }: { parts: readonly Part[] }) {
  const t = useTranslations('overview');
  const [isAllShown, setIsAllShown] = useState(false);
  const sorted = sortByNeed(parts);
  const needy = sorted.filter(({ state }) => state !== 'ok').length;
  const shown = isAllShown || parts.length <= rowsAtOnce ? sorted : sorted.slice(0, Math.max(needy, rowsAtOnce));
  const folded = sorted.length - shown.length;
  return (
    <Card title={t('parts')} aside={t('partCount', { count: parts.length })}>
      <ul className={classes.parts}>
        {shown.map((part) => (
          <PartRow key={part.name} part={part} titleOf={(name) => parts.find((other) => other.name === name)?.title ?? name} />
        ))}
      </ul>
      {parts.length <= rowsAtOnce || (folded === 0 && !isAllShown) ? null : (
        <Button variant="subtle" color="gray" fullWidth onClick={() => setIsAllShown(!isAllShown)} aria-expanded={isAllShown}>
          {isAllShown ? t('showFewer') : t('showHealthy', { count: folded })}
        </Button>
      )}
    </Card>
  );
}
