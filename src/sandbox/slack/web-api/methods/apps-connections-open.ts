import type { Method } from '../method.ts';

export const appsConnectionsOpen: Method = {
  name: 'apps.connections.open',
  token: 'app',
  scopes: ['connections:write'],
  args: [],
  run: ({ openConnection }) => ({ url: openConnection() }),
};
