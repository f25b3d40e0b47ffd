import type { Plugin } from 'vite';

interface Limit {
  /** Ends of the module paths that are loaded on the way to what is shown first, beside the entry. */
  routes: readonly string[];
  maxGzipBytes: number;
}

interface Chunk {
  type: 'chunk';
  fileName: string;
  code: string;
  isEntry: boolean;
  facadeModuleId: string | null;
  imports: string[];
  dynamicImports: string[];
  viteMetadata?: { importedCss: Set<string> };
}

/** Fails the build when what the first page needs, scripts and styles together, is larger than the limit; prints the size when it is not. */
export function limitFirstRoute({ routes, maxGzipBytes }: Limit): Plugin {
  return {
    name: 'limit-first-route',
    apply: 'build',
    async writeBundle(_, bundle) {
      const chunks = new Map<string, Chunk>();
      for (const [name, file] of Object.entries(bundle)) if (file.type === 'chunk') chunks.set(name, file as unknown as Chunk);
      const roots = [...chunks.values()].filter(
        ({ isEntry, facadeModuleId }) => isEntry || routes.some((route) => facadeModuleId?.endsWith(route)),
      );
      if (roots.length !== routes.length + 1) this.error(`Not every one of ${routes.join(', ')} was built as a chunk.`);
      const needed = new Set<string>();
      const styles = new Set<string>();
      const visit = (name: string) => {
        const chunk = chunks.get(name);
        if (chunk === undefined || needed.has(name)) return;
        needed.add(name);
        for (const css of chunk.viteMetadata?.importedCss ?? []) styles.add(css);
        for (const other of chunk.imports) visit(other);
      };
      for (const { fileName } of roots) visit(fileName);
      let bytes = 0;
      for (const name of needed) bytes += await gzipBytes(chunks.get(name)?.code ?? '');
      for (const name of styles) {
        const file = bundle[name];
        if (file?.type === 'asset') bytes += await gzipBytes(String(file.source));
      }
      const sizes = `${(bytes / 1000).toFixed(0)} kB of ${(maxGzipBytes / 1000).toFixed(0)} kB (gzip)`;
      if (bytes > maxGzipBytes) this.error(`The first route is too large: ${sizes}.`);
      console.log(`First route: ${sizes} in ${needed.size} scripts and ${styles.size} styles.`);
    },
  };
}

async function gzipBytes(text: string): Promise<number> {
  const stream = new Blob([text]).stream().pipeThrough(new CompressionStream('gzip'));
  return (await new Response(stream).arrayBuffer()).byteLength;
}
