import { Button, TextInput } from '@mantine/core';
import { useState } from 'react';
import { useTranslations } from 'use-intl';
import { Link } from 'wouter';
import type { Output } from '#contract';
import { useLimits, useSetLimits } from '../../../api/use-stack.ts';
import { commands } from '../../../commands.ts';
import { Card } from '../../../components/card.tsx';
import { CommandLine } from '../../../components/command-line.tsx';
import { ErrorBox } from '../../../components/error-box.tsx';
import { parseSize } from '../../../components/parse-size.ts';
import plain from '../../../components/plain-table.module.css';
import { useFormats } from '../../../i18n/language-provider.tsx';
import classes from './tabs.module.css';

type Limits = Output<'stack.read-limits'>;
type Key = Limits['editable'][number];
const keys: readonly Key[] = ['cpus', 'memory_bytes', 'memory_swap_bytes', 'pids'];

/** Limits in force and in the file, what was measured, and a form that changes them at once. */
export function LimitsTab({ name }: { name: string }) {
  const t = useTranslations('stack');
  const { data: limits, error, refetch } = useLimits(name);
  return (
    <div className={classes.stack}>
      {error === null ? null : <ErrorBox error={error} title={t('limitsFailed')} onRetry={() => void refetch()} />}
      {limits === undefined ? null : <LimitsForm name={name} limits={limits} />}
      <p className={classes.quiet}>
        <Link href="/stack/host-limits">{t('hostLimits')}</Link>: {t('hostLimitsFacts')}
      </p>
      <CommandLine command={commands.limits(name)} />
    </div>
  );
}

function LimitsForm({ name, limits }: { name: string; limits: Limits }) {
  const t = useTranslations('stack');
  const formats = useFormats();
  const [typed, setTyped] = useState<Partial<Record<Key, string>>>({});
  const set = useSetLimits(name);
  const show = (key: Key, value: number | null | undefined) =>
    value === null || value === undefined
      ? t('noLimit')
      : value === -1
        ? t('unlimited')
        : key === 'cpus' || key === 'pids'
          ? formats.decimal(value)
          : formats.bytes(value);
  const values = Object.fromEntries(
    keys.flatMap((key) => {
      const text = typed[key]?.trim() ?? '';
      return text === '' ? [] : [[key, key === 'cpus' || key === 'pids' ? Number(text.replace(',', '.')) : parseSize(text)]];
    }),
  ) as Partial<Record<Key, number | undefined>>;
  const wrong = keys.filter((key) => key in values && !Number.isFinite(values[key]));
  const { recommended } = limits;
  const advice: Partial<Record<Key, number | null>> = { cpus: recommended.cpus, memory_bytes: recommended.memory_bytes };
  const apply = () => set.mutate(values as Record<Key, number>, { onSuccess: () => setTyped({}) });
  return (
    <Card title={t('tabs.limits')}>
      <div className={classes.body}>
        <table className={`${plain.table} ${classes.table}`}>
          <thead>
            <tr>
              <th scope="col">{t('limit')}</th>
              <th scope="col">{t('inForce')}</th>
              <th scope="col">{t('inFile')}</th>
              <th scope="col">{t('recommended')}</th>
              <th scope="col">{t('newValue')}</th>
            </tr>
          </thead>
          <tbody>
            {keys.map((key) => (
              <tr key={key}>
                <td>{t(`limitNames.${key}`)}</td>
                <td>{limits.in_force === null ? t('notRunning') : show(key, limits.in_force[key])}</td>
                <td>{show(key, limits.in_file[key])}</td>
                <td>{advice[key] == null ? '–' : show(key, advice[key])}</td>
                <td>
                  <TextInput
                    aria-label={t('newOf', { limit: t(`limitNames.${key}`) })}
                    placeholder={key === 'cpus' ? '0.5' : key === 'pids' ? '256' : '512 MiB'}
                    disabled={!limits.editable.includes(key) || (key === 'memory_swap_bytes' && limits.can_limit_swap === false)}
                    value={typed[key] ?? ''}
                    error={wrong.includes(key) ? t('wrongSize') : undefined}
                    onChange={({ currentTarget: { value } }) => setTyped((before) => ({ ...before, [key]: value }))}
                  />
                </td>
              </tr>
            ))}
          </tbody>
        </table>
        <p className={classes.quiet}>{recommended.reason}</p>
        <p className={classes.quiet}>{t('limitsHow')}</p>
        {limits.can_limit_swap === false ? <p>{t('noSwapLimit')}</p> : null}
        {set.error === null ? null : <ErrorBox error={set.error} title={t('limitsNotSet')} />}
        <div className={classes.actions}>
          <Button disabled={Object.keys(values).length === 0 || wrong.length > 0 || set.isPending} onClick={apply}>
            {t('apply')}
          </Button>
          {recommended.memory_bytes === null && recommended.cpus === null ? null : (
            <Button
              variant="default"
              onClick={() =>
                setTyped({
                  ...(recommended.cpus === null || !limits.editable.includes('cpus') ? {} : { cpus: String(recommended.cpus) }),
                  ...(recommended.memory_bytes === null || !limits.editable.includes('memory_bytes')
                    ? {}
                    : { memory_bytes: `${recommended.memory_bytes / 1_048_576} MiB` }),
                })
              }
            >
              {t('takeRecommended')}
            </Button>
          )}
        </div>
      </div>
    </Card>
  );
}
