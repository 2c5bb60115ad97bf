// The house's walls. A rule's comment says why the wall stands; `npm run deps` holds it.
// TypeScript is parsed with swc: under TypeScript 7 the cruiser reads no TypeScript by itself
// and would pass on nothing, which is why the last line of `npm run deps` counts the modules.
const ADAPTERS = ['cloudtrail', 'aws', 'slack', 'store', 'http', 'system'];

/** @type {import('dependency-cruiser').IConfiguration} */
export default {
  forbidden: [
    {
      name: 'domain-is-pure',
      comment:
        'The core is proved by tests that need nothing but its arguments: no I/O, no SDK, no clock.',
      severity: 'error',
      from: { path: '^src/domain/' },
      to: { pathNot: ['^src/domain/', '^node_modules/ip-address/', '^(node:)?crypto$'] },
    },
    {
      name: 'only-the-hash-uses-crypto',
      comment: 'SHA-256 is a pure function; randomness, in the same module, is not.',
      severity: 'error',
      from: { path: '^src/domain/', pathNot: '^src/domain/hash\\.ts$' },
      to: { path: '^(node:)?crypto$' },
    },
    {
      name: 'only-cidr-parses-addresses',
      comment: 'One parser decides what an address text means.',
      severity: 'error',
      from: { path: '^src/', pathNot: '^src/domain/net/' },
      to: { path: '^node_modules/ip-address/' },
    },
    {
      name: 'app-knows-no-adapter',
      comment:
        'Use cases speak to the world through ports.ts, so that each is tested with any twin.',
      severity: 'error',
      from: { path: '^src/app/' },
      to: { pathNot: ['^src/app/', '^src/domain/'] },
    },
    ...ADAPTERS.map((name) => ({
      name: `adapter-${name}-stands-alone`,
      comment:
        'An adapter translates one outside world; two that know each other cannot be replaced.',
      severity: 'error',
      from: { path: `^src/adapters/${name}/` },
      to: {
        path: '^src/',
        pathNot: [`^src/adapters/${name}/`, '^src/app/ports\\.ts$', '^src/domain/'],
      },
    })),
    {
      name: 'config-knows-the-domain-only',
      comment: 'Configuration is read before anything runs.',
      severity: 'error',
      from: { path: '^src/config/' },
      to: { path: '^src/', pathNot: ['^src/config/', '^src/domain/'] },
    },
    {
      name: 'only-compose-knows-everybody',
      comment:
        'One place wires the service, so that one place is read to know how it hangs together.',
      severity: 'error',
      from: { path: '^src/(app|domain|adapters|config)/' },
      to: { path: '^src/(compose|main)\\.ts$|^src/cli/' },
    },
    {
      name: 'sandbox-never-in-production',
      comment:
        'The emulators answer every call as if it had worked: nothing in the product may reach them.',
      severity: 'error',
      from: { path: '^src/', pathNot: '^src/sandbox/' },
      to: { path: '^src/sandbox/' },
    },
    {
      name: 'sandbox-emulates-from-outside',
      comment:
        'An emulator that shares code with the product shares its mistakes: only address text is common.',
      severity: 'error',
      from: { path: '^src/sandbox/' },
      to: { path: '^src/', pathNot: ['^src/sandbox/', '^src/domain/net/'] },
    },
    {
      name: 'no-cycles',
      comment: 'A cycle is one room with two doors: say which of the two knows the other.',
      severity: 'error',
      from: {},
      to: { circular: true },
    },
    {
      name: 'no-dev-dependencies',
      comment: 'The image is installed with --omit=dev.',
      severity: 'error',
      from: { path: '^src/', pathNot: '^src/sandbox/' },
      to: { dependencyTypes: ['npm-dev'] },
    },
  ],
  options: {
    parser: 'swc',
    doNotFollow: { path: 'node_modules' },
    tsPreCompilationDeps: true,
    enhancedResolveOptions: {
      extensions: ['.ts', '.js'],
      exportsFields: ['exports'],
      conditionNames: ['import', 'node', 'types'],
    },
  },
};
