export const configuration = {
  title: 'Konfiguration',
};
