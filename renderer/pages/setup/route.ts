import { IconListCheck } from '@tabler/icons-react';
import type { PageRoute } from '../../page-route.ts';

export const setupRoute: PageRoute = {
  name: 'setup',
  path: '/setup',
  hasBelow: true,
  isHidden: true,
  key: 'u',
  icon: IconListCheck,
  load: () => import('./setup-page.tsx'),
};
