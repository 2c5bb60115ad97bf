/** The root of the checkout: where the manifest and the product are. */
export const REPOSITORY = new URL('../../../', import.meta.url);
