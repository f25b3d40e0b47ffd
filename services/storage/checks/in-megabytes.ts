/** Bytes as `12.3 MiB`, or in GiB from 1 GiB on. */
export function inMegabytes(bytes: number): string {
  const mebibytes = bytes / 1_048_576;
  return mebibytes < 1024 ? `${mebibytes.toFixed(1)} MiB` : `${(mebibytes / 1024).toFixed(1)} GiB`;
}
