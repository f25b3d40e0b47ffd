import { Button } from '@mantine/core';
import { IconDownload } from '@tabler/icons-react';
import { useTranslations } from 'use-intl';
import { Link } from 'wouter';
import { useHostLimits } from '../../api/use-stack.ts';
import { commands } from '../../commands.ts';
import { Card } from '../../components/card.tsx';
import { CommandLine } from '../../components/command-line.tsx';
import { CopyTextButton } from '../../components/copy-text-button.tsx';
import { ErrorBox } from '../../components/error-box.tsx';
import { PageHead } from '../../components/page-head.tsx';
import { StateMark } from '../../components/state-mark.tsx';
import classes from './host-limits.module.css';

/** As the commands name it. */
const fileName = 'gantry-host-limits.conf';

/** Text that bounds all containers together, to copy or save. Nothing here changes the computer. */
export default function HostLimits() {
  const t = useTranslations('stack');
  const general = useTranslations('general');
  const { data: limits, error, refetch } = useHostLimits();
  return (
    <div className={classes.page}>
      <p className={classes.quiet}>
        <Link href="/stack">{t('title')}</Link> / {t('hostLimits')}
      </p>
      <PageHead title={t('hostLimits')} facts={t('hostLimitsFacts')}>
        <CopyTextButton text={commands.hostLimits()} label={general('copyCommand')} />
      </PageHead>
      {error === null ? null : <ErrorBox error={error} title={t('hostLimitsFailed')} onRetry={() => void refetch()} />}
      {limits === undefined ? null : limits.text === null ? (
        <section className={classes.note} aria-label={t('hostLimitsNone')}>
          <p>
            <StateMark state="stopped" isWordHidden /> <strong>{t('hostLimitsNone')}</strong>
          </p>
          <p>{limits.reason}</p>
          <p className={classes.quiet}>{t('hostLimitsInstead')}</p>
        </section>
      ) : (
        <>
          <p>{limits.reason}</p>
          <Card
            title={limits.path ?? fileName}
            aside={
              <>
                <CopyTextButton text={limits.text} label={t('copyText')} />
                <Button variant="default" leftSection={<IconDownload size={16} />} onClick={() => saveText(limits.text ?? '')}>
                  {t('saveText')}
                </Button>
              </>
            }
          >
            {/* biome-ignore lint/a11y/noNoninteractiveTabindex: a region that scrolls must be reachable by key */}
            <pre className={classes.text} dir="ltr" tabIndex={0}>
              {limits.text}
            </pre>
          </Card>
          <Commands title={t('toApply')} commands={limits.apply} why={t('toApplyWhy', { file: fileName })} />
          <div className={classes.pair}>
            <Commands title={t('toCheck')} commands={limits.check} />
            <Commands title={t('toTakeBack')} commands={limits.take_back} />
          </div>
        </>
      )}
    </div>
  );
}

function Commands({ title, commands: lines, why }: { title: string; commands: readonly string[]; why?: string }) {
  return (
    <Card title={title}>
      <div className={classes.commands}>
        {why === undefined ? null : <p className={classes.quiet}>{why}</p>}
        {lines.map((line) => (
          <CommandLine key={line} command={line} />
        ))}
      </div>
    </Card>
  );
}

function saveText(text: string): void {
  const address = URL.createObjectURL(new Blob([text], { type: 'text/plain' }));
  const link = document.createElement('a');
  link.href = address;
  link.download = fileName;
  link.click();
  URL.revokeObjectURL(address);
}
