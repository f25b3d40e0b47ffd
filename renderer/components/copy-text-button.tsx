import { Button, CopyButton } from '@mantine/core';
import { IconCheck, IconCopy } from '@tabler/icons-react';
import { useTranslations } from 'use-intl';

/** Copies `text`; says that it did. */
export function CopyTextButton({ text, label }: { text: string; label: string }) {
  const t = useTranslations('general');
  return (
    <CopyButton value={text} timeout={2000}>
      {({ copied, copy }) => (
        <Button
          variant="subtle"
          color="gray"
          flex="none"
          fw={400}
          c="dimmed"
          size="compact-xs"
          onClick={copy}
          leftSection={copied ? <IconCheck size={14} /> : <IconCopy size={14} />}
        >
          <span aria-live="polite">{copied ? t('copied') : label}</span>
        </Button>
      )}
    </CopyButton>
  );
}
