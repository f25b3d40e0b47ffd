import { Suspense, useState } from 'react';
import { useTranslations } from 'use-intl';
import { Redirect, Route, Switch, useLocation } from 'wouter';
import { useLiveUpdates } from '../api/api-context.tsx';
import { pages } from '../routes.tsx';
import { CommandPalette } from './command-palette.tsx';
import { ConnectionBanner } from './connection-banner.tsx';
import classes from './frame.module.css';
import { KeyList } from './key-list.tsx';
import { PageBoundary } from './page-boundary.tsx';
import { Rail } from './rail.tsx';
import { TaskDrawer } from './task-drawer.tsx';
import { TopBar } from './top-bar.tsx';
import { useShortcuts } from './use-shortcuts.ts';

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
      <a className={classes.skip} href="#main" onClick={(event) => focusMain(event)}>
        {t('skip')}
      </a>
      <Rail />
      <TopBar showKeys={showKeys} />
      <div className={classes.scroll}>
        <ConnectionBanner />
        <main id="main" className={classes.main} tabIndex={-1}>
          <PageBoundary key={path}>
            <Suspense fallback={<p className={classes.loading}>{t('loading')}</p>}>
              <Switch>
                {pages.map(({ path: pagePath, Page }) => (
                  <Route key={pagePath} path={pagePath} component={Page} />
                ))}
                <Redirect to="/" replace />
              </Switch>
            </Suspense>
          </PageBoundary>
        </main>
      </div>
      <TaskDrawer />
      <CommandPalette showKeys={showKeys} />
      <KeyList opened={isKeyListOpen} onClose={() => setIsKeyListOpen(false)} />
    </div>
  );
}

/** The address belongs to the pages, so the jump is made by hand. */
function focusMain(event: React.MouseEvent): void {
  event.preventDefault();
  document.getElementById('main')?.focus();
}
