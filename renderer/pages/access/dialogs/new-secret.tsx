import { Button, CopyButton } from '@mantine/core';
import { IconCheck, IconCopy } from '@tabler/icons-react';
import { useEffect, useRef } from 'react';
import { useTranslations } from 'use-intl';
import type { Scope } from '#contract';
import { useApi } from '../../../api/api-context.tsx';
import { CommandLine } from '../../../components/command-line.tsx';
import { DialogFoot } from '../../../components/dialog-foot.tsx';
import { curlWith } from './curl-with.ts';
import classes from './dialogs.module.css';

interface NewSecretProps {
  secret: string;
  scopes: readonly Scope[];
  onClose: () => void;
}

/** The secret of a token, this once, and a command that uses it without holding it. */
export function NewSecret({ secret, scopes, onClose }: NewSecretProps) {
  const t = useTranslations('access');
  const general = useTranslations('general');
  const { bridge } = useApi();
  const copyButton = useRef<HTMLButtonElement>(null);
  // The form that had the focus is gone.
  useEffect(() => copyButton.current?.focus(), []);
  const origin = bridge === undefined ? window.location.origin : '$GANTRY_URL';
  return (
    <div className={classes.form}>
      <p>{t('onlyNow')}</p>
      <div className={classes.secret}>
        <code dir="ltr">{secret}</code>
        <CopyButton value={secret} timeout={2000}>
          {({ copied, copy }) => (
            <Button ref={copyButton} onClick={copy} leftSection={copied ? <IconCheck size={16} /> : <IconCopy size={16} />}>
              <span aria-live="polite">{copied ? general('copied') : t('copySecret')}</span>
            </Button>
          )}
        </CopyButton>
      </div>
      <p>{t('useIt')}</p>
      <CommandLine command={curlWith({ origin, scopes })} />
      <DialogFoot>
        <Button variant="default" onClick={onClose}>
          {t('done')}
        </Button>
      </DialogFoot>
    </div>
  );
}
