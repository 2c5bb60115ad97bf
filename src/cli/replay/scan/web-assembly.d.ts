/** The part of the WebAssembly interface that is used here. TypeScript has it in its library for
 * browsers only, with everything else of them. Source: WebAssembly JavaScript Interface. */
declare const WebAssembly: {
  readonly Module: new (bytes: Uint8Array) => object;
  readonly Instance: new (
    module: object,
  ) => {
    readonly exports: Readonly<Record<string, unknown>>;
  };
};
