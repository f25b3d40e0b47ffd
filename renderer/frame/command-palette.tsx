import { useMantineColorScheme } from '@mantine/core';
import { Spotlight, type SpotlightActionData, type SpotlightActionGroupData } from '@mantine/spotlight';
import { IconFilePlus, IconFolderPlus, IconKeyboard, IconLanguage, IconMoon, IconSearch, IconSun } from '@tabler/icons-react';
import { useState } from 'react';
import { useTranslations } from 'use-intl';
import { useLocation } from 'wouter';
import { useLanguage } from '../i18n/language-provider.tsx';
import { locales } from '../i18n/locale.ts';
import { pageRoutes } from '../routes.tsx';

/** The key opens the palette from fields too: no field has a use of its own for it. */
const nothingIgnored: string[] = [];

/** Everything by name: pages, actions, settings of the panel, and a search for what was typed. Ctrl/Cmd-K. */
export default function CommandPalette({ showKeys }: { showKeys: () => void }) {
  const t = useTranslations('frame');
  const pageName = useTranslations('pages');
  const { choose } = useLanguage();
  const { setColorScheme } = useMantineColorScheme();
  const [, navigate] = useLocation();
  const [typed, setTyped] = useState('');
  const search: SpotlightActionData[] =
    typed.trim() === ''
      ? []
      : [
          {
            id: 'search',
            label: t('searchFor', { query: typed.trim() }),
            // Found by whatever is typed.
            keywords: typed,
            leftSection: <IconSearch size={18} />,
            onClick: () => navigate(`/search?q=${encodeURIComponent(typed.trim())}`),
          },
        ];
  const actions: SpotlightActionGroupData[] = [
    {
      group: t('paletteGo'),
      actions: [
        ...pageRoutes.map(({ name, path, icon: PageIcon }) => ({
          id: name,
          label: pageName(name),
          leftSection: <PageIcon size={18} />,
          onClick: () => navigate(path),
        })),
        ...search,
      ],
    },
    {
      group: t('paletteDo'),
      actions: [
        { id: 'add', label: t('addDocument'), leftSection: <IconFilePlus size={18} />, onClick: () => navigate('/documents?do=add') },
        { id: 'index', label: t('indexFolder'), leftSection: <IconFolderPlus size={18} />, onClick: () => navigate('/documents?do=index') },
        { id: 'light', label: t('useLight'), leftSection: <IconSun size={18} />, onClick: () => setColorScheme('light') },
        { id: 'dark', label: t('useDark'), leftSection: <IconMoon size={18} />, onClick: () => setColorScheme('dark') },
        ...locales.map((locale) => ({
          id: `language-${locale}`,
          label: t(`languages.${locale}`),
          leftSection: <IconLanguage size={18} />,
          onClick: () => void choose(locale),
        })),
        { id: 'keys', label: t('keys'), leftSection: <IconKeyboard size={18} />, onClick: showKeys },
      ],
    },
  ];
  return (
    <Spotlight
      actions={actions}
      query={typed}
      onQueryChange={setTyped}
      shortcut="mod + K"
      tagsToIgnore={nothingIgnored}
      highlightQuery={false}
      scrollable
      maxHeight={400}
      nothingFound={t('paletteNothing')}
      searchProps={{ placeholder: t('paletteHint'), 'aria-label': t('palette'), leftSection: <IconSearch size={18} /> }}
    />
  );
}
