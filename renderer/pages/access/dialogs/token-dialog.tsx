import { useState } from 'react';
import { useTranslations } from 'use-intl';
import type { Token } from '#contract';
import { Dialog } from '../../../components/dialog.tsx';
import { NewSecret } from './new-secret.tsx';
import { TokenForm } from './token-form.tsx';

/** Makes a token and shows its secret once, or changes what a token may. */
export default function TokenDialog({ token, onClose }: { token?: Token; onClose: () => void }) {
  const t = useTranslations('access');
  const [made, setMade] = useState<{ token: Token; secret: string }>();
  const title =
    made !== undefined
      ? t('madeTitle', { name: made.token.name })
      : token === undefined
        ? t('createTitle')
        : t('editNamed', { name: token.name });
  return (
    <Dialog title={title} size="lg" onClose={onClose}>
      {made === undefined ? (
        <TokenForm token={token} onMade={setMade} onClose={onClose} />
      ) : (
        <NewSecret secret={made.secret} scopes={made.token.scopes} onClose={onClose} />
      )}
    </Dialog>
  );
}
