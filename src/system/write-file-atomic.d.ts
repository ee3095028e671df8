/** The package ships no types; this is the part that naar uses. */
declare module 'write-file-atomic' {
  // biome-ignore lint/style/noDefaultExport: the package exports its function this way.
  export default function writeFileAtomic(
    path: string,
    data: string,
    options: { readonly mode: number },
  ): Promise<void>;
}
