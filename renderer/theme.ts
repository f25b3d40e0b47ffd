import { createTheme, localStorageColorSchemeManager, type MantineColorsTuple } from '@mantine/core';

const accent: MantineColorsTuple = [
  '#edf2ff',
  '#d9e3ff',
  '#b3c6ff',
  '#8aa8ff',
  '#6a8fff',
  '#4f7cff',
  '#3d68e8',
  '#2f57cf',
  '#2649b3',
  '#1c3990',
];

/** The greys of the dark scheme; its surfaces stand in theme.css too. */
const dark: MantineColorsTuple = [
  '#e7e9ec',
  '#c3c8cf',
  '#9aa2ad',
  '#6b7480',
  '#3c434d',
  '#262b32',
  '#15181c',
  '#15181c',
  '#0e1013',
  '#090a0c',
];

/** Three sizes of text (12, 14, 20 px), two weights, one accent colour, 8 px grid. */
export const theme = createTheme({
  primaryColor: 'accent',
  primaryShade: { light: 7, dark: 6 },
  colors: { accent, dark },
  fontFamily: 'system-ui, -apple-system, "Segoe UI", Roboto, "Noto Sans", "Liberation Sans", sans-serif',
  fontFamilyMonospace: 'ui-monospace, SFMono-Regular, Menlo, Consolas, "Liberation Mono", monospace',
  fontSizes: { xs: '12px', sm: '14px', md: '14px', lg: '20px', xl: '20px' },
  lineHeights: { xs: '1.4', sm: '1.45', md: '1.45', lg: '1.3', xl: '1.3' },
  spacing: { xs: '8px', sm: '8px', md: '16px', lg: '24px', xl: '32px' },
  radius: { xs: '4px', sm: '6px', md: '8px', lg: '8px', xl: '8px' },
  defaultRadius: 'sm',
  cursorType: 'pointer',
  respectReducedMotion: true,
  components: {
    Button: { defaultProps: { size: 'xs' } },
    Tooltip: { defaultProps: { openDelay: 400, withArrow: false } },
    Modal: { defaultProps: { transitionProps: { duration: 120 }, styles: { title: { fontWeight: 600, overflowWrap: 'anywhere' } } } },
    Drawer: { defaultProps: { transitionProps: { duration: 140 } } },
  },
});

/** Same key as in public/first-paint.js. */
export const colorSchemeManager = localStorageColorSchemeManager({ key: 'gantry.color-scheme' });
