import { Button, TextInput } from '@mantine/core';
import { useState } from 'react';
import { useTranslations } from 'use-intl';
import { useLocation } from 'wouter';
import type { ConfigHistory } from '#contract';
import { useUndoConfig } from '../../../api/use-config.ts';
import { commands } from '../../../commands.ts';
import { Dialog } from '../../../components/dialog.tsx';
import { DialogFoot } from '../../../components/dialog-foot.tsx';
import { ErrorBox } from '../../../components/error-box.tsx';
import plain from '../../../components/plain-table.module.css';
import { configPath } from '../config-path.ts';
import { asTyped } from '../values/read-typed.ts';
import classes from './history.module.css';

/** Says what goes back to what, that later steps stay, and where it cannot be done alone. */
export function UndoDialog({ step, onClose }: { step: ConfigHistory; onClose: () => void }) {
  const t = useTranslations('configuration');
  const [, navigate] = useLocation();
  const [reason, setReason] = useState('');
  const undo = useUndoConfig();
  const show = (value: unknown) => (value === null ? t('notInFileShort') : asTyped(value));
  const begin = () =>
    undo.mutate(
      { id: step.id, ...(reason.trim() === '' ? {} : { reason: reason.trim() }) },
      {
        onSuccess({ step: made }) {
          onClose();
          navigate(configPath('history', made === null ? {} : { step: made.id }));
        },
      },
    );
  const isConflict = undo.error?.code === 'conflict';
  return (
    <Dialog title={t('undoTitle')} size="lg" onClose={onClose}>
      <p>{t('undoWhat')}</p>
      {step.changed.length === 0 ? null : (
        <table className={plain.table}>
          <thead>
            <tr>
              <th scope="col">{t('key')}</th>
              <th scope="col">{t('stepMade')}</th>
              <th scope="col">{t('goesBackTo')}</th>
            </tr>
          </thead>
          <tbody>
            {step.changed.map(({ key, from, to }) => (
              <tr key={key}>
                <td className={classes.keys}>{key}</td>
                <td>{show(to)}</td>
                <td>{show(from)}</td>
              </tr>
            ))}
          </tbody>
        </table>
      )}
      <TextInput label={t('reason')} value={reason} maxLength={500} onChange={({ currentTarget: { value } }) => setReason(value)} />
      {undo.error === null ? null : <ErrorBox error={undo.error} title={t('undoFailed')} />}
      {isConflict ? <p>{t('undoConflict')}</p> : null}
      <DialogFoot command={commands.configUndo({ id: step.id, reason: reason.trim() })}>
        <Button variant="default" onClick={onClose}>
          {t('cancel')}
        </Button>
        {isConflict ? (
          <Button onClick={() => navigate(configPath('text', { document: step.document }))}>{t('asText')}</Button>
        ) : (
          <Button data-autofocus disabled={undo.isPending} onClick={begin}>
            {t('undo')}
          </Button>
        )}
      </DialogFoot>
    </Dialog>
  );
}
