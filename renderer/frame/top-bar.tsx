import { ActionIcon, Kbd, Tooltip } from '@mantine/core';
import { spotlight } from '@mantine/spotlight';
import { IconKeyboard, IconSearch } from '@tabler/icons-react';
import { useTranslations } from 'use-intl';
import { Link } from 'wouter';
import { useConnection } from '../api/api-context.tsx';
import { useHealth } from '../api/use-health.ts';
import { StateMark } from '../components/state-mark.tsx';
import { LanguageMenu } from './language-menu.tsx';
import { overallState } from './overall-state.ts';
import { ThemeMenu } from './theme-menu.tsx';
import classes from './top-bar.module.css';

/** The whole in one line of words, where it runs, and the way to everything else. */
export function TopBar({ showKeys }: { showKeys: () => void }) {
  const t = useTranslations('frame');
  const { data: health } = useHealth();
  return (
    <header className={classes.bar}>
      <Overall />
      {health === undefined ? null : (
        <p className={classes.place}>
          <span title={t('storageTitle')}>{health.storage}</span>
          <span title={t('environmentTitle')}>{health.environment}</span>
          <span title={t('versionTitle')}>{`v${health.version}`}</span>
        </p>
      )}
      <div className={classes.tools}>
        <button type="button" className={classes.palette} onClick={spotlight.open}>
          <IconSearch size={16} aria-hidden="true" />
          <span>{t('palette')}</span>
          <Kbd size="xs">{t('paletteKey')}</Kbd>
        </button>
        <LanguageMenu />
        <ThemeMenu />
        <Tooltip label={t('keysTip')}>
          <ActionIcon variant="subtle" color="gray" aria-label={t('keys')} onClick={showKeys}>
            <IconKeyboard size={18} stroke={1.7} />
          </ActionIcon>
        </Tooltip>
      </div>
    </header>
  );
}

function Overall() {
  const t = useTranslations('frame');
  const { data: health } = useHealth();
  const connection = useConnection();
  if (health === undefined || connection.state === 'lost') {
    return (
      <p className={classes.overall} aria-live="polite">
        <StateMark state="unknown" isWordHidden />
        {connection.state === 'lost' ? t('notConnected') : t('asking')}
      </p>
    );
  }
  const { state, sentence, total, count } = overallState(health.parts);
  return (
    <p className={classes.overall} aria-live="polite">
      <Link href="/" className={classes.overallLink}>
        <StateMark state={health.draining ? 'stopped' : state} isWordHidden />
        {health.draining ? t('draining') : t(sentence, { total, count })}
      </Link>
    </p>
  );
}
