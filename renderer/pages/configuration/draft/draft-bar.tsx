import { Button } from '@mantine/core';
import { useState } from 'react';
import { useTranslations } from 'use-intl';
import { Link, useLocation } from 'wouter';
import type { ConfigDocumentName, Output } from '#contract';
import { TimeAgo } from '../../../components/time-ago.tsx';
import { configPath } from '../config-path.ts';
import { shortPlace } from '../values/format-value.ts';
import { brokenKeys } from './broken-keys.ts';
import { DiscardDialog } from './discard-dialog.tsx';
import classes from './draft-bar.module.css';
import { useDrafts } from './drafts.tsx';
import { useDraftPreview } from './use-draft-preview.ts';

/** What was changed and not applied: how much, whether it may be, and the way on. Stays in sight while one scrolls. */
export function DraftBar({ document, config }: { document: ConfigDocumentName; config: Output<'config.read'> }) {
  const t = useTranslations('configuration');
  const [, navigate] = useLocation();
  const drafts = useDrafts();
  const [isDiscarding, setIsDiscarding] = useState(false);
  const { preview } = useDraftPreview(document);
  const draft = drafts.of(document);
  if (draft === undefined) return null;
  const { name, file, revision } = config.documents.find((each) => each.name === document) ?? {
    name: document,
    file: document,
    revision: '',
  };
  const broken = brokenKeys(draft, config.entries);
  const problems = draft.kind === 'values' ? broken.length : (preview?.problems.length ?? 0);
  const count = draft.kind === 'values' ? Object.keys(draft.changes).length : preview?.changed.length;
  // Kept by an earlier life of the page: a reload, or another tab.
  const isFromBefore = draft.at < performance.timeOrigin;
  const [firstBroken] = broken;
  return (
    <section className={classes.bar} aria-label={t('draftOf', { file: shortPlace(file) })}>
      <div className={classes.words}>
        <p aria-live="polite">
          <strong>
            {count === undefined ? t('draftText', { file: shortPlace(file) }) : t('draftCount', { count, file: shortPlace(file) })}
          </strong>
          {problems === 0 ? null : <span className={classes.bad}> · {t('draftBroken', { count: problems })}</span>}
        </p>
        <p className={classes.quiet}>
          {isFromBefore ? (
            <>
              {t('draftKept')} <TimeAgo at={new Date(draft.at).toISOString()} />.{' '}
            </>
          ) : null}
          {draft.kind === 'values' && draft.withheld !== undefined ? `${t('draftWithheld', { keys: draft.withheld.join(', ') })} ` : null}
          {draft.base === revision ? null : `${t('draftStale', { file: shortPlace(file) })} `}
          {drafts.isKept(document) ? null : t('draftNotKept')}
        </p>
      </div>
      <div className={classes.actions}>
        <Button variant="default" onClick={() => setIsDiscarding(true)}>
          {t('discard')}
        </Button>
        {firstBroken !== undefined ? (
          <Button component={Link} href={configPath('values', { document: name, key: firstBroken })}>
            {t('correct', { key: firstBroken })}
          </Button>
        ) : (
          <Button disabled={count === 0 && draft.kind === 'values'} onClick={() => navigate(configPath('review', { document }))}>
            {t('review')}
          </Button>
        )}
      </div>
      {isDiscarding ? <DiscardDialog document={document} count={count} onClose={() => setIsDiscarding(false)} /> : null}
    </section>
  );
}
