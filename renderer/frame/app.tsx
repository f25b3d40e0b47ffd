import { useTranslations } from 'use-intl';
import { useSessionState } from '../api/api-context.tsx';
import { SignInPage } from '../pages/sign-in/sign-in-page.tsx';
import { Frame } from './frame.tsx';

/** The panel once one is in; until then how to get in. */
export function App() {
  const t = useTranslations('signIn');
  const { status, error } = useSessionState();
  if (status === 'entering') return <main aria-busy="true">{t('entering')}</main>;
  return status === 'in' ? <Frame /> : <SignInPage error={error} />;
}
