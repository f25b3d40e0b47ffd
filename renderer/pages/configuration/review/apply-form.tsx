import { Button, Checkbox, TextInput } from '@mantine/core';
import { type FormEvent, useState } from 'react';
import { useTranslations } from 'use-intl';
import { useLocation } from 'wouter';
import type { ConfigDocumentName, ConfigEntry, Output } from '#contract';
import { useApplyConfig } from '../../../api/use-config.ts';
import { commands } from '../../../commands.ts';
import { CommandLine } from '../../../components/command-line.tsx';
import { ErrorBox } from '../../../components/error-box.tsx';
import { configPath } from '../config-path.ts';
import { type Draft, editOf } from '../draft/draft.ts';
import { useDrafts } from '../draft/drafts.tsx';
import classes from './review.module.css';
import { WatchField } from './watch-field.tsx';

/** As the contract has it. */
const defaultWatchSeconds = 30;

interface ApplyFormProps {
  document: ConfigDocumentName;
  draft: Draft;
  preview: Output<'config.preview'>;
  /** Whether the host is being asked again. */
  isChecking: boolean;
  entries: readonly ConfigEntry[];
  mayEdit: boolean;
}

/** Why, how long to watch, and the button that writes; the draft goes only once it is written. */
export function ApplyForm({ document, draft, preview, isChecking, entries, mayEdit }: ApplyFormProps) {
  const t = useTranslations('configuration');
  const [, navigate] = useLocation();
  const drafts = useDrafts();
  const apply = useApplyConfig();
  const [reason, setReason] = useState('');
  const [isRestarting, setIsRestarting] = useState(true);
  const [watchSeconds, setWatchSeconds] = useState<number | undefined>(defaultWatchSeconds);
  const { services, host, at_once: atOnce } = preview.effect;
  const hasRestart = services.length + host.length > 0;
  const hasEffect = hasRestart || atOnce.length > 0;
  const mayApply = mayEdit && preview.is_valid && preview.diff !== '' && watchSeconds !== undefined && !apply.isPending && !isChecking;
  const restarted = [...(host.length > 0 ? [t('host')] : []), ...services].join(', ');
  const submit = (event: FormEvent) => {
    event.preventDefault();
    if (!mayApply) return;
    apply.mutate(
      {
        ...editOf(document, draft),
        restart: isRestarting,
        watch_seconds: watchSeconds,
        ...(reason.trim() === '' ? {} : { reason: reason.trim() }),
      },
      {
        onSuccess({ step }) {
          drafts.discard(document);
          navigate(configPath('history', step === null ? {} : { step: step.id }));
        },
      },
    );
  };
  const how = { reason: reason.trim(), isRestarting, watchSeconds: watchSeconds === defaultWatchSeconds ? undefined : watchSeconds };
  const command =
    draft.kind === 'text'
      ? commands.configEdit({ document, ...how })
      : commands.configSet({
          changes: Object.entries(draft.changes).map(([key, value]) => ({
            key,
            value,
            isSecret: entries.some((entry) => entry.key === key && entry.is_secret),
          })),
          ...how,
        });
  return (
    <form className={classes.apply} onSubmit={submit}>
      <TextInput
        label={t('reason')}
        description={t('reasonHint')}
        maxLength={500}
        value={reason}
        onChange={({ currentTarget: { value } }) => setReason(value)}
      />
      {hasEffect ? <WatchField value={watchSeconds} onChange={setWatchSeconds} isDisabled={!isRestarting} /> : null}
      {hasRestart ? (
        <Checkbox
          className={classes.wide}
          label={t('restartNow', { what: restarted })}
          description={isRestarting ? t('takenBack') : t('notNow')}
          checked={isRestarting}
          onChange={({ currentTarget: { checked } }) => setIsRestarting(checked)}
        />
      ) : (
        <p className={classes.hint}>{hasEffect ? t('takenBack') : t('effect.nothing')}</p>
      )}
      {apply.error === null ? null : (
        <div className={classes.wide}>
          <ErrorBox error={apply.error} title={t('applyFailed')} />
        </div>
      )}
      <div className={classes.wide}>
        <CommandLine command={command} />
      </div>
      <div className={classes.buttons}>
        <Button type="submit" size="sm" disabled={!mayApply} title={mayEdit ? undefined : t('needsAdmin')}>
          {draft.kind === 'text' && draft.isMerged ? t('applyMerged') : t('apply')}
        </Button>
      </div>
    </form>
  );
}
