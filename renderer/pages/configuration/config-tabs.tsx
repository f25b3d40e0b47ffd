import { useTranslations } from 'use-intl';
import { Link } from 'wouter';
import type { Output } from '#contract';
import { type ConfigPlace, configPath } from './config-path.ts';
import classes from './configuration-page.module.css';
import { useDrafts } from './draft/drafts.tsx';

/** Both files, the history and the drift; a file with a draft says so. */
export function ConfigTabs({ place, config }: { place: ConfigPlace; config: Output<'config.read'> }) {
  const t = useTranslations('configuration');
  const drafts = useDrafts();
  const isFile = place.view !== 'history' && place.view !== 'drift';
  // The text stays the text when one goes to the other file.
  const view = place.view === 'text' ? 'text' : 'values';
  return (
    <nav className={classes.tabs} aria-label={t('views')}>
      {(['settings', 'variables'] as const).map((document) => (
        <Link
          key={document}
          href={configPath(view, { document })}
          className={classes.tab}
          aria-current={isFile && place.document === document ? 'page' : undefined}
          title={config.documents.find(({ name }) => name === document)?.file}
        >
          {t(`documents.${document}`)}
          {drafts.of(document) === undefined ? null : <span className={classes.badge}>{t('draft')}</span>}
        </Link>
      ))}
      {(['history', 'drift'] as const).map((each) => (
        <Link key={each} href={configPath(each)} className={classes.tab} aria-current={place.view === each ? 'page' : undefined}>
          {t(`tabs.${each}`)}
        </Link>
      ))}
    </nav>
  );
}
