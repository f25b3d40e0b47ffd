import { Autocomplete } from '@mantine/core';
import { useTranslations } from 'use-intl';

interface CollectionFieldProps {
  value: string;
  onChange: (value: string) => void;
  /** Those there are, to choose from; a new name makes a new one. */
  names: readonly string[];
  error?: string | undefined;
}

export function CollectionField({ value, onChange, names, error }: CollectionFieldProps) {
  const t = useTranslations('general');
  return (
    <Autocomplete
      label={t('collection')}
      description={t('collectionHint')}
      value={value}
      onChange={onChange}
      data={[...names]}
      error={error}
      maxLength={63}
      comboboxProps={{ transitionProps: { duration: 0 } }}
    />
  );
}
