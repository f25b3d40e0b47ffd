import { VisuallyHidden } from '@mantine/core';
import { lazy, Suspense, useState } from 'react';
import { useTranslations } from 'use-intl';
import type { Credential } from '#contract';
import { useTasks } from '../../api/use-tasks.ts';
import type { CredentialAction } from './credential-action.ts';
import { byNeed } from './credential-order.ts';
import { CredentialRow } from './credential-row.tsx';
import classes from './credential-table.module.css';
import { taskOfCredential } from './task-of-credential.ts';

const RotateDialog = lazy(() => import('./dialogs/rotate-dialog.tsx'));
const RepairDialog = lazy(() => import('./dialogs/repair-dialog.tsx'));
const SetDialog = lazy(() => import('./dialogs/set-dialog.tsx'));

const columns = ['secret', 'state', 'usedBy', 'strength', 'changed', 'rotation'] as const;

interface CredentialTableProps {
  credentials: readonly Credential[];
  /** Why none of them can be changed or read now. */
  hindrance: string | undefined;
}

/** One row a secret; what needs a person first. */
export function CredentialTable({ credentials, hindrance }: CredentialTableProps) {
  const t = useTranslations('credentials');
  const { data } = useTasks();
  const [open, setOpen] = useState<{ action: CredentialAction; name: string }>();
  const target = credentials.find(({ name }) => name === open?.name);
  const close = () => setOpen(undefined);
  return (
    <>
      <table className={classes.table} aria-label={t('title')}>
        <thead>
          <tr>
            {columns.map((column) => (
              <th key={column} scope="col">
                {t(`columns.${column}`)}
              </th>
            ))}
            <th scope="col">
              <VisuallyHidden component="span">{t('columns.actions')}</VisuallyHidden>
            </th>
          </tr>
        </thead>
        {byNeed(credentials).map((credential) => (
          <CredentialRow
            key={credential.name}
            credential={credential}
            task={taskOfCredential(data?.tasks ?? [], credential.name)}
            hindrance={hindrance}
            onAction={(action) => setOpen({ action, name: credential.name })}
          />
        ))}
      </table>
      {target === undefined ? null : (
        <Suspense>
          {open?.action === 'rotate' ? <RotateDialog credentials={[target]} onClose={close} /> : null}
          {open?.action === 'repair' ? <RepairDialog credential={target} onClose={close} /> : null}
          {open?.action === 'set' ? <SetDialog credential={target} onClose={close} /> : null}
        </Suspense>
      )}
    </>
  );
}
