import { Button, FileButton } from '@mantine/core';
import { type ReactNode, useEffect, useState } from 'react';
import { useTranslations } from 'use-intl';
import { useCreateDocuments } from '../../api/use-documents.ts';
import { DialogFoot } from '../../components/dialog-foot.tsx';
import { ErrorBox } from '../../components/error-box.tsx';
import { fieldError } from '../../components/field-error.ts';
import { useFormats } from '../../i18n/language-provider.tsx';
import classes from './add-dialog.module.css';
import { type ReadFile, readFiles, titleOfFile } from './read-files.ts';

interface AddFilesProps {
  dropped: File[];
  collection: string;
  collectionField: (error?: string) => ReactNode;
  onClose: () => void;
}

/** The request may be 64 MiB; what is more is better read from its folder by the host. */
const maxBytesTogether = 48 * 1024 * 1024;

/** Text files of this computer, by a task. */
export function AddFiles({ dropped, collection, collectionField, onClose }: AddFilesProps) {
  const t = useTranslations('documents');
  const formats = useFormats();
  const [chosen, setChosen] = useState(dropped);
  const [files, setFiles] = useState<ReadFile[]>([]);
  const create = useCreateDocuments();
  // Files may also be dropped while the dialog is open.
  useEffect(() => {
    if (dropped.length > 0) setChosen(dropped);
  }, [dropped]);
  useEffect(() => {
    let isCurrent = true;
    void readFiles(chosen).then((read) => {
      if (isCurrent) setFiles(read);
    });
    return () => {
      isCurrent = false;
    };
  }, [chosen]);
  const good = files.flatMap(({ name, text }) => (text === undefined ? [] : [{ title: titleOfFile(name), content: text, collection }]));
  const isTooMuch = files.reduce((sum, { bytes, text }) => sum + (text === undefined ? 0 : bytes), 0) > maxBytesTogether;
  return (
    <div className={classes.form}>
      <div className={classes.drop}>
        <p>{t('filesHint')}</p>
        <FileButton multiple onChange={setChosen}>
          {(props) => (
            <Button variant="default" {...props}>
              {t('chooseFiles')}
            </Button>
          )}
        </FileButton>
      </div>
      {files.length === 0 ? null : (
        <ul className={classes.files} aria-label={t('sourceFiles')}>
          {files.map(({ name, bytes, problem }, index) => (
            // biome-ignore lint/suspicious/noArrayIndexKey: two files of different folders may have one name
            <li key={`${index}-${name}`} className={classes.file}>
              <span>{name}</span>
              {problem === undefined ? (
                <span>{formats.bytes(bytes)}</span>
              ) : (
                <span className={classes.problem}>{t(`fileProblem.${problem}`)}</span>
              )}
            </li>
          ))}
        </ul>
      )}
      {isTooMuch ? <p className={classes.problem}>{t('tooMuch', { limit: formats.bytes(maxBytesTogether) })}</p> : null}
      {collectionField(fieldError(create.error, 'collection'))}
      {create.error === null ? null : <ErrorBox error={create.error} title={t('addFailed')} />}
      <p className={classes.note}>{t('byTask')}</p>
      <DialogFoot>
        <Button variant="default" onClick={onClose}>
          {t('cancel')}
        </Button>
        <Button
          disabled={good.length === 0 || isTooMuch || create.isPending}
          onClick={() => create.mutate({ documents: good }, { onSuccess: onClose })}
        >
          {create.isPending ? t('adding') : t('addMany', { count: good.length })}
        </Button>
      </DialogFoot>
    </div>
  );
}
