import { Button } from '@mantine/core';
import { useTranslations } from 'use-intl';
import type { ConfigEntry } from '#contract';
import { commands } from '../../../commands.ts';
import { CommandLine } from '../../../components/command-line.tsx';
import { unusable } from '../../../components/unusable.ts';
import { valueInFile } from '../draft/draft.ts';
import { useDrafts } from '../draft/drafts.tsx';
import { EntryControl } from './entry-control.tsx';
import classes from './entry-details.module.css';
import { EntryKnowledge } from './entry-knowledge.tsx';
import { LayerTable } from './layer-table.tsx';
import { layerWord } from './layer-word.ts';
import { useShownValue } from './use-shown-value.ts';

/** All that is known of a value, and the field that changes it. */
export function EntryDetails({ entry, mayEdit }: { entry: ConfigEntry; mayEdit: boolean }) {
  const t = useTranslations('configuration');
  const show = useShownValue(entry);
  const { key, origin } = entry;
  const isOverruled = origin.layer === 'environment' || origin.layer === 'command line';
  const facts: [string, string][] = [
    [t('fact.default'), show(entry.default)],
    [t('fact.example'), entry.example ?? ''],
    [
      t('fact.restarts'),
      entry.restarts === 'services' ? t('restarts.services', { names: entry.services.join(', ') }) : t(`restarts.${entry.restarts}`),
    ],
  ];
  return (
    <div className={classes.details}>
      <div className={classes.column}>
        <p>{entry.description}</p>
        <EntryControl entry={entry} mayEdit={mayEdit} />
        {isOverruled ? (
          <p className={classes.warn}>{t('overruled', { place: origin.place ?? t(`layers.${layerWord(origin.layer)}`) })}</p>
        ) : null}
        <ResetButton entry={entry} mayEdit={mayEdit} />
        <dl className={classes.facts}>
          {facts.map(([name, value]) =>
            value === '' ? null : (
              <div key={name}>
                <dt>{name}</dt>
                <dd>{value}</dd>
              </div>
            ),
          )}
        </dl>
      </div>
      <div className={classes.column}>
        <LayerTable entry={entry} />
        <EntryKnowledge entry={entry} />
        <CommandLine command={commands.configExplain(key)} />
      </div>
    </div>
  );
}

/** One button for both ways back, so that the focus stays on it: out of the file, and the change undone. */
function ResetButton({ entry, mayEdit }: { entry: ConfigEntry; mayEdit: boolean }) {
  const t = useTranslations('configuration');
  const drafts = useDrafts();
  const draft = drafts.of(entry.document);
  const isDrafted = draft?.kind === 'values' && entry.key in draft.changes;
  const isInFile = valueInFile(entry) !== undefined;
  const isUseless = !isDrafted && !isInFile;
  const isOff = !mayEdit || draft?.kind === 'text' || isUseless;
  const act = () => {
    if (!isOff) drafts.setValue(entry, isDrafted ? undefined : null);
  };
  return (
    <Button
      variant="default"
      className={classes.reset}
      {...unusable(isOff, !mayEdit ? t('needsAdmin') : isUseless ? t('notInFile') : undefined)}
      onClick={act}
    >
      {isDrafted ? t('undoChange') : t('reset')}
    </Button>
  );
}
