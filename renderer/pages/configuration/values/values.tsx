import { Button, NativeSelect, TextInput } from '@mantine/core';
import { IconAdjustments, IconFileText, IconSearch } from '@tabler/icons-react';
import { useDeferredValue, useEffect, useMemo, useState } from 'react';
import { useTranslations } from 'use-intl';
import { Link, useLocation, useSearch } from 'wouter';
import type { ConfigDocumentName, Output } from '#contract';
import { useConfigDrift } from '../../../api/use-config.ts';
import { commands } from '../../../commands.ts';
import { EmptyState } from '../../../components/empty-state.tsx';
import { configPath } from '../config-path.ts';
import { useDrafts } from '../draft/drafts.tsx';
import { type EntryMarks, filterEntries, groupEntries, isNoteworthy, type Only, onlyChoices } from './filter-entries.ts';
import { ValueGroup } from './value-group.tsx';
import classes from './values.module.css';

/** Rows above which groups stay closed until one opens them, so that the page stays light. */
const maxOpenRows = 200;

interface ValuesProps {
  config: Output<'config.read'>;
  document: ConfigDocumentName;
  mayEdit: boolean;
}

/** All values of one file by group, to be filtered and changed in place. */
export function Values({ config, document, mayEdit }: ValuesProps) {
  const t = useTranslations('configuration');
  const openKey = new URLSearchParams(useSearch()).get('open');
  const [, navigate] = useLocation();
  const [words, setWords] = useState('');
  const [only, setOnly] = useState<Only>('all');
  const [openGroups, setOpenGroups] = useState<Readonly<Record<string, boolean>>>({});
  const [goneTo, setGoneTo] = useState<{ key: string }>();
  const draft = useDrafts().of(document);
  const drift = useConfigDrift().data?.drift;
  const marks = useMemo<EntryMarks>(
    () => ({
      drafted: new Set(draft?.kind === 'values' ? Object.keys(draft.changes) : []),
      waiting: new Set(config.waits_for_restart),
      drifting: new Set(drift?.map(({ key }) => key)),
      missing: new Set(config.missing),
    }),
    [config, draft, drift],
  );
  const entries = useMemo(() => config.entries.filter((entry) => entry.document === document), [config, document]);
  const filter = useDeferredValue(useMemo(() => ({ words, only }), [words, only]));
  const found = useMemo(() => filterEntries(entries, filter, marks), [entries, filter, marks]);
  const groups = useMemo(() => groupEntries(found), [found]);
  const isFiltered = filter.words.trim() !== '' || filter.only !== 'all';
  const noteworthy = useMemo(
    () => new Set(groups.filter((group) => group.entries.some((entry) => isNoteworthy(entry, marks))).map(({ name }) => name)),
    [groups, marks],
  );
  useEffect(() => {
    if (openKey === null) return;
    const group = entries.find(({ key }) => key === openKey)?.group;
    setWords('');
    setOnly('all');
    if (group !== undefined) setOpenGroups((before) => ({ ...before, [group]: true }));
    setGoneTo({ key: openKey });
    // Gone to once: the same link leads there again.
    navigate(configPath('values', { document }), { replace: true });
  }, [document, entries, navigate, openKey]);
  const isOpen = (name: string, index: number) =>
    openGroups[name] ?? (isFiltered ? found.length <= maxOpenRows : noteworthy.has(name) || (noteworthy.size === 0 && index === 0));
  const areAllOpen = groups.every(({ name }, index) => isOpen(name, index));
  const file = config.documents.find(({ name }) => name === document);
  return (
    <>
      <div className={classes.tools}>
        <TextInput
          type="search"
          className={classes.grow}
          aria-label={t('filter')}
          placeholder={t('filter')}
          leftSection={<IconSearch size={16} aria-hidden="true" />}
          value={words}
          onChange={({ currentTarget: { value } }) => setWords(value)}
        />
        <NativeSelect
          className={classes.which}
          aria-label={t('which')}
          value={only}
          data={onlyChoices.map((choice) => ({ value: choice, label: t(`only.${choice}`) }))}
          onChange={({ currentTarget: { value } }) => setOnly(onlyChoices.find((choice) => choice === value) ?? 'all')}
        />
        <Button
          variant="default"
          size="sm"
          disabled={groups.length === 0}
          onClick={() => setOpenGroups(Object.fromEntries(groupEntries(entries).map(({ name }) => [name, !areAllOpen])))}
        >
          {areAllOpen ? t('closeAll') : t('openAll')}
        </Button>
        <Button
          variant="default"
          size="sm"
          c="inherit"
          component={Link}
          href={configPath('text', { document })}
          leftSection={<IconFileText size={16} />}
        >
          {t('asText')}
        </Button>
      </div>
      {draft?.kind === 'text' ? (
        <p className={classes.note}>
          {t('textDraft')} <Link href={configPath('text', { document })}>{t('toText')}</Link>
        </p>
      ) : null}
      <p className={classes.count} role="status">
        {isFiltered ? t('found', { count: found.length, total: entries.length }) : ''}
      </p>
      {entries.length === 0 ? (
        <EmptyState
          icon={<IconAdjustments size={40} stroke={1.2} />}
          sentence={t(`empty.${document}`, { file: file?.file ?? document })}
          action={
            <Button component={Link} href={configPath('text', { document })}>
              {t('asText')}
            </Button>
          }
          command={commands.configEdit({ document })}
        />
      ) : null}
      {groups.map((group, index) => (
        <ValueGroup
          key={group.name}
          group={group}
          marks={marks}
          changes={draft?.kind === 'values' ? draft.changes : undefined}
          drift={drift}
          isOpen={isOpen(group.name, index)}
          goneTo={goneTo}
          mayEdit={mayEdit}
          onToggle={(open) => setOpenGroups((before) => ({ ...before, [group.name]: open }))}
        />
      ))}
    </>
  );
}
