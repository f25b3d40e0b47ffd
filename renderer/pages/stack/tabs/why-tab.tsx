import { Anchor } from '@mantine/core';
import { Fragment } from 'react';
import { useTranslations } from 'use-intl';
import { Link } from 'wouter';
import type { Why } from '#contract';
import { useWhy } from '../../../api/use-stack.ts';
import { commands } from '../../../commands.ts';
import { Card } from '../../../components/card.tsx';
import { CommandLine } from '../../../components/command-line.tsx';
import { ErrorBox } from '../../../components/error-box.tsx';
import plain from '../../../components/plain-table.module.css';
import { StateMark } from '../../../components/state-mark.tsx';
import { TimeAgo } from '../../../components/time-ago.tsx';
import { useFormats } from '../../../i18n/language-provider.tsx';
import { servicePath } from '../../../service-path.ts';
import { FindingView } from './finding-view.tsx';
import classes from './tabs.module.css';

/** Why the service is as it is: cause and fix first, then what it rests on. */
export function WhyTab({ name }: { name: string }) {
  const t = useTranslations('stack');
  const { data: why, error, refetch } = useWhy(name);
  return (
    <div className={classes.stack}>
      {error === null ? null : <ErrorBox error={error} title={t('whyFailed')} onRetry={() => void refetch()} />}
      {why === undefined ? null : (
        <>
          <p className={classes.lead}>
            <StateMark state={why.state} isWordHidden /> {why.summary}
          </p>
          {why.chain.length < 2 ? null : <Chain chain={why.chain} />}
          {why.findings.map((finding) => (
            <FindingView key={finding.cause} finding={finding} />
          ))}
          <div className={classes.two}>
            <Probes why={why} />
            <Circumstances why={why} />
          </div>
          {why.lines.length === 0 ? null : (
            <Card title={t('lastLines')}>
              <div className={classes.body}>
                {why.lines.map((line) => (
                  <p key={`${line.at} ${line.text}`} className={classes.mono} dir="ltr">
                    {line.text}
                  </p>
                ))}
              </div>
            </Card>
          )}
          <CommandLine command={commands.why(name)} />
        </>
      )}
    </div>
  );
}

function Chain({ chain }: { chain: Why['chain'] }) {
  const t = useTranslations('stack');
  return (
    <p className={classes.chain}>
      {chain.map(({ service, state, reason }, index) => (
        <Fragment key={service}>
          {index === 0 ? null : <span>{t('waitsFor')}</span>}
          <StateMark state={state} isWordHidden />
          <Anchor component={Link} href={servicePath(service)} title={reason}>
            {service}
          </Anchor>
        </Fragment>
      ))}
    </p>
  );
}

function Probes({ why: { healthcheck, probes } }: { why: Why }) {
  const t = useTranslations('stack');
  const formats = useFormats();
  return (
    <Card title={t('healthcheck')}>
      <div className={classes.body}>
        {healthcheck === null ? (
          <p>{t('noHealthcheck')}</p>
        ) : (
          <>
            <code className={classes.mono} dir="ltr">
              {healthcheck.command}
            </code>
            <p className={classes.quiet}>
              {t('checkFacts', {
                interval: formats.duration(healthcheck.interval_ms / 1000),
                timeout: formats.duration(healthcheck.timeout_ms / 1000),
                retries: healthcheck.retries,
                start: formats.duration(healthcheck.start_period_ms / 1000),
              })}
            </p>
          </>
        )}
        {probes.length === 0 ? null : (
          <table className={`${plain.table} ${classes.table}`}>
            <thead>
              <tr>
                <th scope="col">{t('probeAt')}</th>
                <th scope="col">{t('exitCode')}</th>
                <th scope="col">{t('took')}</th>
                <th scope="col">{t('output')}</th>
              </tr>
            </thead>
            <tbody>
              {probes.slice(0, 6).map((probe) => (
                <tr key={`${probe.at} ${probe.by}`}>
                  <td>
                    <TimeAgo at={probe.at} />
                  </td>
                  <td>{probe.exit_code ?? t('noEnd')}</td>
                  <td>{formats.duration(probe.duration_ms / 1000)}</td>
                  <td className={classes.mono} dir="ltr">
                    {probe.output.trim().slice(-300)}
                  </td>
                </tr>
              ))}
            </tbody>
          </table>
        )}
      </div>
    </Card>
  );
}

function Circumstances({ why: { exit, changes, last_healthy_at: lastHealthy, history } }: { why: Why }) {
  const t = useTranslations('stack');
  return (
    <Card title={t('whatHappened')}>
      <div className={classes.body}>
        {exit === null ? null : (
          <p>
            <strong>{t('ended', { code: exit.code })}</strong> {exit.meaning}
          </p>
        )}
        <p>
          {lastHealthy === null ? (
            t('neverHealthy')
          ) : (
            <>
              {t('lastHealthy')} <TimeAgo at={lastHealthy} />
            </>
          )}
        </p>
        {changes.length === 0 ? null : (
          <ul>
            {changes.map(({ what, detail }) => (
              <li key={`${what} ${detail}`}>{t('changed', { what: t(`changes.${what}`), detail })}</li>
            ))}
          </ul>
        )}
        <ul>
          {history.slice(0, 8).map(({ at, what, reason }) => (
            <li key={`${at} ${what}`} className={classes.quiet}>
              <TimeAgo at={at} /> · {what}: {reason}
            </li>
          ))}
        </ul>
      </div>
    </Card>
  );
}
