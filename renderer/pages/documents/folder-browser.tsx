import { useDebouncedValue } from '@mantine/hooks';
import { IconCornerLeftUp, IconFolder } from '@tabler/icons-react';
import { useTranslations } from 'use-intl';
import { useFolders } from '../../api/use-documents.ts';
import classes from './folder-browser.module.css';
import { joinFolder } from './join-folder.ts';

/** The folders of this computer, to click through. */
export function FolderBrowser({ path, onChoose }: { path: string; onChoose: (path: string) => void }) {
  const t = useTranslations('documents');
  const [askedPath] = useDebouncedValue(path, 250);
  const { data, error, isPlaceholderData } = useFolders(askedPath);
  if (error !== null) return <p className={classes.problem}>{error.message}</p>;
  if (data === undefined) return null;
  return (
    <section className={classes.browser} aria-label={t('folders')} aria-busy={isPlaceholderData}>
      <p className={classes.where}>{t('folderHolds', { folders: data.folders.length, files: data.files })}</p>
      <ul className={classes.list}>
        {data.parent === null ? null : (
          <li>
            <button type="button" className={classes.folder} onClick={() => onChoose(data.parent ?? '~')}>
              <IconCornerLeftUp size={16} aria-hidden="true" /> {t('folderUp')}
            </button>
          </li>
        )}
        {data.folders.map((name) => (
          <li key={name}>
            <button type="button" className={classes.folder} onClick={() => onChoose(joinFolder(data.path, name))}>
              <IconFolder size={16} aria-hidden="true" /> <span dir="auto">{name}</span>
            </button>
          </li>
        ))}
      </ul>
    </section>
  );
}
