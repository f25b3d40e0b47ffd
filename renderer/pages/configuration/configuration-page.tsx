import { useTranslations } from 'use-intl';
import { PageHead } from '../../components/page-head.tsx';

export default function ConfigurationPage() {
  const t = useTranslations('configuration');
  return <PageHead title={t('title')} />;
}
