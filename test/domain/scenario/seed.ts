import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

const FOLDER = fileURLToPath(new URL('../../../../shared/seeds/', import.meta.url));

/** Why a test that reads AWS's page is skipped; undefined where it is there. */
export const SEED_ABSENT = existsSync(FOLDER) ? undefined : `skipped: ${FOLDER} is absent`;

/** A row of a table as it stands on the page. */
export interface SeedRow {
  readonly protocol: string;
  readonly ports: string;
  readonly source: string;
  readonly type: string;
  readonly usage: string;
}

/** One of the four configurations of the page, cell by cell. */
export interface SeedScenario {
  readonly title: string;
  readonly supported: readonly string[];
  /** The lines of its note. */
  readonly notes: readonly string[];
  readonly inbound: readonly SeedRow[];
  readonly outbound: readonly SeedRow[];
}

/** The configurations of AWS's page on the network security of a Managed Microsoft AD, in its order. */
export function seedScenarios(): readonly SeedScenario[] {
  if (SEED_ABSENT !== undefined) return [];
  const name = readdirSync(FOLDER).find((each) => each.startsWith('000_')) ?? '';
  const page = readFileSync(`${FOLDER}${name}`, 'utf8').replaceAll('\\', '');
  return page.split('\n## ').slice(1).map(readScenario);
}

function readScenario(section: string): SeedScenario {
  const [head = '', rest = ''] = section.split('**Inbound Rules**');
  const [inbound = '', outbound = ''] = rest.split('**Outbound Rules**');
  const lines = head.split('\n').map((line) => line.trim());
  const notesAt = lines.indexOf('**Note**');
  return {
    title: (lines[0] ?? '').replace(/<.*/, ''),
    supported: lines.filter((line) => line.startsWith('+ ')).map((line) => line.slice(2)),
    notes: lines.slice(notesAt + 1).filter((line) => line !== ''),
    inbound: readTable(inbound),
    outbound: readTable(outbound),
  };
}

/** The rows of a table; none where it says "None.", anything else is an error. */
function readTable(text: string): readonly SeedRow[] {
  const rows = text.split('\n').filter((line) => line.startsWith('|'));
  if (rows.length === 0 && text.trim() !== 'None.') throw new Error(`No table in ${text}`);
  return rows.slice(2).map((row) => {
    const cells = row.split('|').slice(1, 6);
    const [protocol = '', ports = '', source = '', type = '', usage = ''] = cells.map((cell) =>
      cell.trim(),
    );
    return { protocol, ports, source, type, usage };
  });
}
