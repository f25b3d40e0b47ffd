/** Windows to choose from, seconds; the host keeps an hour. */
export const chartWindows = [300, 900, 3600] as const;
export const defaultWindowSeconds = 900;
