import { ActionIcon, Button, Menu, VisuallyHidden } from '@mantine/core';
import { useClipboard } from '@mantine/hooks';
import { IconCheck, IconCopy, IconDots, IconEye, IconEyeOff, IconPencil, IconTerminal2, IconWand } from '@tabler/icons-react';
import { useTranslations } from 'use-intl';
import type { Credential } from '#contract';
import { useGenerateCredentials } from '../../api/use-credentials.ts';
import { commands } from '../../commands.ts';
import { unusable } from '../../components/unusable.ts';
import type { CredentialAction } from './credential-action.ts';
import classes from './credential-table.module.css';
import type { useReveal } from './use-reveal.ts';

interface CredentialActionsProps {
  credential: Credential;
  isBusy: boolean;
  hindrance: string | undefined;
  reveal: ReturnType<typeof useReveal>;
  onAction: (action: CredentialAction) => void;
}

/** What can be done with one secret. Buttons that cannot be used stay where they are and say why. */
export function CredentialActions({ credential, isBusy, hindrance, reveal, onAction }: CredentialActionsProps) {
  const t = useTranslations('credentials');
  const general = useTranslations('general');
  const clipboard = useClipboard();
  const generate = useGenerateCredentials();
  const { name, title, exists, state, kind, owner } = credential;
  const noChange = hindrance ?? (isBusy ? t('busyReason') : undefined);
  const noRead = hindrance ?? (exists ? undefined : t('missingReason'));
  // Of what is missing nothing can be replaced; it is made.
  const verb = !exists ? 'generate' : state === 'refused' && owner !== null ? 'repair' : 'rotate';
  const verbWord = t(verb === 'generate' ? 'generateOne' : verb);
  const begin = () => {
    if (noChange !== undefined) return;
    if (verb !== 'generate') onAction(verb);
    else if (!generate.isPending) generate.mutate([name]);
  };
  const command = { generate: commands.generateCredential, repair: commands.repairCredential, rotate: commands.rotateCredential }[verb](
    name,
  );
  return (
    <div className={classes.actions}>
      <Button
        variant={verb === 'repair' ? 'filled' : 'default'}
        size="compact-xs"
        aria-label={t(`${verb}Named`, { title })}
        {...unusable(noChange !== undefined, noChange)}
        onClick={begin}
      >
        {verbWord}
      </Button>
      <ActionIcon
        variant="subtle"
        color="gray"
        aria-label={t('copyNamed', { title })}
        title={t('copyNamed', { title })}
        {...unusable(noRead !== undefined, noRead)}
        onClick={() => {
          if (noRead === undefined) reveal.copy();
        }}
      >
        {reveal.copied === 'yes' ? <IconCheck size={16} /> : <IconCopy size={16} />}
      </ActionIcon>
      <ActionIcon
        variant="subtle"
        color="gray"
        aria-label={t('revealNamed', { title })}
        title={t('revealNamed', { title })}
        aria-pressed={reveal.shown !== undefined}
        {...unusable(noRead !== undefined, noRead)}
        onClick={() => {
          if (noRead === undefined) reveal.toggle();
        }}
      >
        {reveal.shown === undefined ? <IconEye size={16} /> : <IconEyeOff size={16} />}
      </ActionIcon>
      <Menu position="bottom-end" withInitialFocusPlaceholder={false}>
        <Menu.Target>
          <ActionIcon variant="subtle" color="gray" aria-label={t('moreNamed', { title })} title={t('moreNamed', { title })}>
            <IconDots size={16} />
          </ActionIcon>
        </Menu.Target>
        <Menu.Dropdown>
          {kind === 'token' ? null : (
            <Menu.Item leftSection={<IconPencil size={14} />} disabled={noChange !== undefined} onClick={() => onAction('set')}>
              {t('setOne')}
            </Menu.Item>
          )}
          {verb === 'repair' ? (
            <Menu.Item leftSection={<IconWand size={14} />} disabled={noChange !== undefined} onClick={() => onAction('rotate')}>
              {t('rotateOne')}
            </Menu.Item>
          ) : null}
          <Menu.Item leftSection={<IconTerminal2 size={14} />} onClick={() => clipboard.copy(command)}>
            {t('copyCommandOf', { what: verbWord })}
          </Menu.Item>
          <Menu.Item leftSection={<IconTerminal2 size={14} />} onClick={() => clipboard.copy(commands.showCredential(name))}>
            {t('copyCommandOf', { what: t('reveal') })}
          </Menu.Item>
        </Menu.Dropdown>
      </Menu>
      <VisuallyHidden component="span" aria-live="polite">
        {reveal.copied === 'yes' ? general('copied') : ''}
      </VisuallyHidden>
    </div>
  );
}
