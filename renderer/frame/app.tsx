import { lazy, Suspense } from 'react';
import { useTranslations } from 'use-intl';
import { useSessionState } from '../api/api-context.tsx';
import { Frame } from './frame.tsx';

const SignInPage = lazy(() => import('../pages/sign-in/sign-in-page.tsx'));

/** The panel once one is in; until then how to get in. */
export function App() {
  const t = useTranslations('signIn');
  const { status, error } = useSessionState();
  if (status === 'entering') return <main aria-busy="true">{t('entering')}</main>;
  if (status === 'in') return <Frame />;
  return (
    <Suspense fallback={null}>
      <SignInPage error={error} />
    </Suspense>
  );
}
