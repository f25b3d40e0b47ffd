import { IconKey } from '@tabler/icons-react';
import type { PageRoute } from '../../page-route.ts';

export const credentialsRoute: PageRoute = {
  name: 'credentials',
  path: '/credentials',
  hasBelow: true,
  key: 'k',
  icon: IconKey,
  load: () => import('./credentials-page.tsx'),
};
