import '@mantine/core/styles/Switch.css';
import { NativeSelect, PasswordInput, Switch, TextInput } from '@mantine/core';
import { useState } from 'react';
import { useTranslations } from 'use-intl';
import type { ConfigEntry } from '#contract';
import { useFormats } from '../../../i18n/language-provider.tsx';
import { isSameValue, valueInFile } from '../draft/draft.ts';
import { useDrafts } from '../draft/drafts.tsx';
import { useDraftPreview } from '../draft/use-draft-preview.ts';
import { checkValue } from './check-value.ts';
import { describeRange } from './describe-range.ts';
import { formatValue } from './format-value.ts';
import { asTyped, readTyped } from './read-typed.ts';
import { useRuleSentence } from './rule-sentence.ts';

interface EntryControlProps {
  entry: ConfigEntry;
  mayEdit: boolean;
}

/** The field a value is changed by, made from its JSON Schema; a wrong value is refused in place, as one types it. */
export function EntryControl({ entry, mayEdit }: EntryControlProps) {
  const t = useTranslations('configuration');
  const formats = useFormats();
  const sentence = useRuleSentence();
  const drafts = useDrafts();
  const { preview } = useDraftPreview(entry.document);
  const [typed, setTyped] = useState<string>();
  const draft = drafts.of(entry.document);
  const drafted = draft?.kind === 'values' ? draft.changes[entry.key] : undefined;
  const inFile = valueInFile(entry);
  // Taken out, the field shows what counts then.
  const value = drafted === null ? entry.default : (drafted ?? (inFile === undefined ? entry.value : inFile));
  const broken = drafted === undefined || drafted === null ? undefined : checkValue(entry.schema, drafted);
  const ofHost = preview?.problems.find(({ key }) => key === entry.key)?.rule;
  // The host knows a pattern by its words.
  const error =
    broken?.rule === 'pattern' && ofHost !== undefined
      ? ofHost
      : broken !== undefined
        ? sentence(broken)
        : drafted === undefined
          ? undefined
          : ofHost;
  const isDisabled = !mayEdit || draft?.kind === 'text';
  const change = (next: unknown) => drafts.setValue(entry, next);
  const shown = typed !== undefined && isSameValue(readTyped(entry, typed), value) ? typed : asTyped(value);
  const readable =
    typeof value === 'number' && (entry.unit === 'bytes' || entry.unit === 'ms') ? `= ${formatValue(entry, value, formats)}` : undefined;
  const common = {
    label: t('valueOf', { key: entry.key }),
    description: [describeRange(entry, t, formats), readable].filter((part) => part !== undefined && part !== '').join(' · ') || undefined,
    error,
    disabled: isDisabled,
    title: !mayEdit ? t('needsAdmin') : isDisabled ? t('textDraft') : undefined,
  };
  const type = (text: string) => {
    setTyped(text);
    change(readTyped(entry, text));
  };
  if (entry.schema.type === 'boolean') {
    return <Switch {...common} checked={value === true} onChange={({ currentTarget: { checked } }) => change(checked)} />;
  }
  if (Array.isArray(entry.schema.enum)) {
    const choices = entry.schema.enum.map(String);
    const isOther = !choices.includes(shown);
    return (
      <NativeSelect
        {...common}
        value={shown}
        data={[...(isOther ? [{ value: shown, label: shown === '' ? t('choose') : shown }] : []), ...choices]}
        onChange={({ currentTarget: { value: chosen } }) => type(chosen)}
      />
    );
  }
  if (entry.is_secret) {
    return (
      <PasswordInput
        {...common}
        description={t('secretField')}
        autoComplete="new-password"
        visibilityToggleButtonProps={{ 'aria-label': t('showSecret') }}
        value={typeof drafted === 'string' ? drafted : ''}
        onChange={({ currentTarget: { value: text } }) => change(text === '' ? undefined : text)}
      />
    );
  }
  const isNumber = entry.schema.type === 'integer' || entry.schema.type === 'number';
  return (
    <TextInput
      {...common}
      inputMode={isNumber ? 'decimal' : undefined}
      autoComplete="off"
      spellCheck={false}
      placeholder={entry.example === null ? undefined : t('example', { example: entry.example })}
      styles={{ input: { direction: 'ltr' } }}
      rightSectionWidth="auto"
      rightSection={entry.unit === null ? undefined : <span style={{ paddingInline: 12 }}>{entry.unit}</span>}
      value={shown}
      onChange={({ currentTarget: { value: text } }) => type(text)}
    />
  );
}
