import { Button } from '@mantine/core';
import { IconLock, IconLockOpen } from '@tabler/icons-react';
import { lazy, Suspense, useState } from 'react';
import { useTranslations } from 'use-intl';
import type { SecretStoreInfo, State } from '#contract';
import { useSecretStore } from '../../api/use-credentials.ts';
import { commands } from '../../commands.ts';
import { Card } from '../../components/card.tsx';
import { CopyTextButton } from '../../components/copy-text-button.tsx';
import { ErrorBox } from '../../components/error-box.tsx';
import { StateMark } from '../../components/state-mark.tsx';
import { unusable } from '../../components/unusable.ts';
import classes from './store-card.module.css';

const MoveDialog = lazy(() => import('./dialogs/move-dialog.tsx'));
const UnlockDialog = lazy(() => import('./dialogs/unlock-dialog.tsx'));

interface StoreCardProps {
  store: SecretStoreInfo;
  isAdmin: boolean;
  /** Name of a secret a passphrase is judged as. */
  checkedAs: string | undefined;
}

/** How secrets are kept and what that protects against, and the ways to change it. */
export function StoreCard({ store, isAdmin, checkedAs }: StoreCardProps) {
  const t = useTranslations('credentials');
  const general = useTranslations('general');
  const [open, setOpen] = useState<'move' | 'unlock'>();
  const { lock } = useSecretStore();
  const isLocked = store.state === 'locked';
  const mark: State = isLocked ? 'stopped' : store.protection === 'unprotected' ? 'degraded' : 'ok';
  const hindrance = isAdmin ? undefined : t('readOnlyReason');
  const moveHindrance = hindrance ?? (isLocked ? t('lockedReason') : undefined);
  const close = () => setOpen(undefined);
  return (
    <Card
      title={t('store')}
      aside={
        <>
          {store.protection === 'passphrase' ? (
            <>
              <CopyTextButton text={isLocked ? commands.unlockCredentials() : commands.lockCredentials()} label={general('copyCommand')} />
              <Button
                variant={isLocked ? 'filled' : 'default'}
                size="compact-xs"
                leftSection={isLocked ? <IconLockOpen size={14} /> : <IconLock size={14} />}
                {...unusable(hindrance !== undefined, hindrance)}
                onClick={() => {
                  if (hindrance !== undefined || lock.isPending) return;
                  if (isLocked) setOpen('unlock');
                  else lock.mutate();
                }}
              >
                {isLocked ? t('unlock') : t('lock')}
              </Button>
            </>
          ) : null}
          <Button
            variant="default"
            size="compact-xs"
            {...unusable(moveHindrance !== undefined, moveHindrance)}
            onClick={() => {
              if (moveHindrance === undefined) setOpen('move');
            }}
          >
            {t('change')}
          </Button>
        </>
      }
    >
      <div className={classes.body} data-state={mark}>
        <p className={classes.state}>
          <StateMark state={mark} word={isLocked ? t('locked') : t(`protection.${store.protection}`)} />
          <span>{store.statement}</span>
        </p>
        {isLocked ? <p>{store.protection === 'passphrase' ? t('lockedMeans') : store.keychain.reason}</p> : null}
        <dl className={classes.places}>
          <div>
            <dt>{t('place')}</dt>
            <dd dir="ltr">{store.place}</dd>
          </div>
          <div>
            <dt>{t('handedOver')}</dt>
            <dd dir="ltr">{store.handed_over}</dd>
          </div>
        </dl>
        {lock.error === null ? null : <ErrorBox error={lock.error} title={t('lockFailed')} />}
      </div>
      <Suspense>
        {open === 'move' ? <MoveDialog store={store} checkedAs={checkedAs} onClose={close} /> : null}
        {open === 'unlock' ? <UnlockDialog onClose={close} /> : null}
      </Suspense>
    </Card>
  );
}
