import { Kbd, Modal } from '@mantine/core';
import { Fragment } from 'react';
import { useTranslations } from 'use-intl';
import { pageRoutes } from '../routes.tsx';
import classes from './key-list.module.css';

/** Every key there is. */
export default function KeyList({ onClose }: { onClose: () => void }) {
  const t = useTranslations('frame');
  const pageName = useTranslations('pages');
  const rows: [string[], string][] = [
    ...pageRoutes.map(({ name, key }): [string[], string] => [['g', key], pageName(name)]),
    [['/'], t('keySearch')],
    [[t('paletteKey')], t('palette')],
    [['v'], t('keyTable')],
    [['↑', '↓', '↵'], t('keyResults')],
    [['?'], t('keys')],
    [['Esc'], t('keyClose')],
  ];
  return (
    <Modal opened onClose={onClose} title={t('keys')} closeButtonProps={{ 'aria-label': t('close') }}>
      <dl className={classes.keys}>
        {rows.map(([keys, meaning]) => (
          <Fragment key={meaning}>
            <dt>
              {keys.map((key) => (
                <Kbd key={key}>{key}</Kbd>
              ))}
            </dt>
            <dd>{meaning}</dd>
          </Fragment>
        ))}
      </dl>
    </Modal>
  );
}
