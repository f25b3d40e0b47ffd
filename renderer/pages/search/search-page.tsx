import { Button, NativeSelect, TextInput } from '@mantine/core';
import { IconFolderPlus, IconListSearch, IconSearch } from '@tabler/icons-react';
import { type FormEvent, useState } from 'react';
import { useTranslations } from 'use-intl';
import { useLocation } from 'wouter';
import { useCollections } from '../../api/use-documents.ts';
import { useSearch } from '../../api/use-search.ts';
import { commands } from '../../commands.ts';
import { CollectionSelect } from '../../components/collection-select.tsx';
import { CommandLine } from '../../components/command-line.tsx';
import { EmptyState } from '../../components/empty-state.tsx';
import { ErrorBox } from '../../components/error-box.tsx';
import { PageHead } from '../../components/page-head.tsx';
import { DocumentDrawer } from '../../reader/document-drawer.tsx';
import { ResultList } from './result-list.tsx';
import classes from './search-page.module.css';
import { Timings } from './timings.tsx';
import { limits, useSearchAddress } from './use-search-address.ts';

/** Passages by meaning. */
export default function SearchPage() {
  const t = useTranslations('search');
  const [, navigate] = useLocation();
  const { question, passage, ask, read } = useSearchAddress();
  const collections = useCollections().data?.collections;
  const { data, error, isFetching, refetch } = useSearch(question);
  const isEmpty = collections?.every(({ documents }) => documents === 0) ?? false;
  const isAsked = question.query.trim() !== '';
  return (
    <div className={classes.page}>
      <PageHead title={t('title')} facts={t('byMeaning')} />
      <div className={classes.form}>
        <QueryField key={question.query} asked={question.query} onAsk={(query) => ask({ ...question, query })} />
        <CollectionSelect
          value={question.collection}
          onChange={(collection) => ask({ ...question, collection })}
          collections={collections ?? []}
        />
        <NativeSelect
          size="sm"
          aria-label={t('limit')}
          value={String(question.limit)}
          onChange={(event) => ask({ ...question, limit: Number(event.currentTarget.value) })}
          data={[...new Set([...limits, question.limit])].map((limit) => ({ value: String(limit), label: t('limitIs', { count: limit }) }))}
        />
      </div>
      {error === null ? null : <ErrorBox error={error} title={t('failed')} onRetry={() => void refetch()} />}
      <div aria-live="polite" className={classes.status}>
        {isFetching ? (
          t('searching')
        ) : data === undefined || error !== null ? null : (
          <Timings count={data.results.length} timings={data.timings} />
        )}
      </div>
      {data === undefined || error !== null ? null : data.results.length > 0 ? (
        <>
          <ResultList results={data.results} onOpen={read} />
          <CommandLine command={commands.search(question)} />
        </>
      ) : isEmpty ? null : (
        <p className={classes.none}>
          {question.collection === undefined ? t('nothing') : t('nothingHere', { collection: question.collection })}
        </p>
      )}
      {isEmpty ? (
        <EmptyState
          icon={<IconListSearch size={40} stroke={1.2} />}
          sentence={t('emptyDatabase')}
          action={
            <Button leftSection={<IconFolderPlus size={16} />} onClick={() => navigate('/documents?do=index')}>
              {t('index')}
            </Button>
          }
          command={commands.index({ folder: '~/notes' })}
        />
      ) : isAsked ? null : (
        <EmptyState
          icon={<IconListSearch size={40} stroke={1.2} />}
          sentence={t('start')}
          command={commands.search({ query: t('example') })}
        />
      )}
      {passage === undefined ? null : (
        <DocumentDrawer key={passage.documentId} id={passage.documentId} passage={passage.range} onClose={() => read(undefined)} />
      )}
    </div>
  );
}

/** The question as it is typed; Enter asks it. */
function QueryField({ asked, onAsk }: { asked: string; onAsk: (query: string) => void }) {
  const t = useTranslations('search');
  const [typed, setTyped] = useState(asked);
  const submit = (event: FormEvent) => {
    event.preventDefault();
    onAsk(typed.trim());
  };
  return (
    <search className={classes.search}>
      <form onSubmit={submit} className={classes.query}>
        <TextInput
          type="search"
          size="sm"
          className={classes.input}
          aria-label={t('query')}
          placeholder={t('query')}
          leftSection={<IconSearch size={16} />}
          value={typed}
          maxLength={10_000}
          autoFocus
          onChange={(event) => setTyped(event.currentTarget.value)}
        />
        <Button type="submit" size="sm" disabled={typed.trim() === ''}>
          {t('ask')}
        </Button>
      </form>
    </search>
  );
}
