import { NativeSelect } from '@mantine/core';
import { useTranslations } from 'use-intl';
import { useFormats } from '../i18n/language-provider.tsx';

interface CollectionSelectProps {
  /** undefined is all. */
  value: string | undefined;
  onChange: (value: string | undefined) => void;
  collections: readonly { name: string; documents: number }[];
}

/** All collections or one of them. */
export function CollectionSelect({ value, onChange, collections }: CollectionSelectProps) {
  const t = useTranslations('general');
  const formats = useFormats();
  const isMissing = value !== undefined && collections.every(({ name }) => name !== value);
  return (
    <NativeSelect
      aria-label={t('collection')}
      size="sm"
      value={value ?? ''}
      onChange={(event) => onChange(event.currentTarget.value === '' ? undefined : event.currentTarget.value)}
      data={[
        { value: '', label: t('allCollections') },
        ...(isMissing ? [{ value, label: value }] : []),
        ...collections.map(({ name, documents }) => ({ value: name, label: `${name} (${formats.count(documents)})` })),
      ]}
    />
  );
}
