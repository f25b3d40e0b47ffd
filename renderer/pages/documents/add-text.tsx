import { Button, Textarea, TextInput } from '@mantine/core';
import { type FormEvent, type ReactNode, useState } from 'react';
import { useTranslations } from 'use-intl';
import { maxDocumentChars } from '#contract';
import { useCreateDocument } from '../../api/use-documents.ts';
import { DialogFoot } from '../../components/dialog-foot.tsx';
import { ErrorBox } from '../../components/error-box.tsx';
import { fieldError } from '../../components/field-error.ts';
import classes from './add-dialog.module.css';

interface AddTextProps {
  collection: string;
  collectionField: (error?: string) => ReactNode;
  onClose: () => void;
}

/** One text, typed or pasted. */
export function AddText({ collection, collectionField, onClose }: AddTextProps) {
  const t = useTranslations('documents');
  const [title, setTitle] = useState('');
  const [content, setContent] = useState('');
  const create = useCreateDocument();
  const submit = (event: FormEvent) => {
    event.preventDefault();
    create.mutate({ content, collection, ...(title.trim() === '' ? {} : { title: title.trim() }) }, { onSuccess: onClose });
  };
  const atField = ['title', 'content', 'collection'].some((field) => fieldError(create.error, field) !== undefined);
  return (
    <form className={classes.form} onSubmit={submit}>
      <TextInput
        label={t('titleField')}
        description={t('titleHint')}
        value={title}
        maxLength={500}
        onChange={(event) => setTitle(event.currentTarget.value)}
        error={fieldError(create.error, 'title')}
      />
      <Textarea
        label={t('content')}
        description={t('contentHint')}
        rows={10}
        value={content}
        maxLength={maxDocumentChars}
        onChange={(event) => setContent(event.currentTarget.value)}
        error={fieldError(create.error, 'content')}
        data-autofocus
      />
      {collectionField(fieldError(create.error, 'collection'))}
      {create.error === null || atField ? null : <ErrorBox error={create.error} title={t('addFailed')} />}
      <DialogFoot>
        <Button variant="default" onClick={onClose}>
          {t('cancel')}
        </Button>
        <Button type="submit" disabled={content.trim() === '' || create.isPending}>
          {create.isPending ? t('adding') : t('addOne')}
        </Button>
      </DialogFoot>
    </form>
  );
}
