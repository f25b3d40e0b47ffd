import { lazy, Suspense, useState } from 'react';
import { useTranslations } from 'use-intl';
import { Redirect, Route, Switch, useLocation } from 'wouter';
import { useLiveUpdates } from '../api/api-context.tsx';
import { pages } from '../routes.tsx';
import { ConnectionBanner } from './connection-banner.tsx';
import classes from './frame.module.css';
import { PageBoundary } from './page-boundary.tsx';
import { Rail } from './rail.tsx';
import { TaskDrawer } from './task-drawer.tsx';
import { TopBar } from './top-bar.tsx';
import { useShortcuts } from './use-shortcuts.ts';

// Not seen at first, so not waited for.
const CommandPalette = lazy(() => import('./command-palette.tsx'));
const KeyList = lazy(() => import('./key-list.tsx'));

/** Rail, top bar, page and task drawer. */
export function Frame() {
  const t = useTranslations('frame');
  const [path] = useLocation();
  const [isKeyListOpen, setIsKeyListOpen] = useState(false);
  useLiveUpdates();
  const showKeys = () => setIsKeyListOpen(true);
  useShortcuts({ showKeys });
  return (
    <div className={classes.frame}>
      <button type="button" className={classes.skip} onClick={() => document.getElementById('main')?.focus()}>
        {t('skip')}
      </button>
      <Rail />
      <TopBar showKeys={showKeys} />
      <div className={classes.scroll}>
        <ConnectionBanner />
        <main id="main" className={classes.main} tabIndex={-1}>
          <PageBoundary key={viewOf(path)}>
            <Suspense fallback={<p className={classes.loading}>{t('loading')}</p>}>
              <Switch>
                {pages.map(({ path: pagePath, hasBelow, Page }) => (
                  <Route key={pagePath} path={hasBelow ? `${pagePath}/*?` : pagePath} component={Page} />
                ))}
                <Redirect to="/" replace />
              </Switch>
            </Suspense>
          </PageBoundary>
        </main>
      </div>
      <TaskDrawer />
      <Suspense fallback={null}>
        <CommandPalette showKeys={showKeys} />
        {isKeyListOpen ? <KeyList onClose={() => setIsKeyListOpen(false)} /> : null}
      </Suspense>
    </div>
  );
}

/** What is made anew when it changes: the path, or that of the page whose paths are one view. */
function viewOf(path: string): string {
  return pages.find((page) => page.isOneView && (path === page.path || path.startsWith(`${page.path}/`)))?.path ?? path;
}
