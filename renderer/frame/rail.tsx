import { Tooltip } from '@mantine/core';
import { useLocalStorage } from '@mantine/hooks';
import { IconLayoutSidebarLeftCollapse, IconLayoutSidebarLeftExpand } from '@tabler/icons-react';
import { useTranslations } from 'use-intl';
import { Link, useLocation } from 'wouter';
import { pageRoutes } from '../routes.tsx';
import classes from './rail.module.css';

/** The pages there are: icons and words, or icons only. */
export function Rail() {
  const t = useTranslations('frame');
  const pageName = useTranslations('pages');
  const [path] = useLocation();
  const [isNarrow, setIsNarrow] = useLocalStorage({ key: 'gantry.rail-narrow', defaultValue: false, getInitialValueInEffect: false });
  const Fold = isNarrow ? IconLayoutSidebarLeftExpand : IconLayoutSidebarLeftCollapse;
  const foldName = isNarrow ? t('railOpen') : t('railFold');
  return (
    <nav className={classes.rail} data-narrow={isNarrow || undefined} aria-label={t('rail')}>
      <div className={classes.brand}>
        <img src="./icon.svg" alt="" width="22" height="22" />
        <span className={classes.word}>{t('brand')}</span>
      </div>
      <ul className={classes.pages}>
        {pageRoutes
          .filter(({ isHidden }) => !isHidden)
          .map(({ name, path: to, hasBelow, key, icon: PageIcon }) => (
            <li key={to}>
              <Tooltip label={`${pageName(name)} · g ${key}`} position="right" disabled={!isNarrow}>
                <Link
                  className={classes.link}
                  href={to}
                  aria-current={path === to || (hasBelow && path.startsWith(`${to}/`)) ? 'page' : undefined}
                  aria-label={isNarrow ? pageName(name) : undefined}
                >
                  <PageIcon size={18} stroke={1.7} aria-hidden="true" />
                  <span className={classes.word}>{pageName(name)}</span>
                  <span className={classes.key} aria-hidden="true">
                    {`g ${key}`}
                  </span>
                </Link>
              </Tooltip>
            </li>
          ))}
      </ul>
      <button type="button" className={classes.link} onClick={() => setIsNarrow(!isNarrow)} aria-label={foldName} title={foldName}>
        <Fold size={18} stroke={1.7} aria-hidden="true" />
        <span className={classes.word}>{foldName}</span>
      </button>
    </nav>
  );
}
