import { PasswordInput } from '@mantine/core';
import { useTranslations } from 'use-intl';

interface SecretFieldsProps {
  label: string;
  description?: string;
  value: string;
  confirmation: string;
  isShown: boolean;
  error?: string | undefined;
  onChange: (value: string) => void;
  onConfirm: (confirmation: string) => void;
  onShow: (isShown: boolean) => void;
}

/** A secret typed twice; both are shown or hidden together. */
export function SecretFields({ label, description, value, confirmation, isShown, error, onChange, onConfirm, onShow }: SecretFieldsProps) {
  const t = useTranslations('credentials');
  const shared = {
    autoComplete: 'new-password',
    spellCheck: false,
    visible: isShown,
    onVisibilityChange: onShow,
    visibilityToggleButtonProps: { 'aria-label': t('showValue') },
    styles: { innerInput: { direction: 'ltr' as const } },
  };
  const isUnlike = confirmation !== '' && confirmation !== value;
  return (
    <>
      <PasswordInput
        {...shared}
        label={label}
        description={description}
        value={value}
        error={error}
        onChange={({ currentTarget }) => onChange(currentTarget.value)}
        data-autofocus
      />
      <PasswordInput
        {...shared}
        label={t('again')}
        value={confirmation}
        error={isUnlike ? t('notAlike') : undefined}
        onChange={({ currentTarget }) => onConfirm(currentTarget.value)}
      />
    </>
  );
}
