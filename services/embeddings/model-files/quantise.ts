/** Whole numbers of 8 bits and, for each column, what one step is worth. */
export interface Quantised {
  values: Int8Array;
  scales: Float32Array;
}

/**
 * Symmetric int8 by column: the largest magnitude of a column becomes 127, zero stays zero. `values` is row-major
 * with `columns` columns.
 */
export function quantiseByColumn(values: Float32Array, columns: number): Quantised {
  const scales = new Float32Array(columns);
  for (let i = 0; i < values.length; i += 1) {
    const column = i % columns;
    scales[column] = Math.max(scales[column] as number, Math.abs(values[i] as number));
  }
  // A column of zeros may have any step; 0 would divide by zero.
  for (let column = 0; column < columns; column += 1) scales[column] = ((scales[column] as number) || 127) / 127;
  const steps = new Int8Array(values.length);
  for (let i = 0; i < values.length; i += 1) steps[i] = Math.round((values[i] as number) / (scales[i % columns] as number));
  return { values: steps, scales };
}
