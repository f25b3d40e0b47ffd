import { IconLayoutDashboard } from '@tabler/icons-react';
import type { PageRoute } from '../../page-route.ts';

export const overviewRoute: PageRoute = {
  name: 'overview',
  path: '/',
  key: 'o',
  icon: IconLayoutDashboard,
  load: () => import('./overview-page.tsx'),
};
