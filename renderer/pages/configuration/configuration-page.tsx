import { useTranslations } from 'use-intl';
import { useLocation } from 'wouter';
import { useConfig } from '../../api/use-config.ts';
import { commands } from '../../commands.ts';
import { CopyTextButton } from '../../components/copy-text-button.tsx';
import { ErrorBox } from '../../components/error-box.tsx';
import { PageHead } from '../../components/page-head.tsx';
import { readConfigPath } from './config-path.ts';
import { ConfigTabs } from './config-tabs.tsx';
import { ConfigViews } from './config-views.tsx';
import classes from './configuration-page.module.css';
import { DraftsProvider } from './draft/drafts.tsx';
import { Facts } from './facts.tsx';

/** Configuration: the values of both files, their text, what a change would do, what was done, and what differs. */
export default function ConfigurationPage() {
  const t = useTranslations('configuration');
  const general = useTranslations('general');
  const place = readConfigPath(useLocation()[0]);
  const { data: config, error, refetch } = useConfig();
  return (
    <DraftsProvider config={config}>
      <div className={classes.page}>
        <PageHead title={t('title')} facts={config === undefined ? null : <Facts config={config} />}>
          {place.view === 'values' ? <CopyTextButton text={commands.configList()} label={general('copyCommand')} /> : null}
        </PageHead>
        {error === null || (config !== undefined && error.code === 'host_unreachable') ? null : (
          // While the host is away the banner of the frame says so.
          <ErrorBox error={error} title={t('readFailed')} onRetry={() => void refetch()} />
        )}
        {config === undefined ? (
          error === null ? (
            <p className={classes.quiet}>{t('loading')}</p>
          ) : null
        ) : (
          <>
            <ConfigTabs place={place} config={config} />
            <ConfigViews place={place} config={config} />
          </>
        )}
      </div>
    </DraftsProvider>
  );
}
