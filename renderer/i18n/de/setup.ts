export const setup = {
  title: 'Einrichtung',
};
