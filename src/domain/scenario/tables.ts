import { OTHER_TABLES } from './other-tables.ts';
import type { PortTable, PortTableName } from './port-table.ts';
import { SCENARIOS } from './scenarios.ts';

/** Every port table by its name. */
export const PORT_TABLES: Readonly<Record<PortTableName, PortTable>> = {
  ...SCENARIOS,
  ...OTHER_TABLES,
};
