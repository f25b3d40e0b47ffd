export const access = {
  title: 'Zugriff',
};
