export const credentials = {
  title: 'Zugangsdaten',
};
