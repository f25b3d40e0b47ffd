import { useTranslations } from 'use-intl';
import { PageHead } from '../../components/page-head.tsx';

export default function SetupPage() {
  const t = useTranslations('setup');
  return <PageHead title={t('title')} />;
}
