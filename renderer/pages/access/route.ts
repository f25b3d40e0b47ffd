import { IconShieldLock } from '@tabler/icons-react';
import type { PageRoute } from '../../page-route.ts';

export const accessRoute: PageRoute = {
  name: 'access',
  path: '/access',
  hasBelow: true,
  key: 'a',
  icon: IconShieldLock,
  load: () => import('./access-page.tsx'),
};
