import { IconFiles } from '@tabler/icons-react';
import type { PageRoute } from '../../page-route.ts';

export const documentsRoute: PageRoute = {
  name: 'documents',
  path: '/documents',
  key: 'd',
  icon: IconFiles,
  load: () => import('./documents-page.tsx'),
};
