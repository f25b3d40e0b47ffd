export const createPortRoutes = (_: unknown) => ({});
