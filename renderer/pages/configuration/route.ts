import { IconAdjustments } from '@tabler/icons-react';
import type { PageRoute } from '../../page-route.ts';

export const configurationRoute: PageRoute = {
  name: 'configuration',
  path: '/configuration',
  hasBelow: true,
  isOneView: true,
  key: 'c',
  icon: IconAdjustments,
  load: () => import('./configuration-page.tsx'),
};
