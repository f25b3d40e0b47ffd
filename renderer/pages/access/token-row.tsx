import { ActionIcon } from '@mantine/core';
import { IconPencil, IconRefresh, IconTrash } from '@tabler/icons-react';
import { useTranslations } from 'use-intl';
import type { Token } from '#contract';
import { TimeAgo } from '../../components/time-ago.tsx';
import { unusable } from '../../components/unusable.ts';
import { useFormats } from '../../i18n/language-provider.tsx';
import { TimeUntil } from './time-until.tsx';
import classes from './token-table.module.css';

export type TokenAction = 'edit' | 'replace' | 'revoke';

interface TokenRowProps {
  token: Token;
  onAction: (action: TokenAction) => void;
}

export function TokenRow({ token, onAction }: TokenRowProps) {
  const t = useTranslations('access');
  const formats = useFormats();
  const { name, kind, file, hint, scopes, expires_at: expiresAt, is_expired: isExpired, last_used_at: lastUsedAt } = token;
  const isFile = kind === 'file';
  const actions = [
    { action: 'edit', Icon: IconPencil, hindrance: isFile ? t('fileNotEdited') : undefined },
    { action: 'replace', Icon: IconRefresh, hindrance: undefined },
    { action: 'revoke', Icon: IconTrash, hindrance: isFile ? t('fileNotRevoked') : undefined },
  ] as const;
  const counts = [
    ['requests', token.requests],
    ['errors', token.errors],
    ['tokens', token.tokens],
    ['limited', token.limited],
  ] as const;
  return (
    <tr data-expired={isExpired || undefined}>
      <th scope="row" className={classes.name}>
        <span>{name}</span>
        <span className={classes.quiet}>
          {hint === '' ? null : <code dir="ltr">{hint}…</code>}
          {file === null ? null : (
            <span title={file}>
              {hint === '' ? '' : ' · '}
              {t('inFile', { file: file.split(/[\\/]/).at(-1) ?? file })}
            </span>
          )}
        </span>
      </th>
      <td className={classes.scopes}>{scopes.join(', ')}</td>
      <td data-label={t('columns.expires')}>
        <TimeUntil at={expiresAt} isOver={isExpired} />
      </td>
      <td className={classes.time} data-label={t('columns.lastUsed')}>
        {lastUsedAt === null ? <span className={classes.quiet}>{t('notUsed')}</span> : <TimeAgo at={lastUsedAt} />}
      </td>
      {counts.map(([column, count]) => (
        <td key={column} className={classes.number} data-label={t(`columns.${column}`)} data-zero={count === 0 || undefined}>
          {formats.count(count)}
        </td>
      ))}
      <td className={classes.number} data-label={t('columns.limit')}>
        {token.requests_per_minute === null ? (
          <span className={classes.quiet}>{t('serverLimit')}</span>
        ) : (
          formats.count(token.requests_per_minute)
        )}
      </td>
      <td className={classes.actionsCell}>
        <div className={classes.actions}>
          {actions.map(({ action, Icon, hindrance }) => (
            <ActionIcon
              key={action}
              variant="subtle"
              color="gray"
              aria-label={t(`${action}Named`, { name })}
              title={t(`${action}Named`, { name })}
              {...unusable(hindrance !== undefined, hindrance)}
              onClick={() => {
                if (hindrance === undefined) onAction(action);
              }}
            >
              <Icon size={16} />
            </ActionIcon>
          ))}
        </div>
      </td>
    </tr>
  );
}
