import { TextInput } from '@mantine/core';
import { useState } from 'react';
import { useTranslations } from 'use-intl';

/** As the contract allows, seconds. */
const maxSeconds = 600;

interface WatchFieldProps {
  /** undefined: what was typed is no number of seconds. */
  value: number | undefined;
  onChange: (seconds: number | undefined) => void;
  isDisabled: boolean;
}

/** How long health is watched before a change is kept. */
export function WatchField({ value, onChange, isDisabled }: WatchFieldProps) {
  const t = useTranslations('configuration');
  const [typed, setTyped] = useState(String(value ?? ''));
  return (
    <TextInput
      label={t('watch')}
      description={t('watchHint')}
      disabled={isDisabled}
      inputMode="numeric"
      value={typed}
      error={value === undefined ? t('watchWrong', { max: maxSeconds }) : undefined}
      onChange={({ currentTarget: { value: text } }) => {
        setTyped(text);
        onChange(/^\d+$/.test(text.trim()) && Number(text) <= maxSeconds ? Number(text) : undefined);
      }}
    />
  );
}
