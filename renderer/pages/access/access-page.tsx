import { useTranslations } from 'use-intl';
import { PageHead } from '../../components/page-head.tsx';

export default function AccessPage() {
  const t = useTranslations('access');
  return <PageHead title={t('title')} />;
}
