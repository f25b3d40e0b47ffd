import { useTranslations } from 'use-intl';
import { PageHead } from '../../components/page-head.tsx';

export default function CredentialsPage() {
  const t = useTranslations('credentials');
  return <PageHead title={t('title')} />;
}
