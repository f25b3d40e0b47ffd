export const createLimitRoutes = (_: unknown) => ({});
