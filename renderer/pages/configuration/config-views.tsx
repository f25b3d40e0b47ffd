import { lazy, Suspense } from 'react';
import { useTranslations } from 'use-intl';
import type { Output } from '#contract';
import { useIsAdmin } from '../../api/use-access.ts';
import type { ConfigPlace } from './config-path.ts';
import classes from './configuration-page.module.css';
import { DraftBar } from './draft/draft-bar.tsx';
import { MissingBox } from './notices/missing-box.tsx';
import { ProblemsBox } from './notices/problems-box.tsx';
import { RestartNotice } from './notices/restart-notice.tsx';
import { Values } from './values/values.tsx';

// Not seen at first, so not waited for.
const TextView = lazy(() => import('./text/text-view.tsx'));
const ReviewView = lazy(() => import('./review/review-view.tsx'));
const HistoryView = lazy(() => import('./history/history-view.tsx'));
const DriftView = lazy(() => import('./drift/drift-view.tsx'));

/** What needs a person on top, what the address asks for below it, and the draft at the end. */
export function ConfigViews({ place, config }: { place: ConfigPlace; config: Output<'config.read'> }) {
  const t = useTranslations('configuration');
  const mayEdit = useIsAdmin();
  const { view, document } = place;
  const file = config.documents.find(({ name }) => name === document);
  const isFile = view === 'values' || view === 'text';
  return (
    <>
      {mayEdit ? null : <p className={classes.note}>{t('readOnly')}</p>}
      <RestartNotice waiting={config.waits_for_restart} mayEdit={mayEdit} />
      {isFile && file !== undefined ? <ProblemsBox file={file} /> : null}
      {view === 'values' ? <MissingBox config={config} mayEdit={mayEdit} /> : null}
      <Suspense fallback={<p className={classes.quiet}>{t('loading')}</p>}>
        {view === 'values' ? <Values key={document} config={config} document={document} mayEdit={mayEdit} /> : null}
        {view === 'text' ? <TextView key={document} document={document} /> : null}
        {view === 'review' ? <ReviewView key={document} document={document} config={config} mayEdit={mayEdit} /> : null}
        {view === 'history' ? <HistoryView step={place.step} mayEdit={mayEdit} /> : null}
        {view === 'drift' ? <DriftView /> : null}
      </Suspense>
      {isFile && mayEdit ? <DraftBar document={document} config={config} /> : null}
    </>
  );
}
