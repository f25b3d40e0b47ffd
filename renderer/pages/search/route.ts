import { IconSearch } from '@tabler/icons-react';
import type { PageRoute } from '../../page-route.ts';

export const searchRoute: PageRoute = {
  name: 'search',
  path: '/search',
  key: 'f',
  icon: IconSearch,
  load: () => import('./search-page.tsx'),
};
