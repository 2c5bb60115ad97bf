import { mkdir, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { parseArgs } from 'node:util';
import { gzipSync } from 'node:zlib';
import { backgroundRecord } from './archive/background.ts';
import { createRandom, type Random } from './archive/random.ts';
import { type Step, story, type Truth } from './archive/stories.ts';

/** What to make. */
export interface ArchiveOptions {
  /** Where: the folder is made, with `AWSLogs` and `truth.ndjson` in it. */
  readonly folder: string;
  /** About how many bytes of JSON, unpacked. */
  readonly bytesCount: number;
  readonly seed: number;
  /** How many security groups have a story of two to four records each. */
  readonly storiesCount: number;
}

/** What was made. */
export interface GeneratedArchive {
  readonly logsFolder: string;
  readonly truthPath: string;
  readonly filesCount: number;
  readonly recordsCount: number;
  readonly bytesCount: number;
  readonly packedBytesCount: number;
}

const ACCOUNT_IDS = ['111122223333', '222233334444', '333344445555', '044455556666'];
const REGIONS = ['eu-central-1', 'us-east-1', 'ap-southeast-2'];

/** The quarter that the archive covers. */
const FROM = Date.UTC(2026, 2, 1);
const DAYS_COUNT = 90;
const DAY_MS = 24 * 60 * 60 * 1000;
/** Before the end of the quarter in which the last story begins, so that it can end. */
const LAST_STORY_DAYS = 10;

/** About the size of a busy account's log file, in bytes of JSON. */
const FILE_BYTES = 2_600_000;

/** One file in so many brings a record late or twice. */
const LATE_EVERY = 20;
const TWICE_EVERY = 30;

/** Makes an archive as CloudTrail leaves it in S3: a tree by account, Region and day of gzip files
 * whose records are not in order, some late, some twice, digest files beside. The same options make
 * the same bytes. Beside it a truth file: what a replay with `--assume-guarded windows` must say. */
export async function generateArchive(options: ArchiveOptions): Promise<GeneratedArchive> {
  const random = createRandom(options.seed);
  const streams = ACCOUNT_IDS.flatMap((accountId) =>
    REGIONS.map((region) => ({ accountId, region, steps: [] as Step[] })),
  );
  for (let i = 0; i < options.storiesCount; i += 1) {
    const stream = streams[i % streams.length];
    const day = random.below(DAYS_COUNT - LAST_STORY_DAYS);
    const at = FROM + day * DAY_MS + random.below(86_400) * 1000;
    if (stream !== undefined) stream.steps.push(...story(random, { ...stream, at }));
  }
  const files = createFiles(options.folder);
  for (const stream of streams) {
    await writeStream(stream, options.bytesCount / streams.length, random, files);
  }
  const truths = streams.flatMap(({ steps }) => steps.flatMap(({ truth }) => truth ?? []));
  const truthPath = join(options.folder, 'truth.ndjson');
  await writeFile(truthPath, truths.map((truth: Truth) => `${JSON.stringify(truth)}\n`).join(''));
  return { logsFolder: join(options.folder, 'AWSLogs'), truthPath, ...files.sum };
}

/** The files of one account in one Region. */
interface Stream {
  readonly accountId: string;
  readonly region: string;
  readonly steps: readonly Step[];
}

async function writeStream(
  stream: Stream,
  bytesCount: number,
  random: Random,
  files: ReturnType<typeof createFiles>,
): Promise<void> {
  const filesCount = Math.max(2, Math.round(bytesCount / FILE_BYTES));
  const stepMs = (DAYS_COUNT * DAY_MS) / filesCount;
  let left = stream.steps.toSorted((a, b) => a.at - b.at);
  let held: readonly Step[] = [];
  for (let i = 1; i <= filesCount; i += 1) {
    const isLast = i === filesCount;
    const until = FROM + i * stepMs;
    const due = left.filter(({ at }) => at < until || isLast);
    left = left.filter(({ at }) => at >= until && !isLast);
    const late = due.filter(() => !isLast && random.below(LATE_EVERY) === 0);
    const now = [...held, ...due.filter((step) => !late.includes(step))];
    held = [...late, ...now.filter(() => !isLast && random.below(TWICE_EVERY) === 0)];
    const texts = backgroundTexts(random, stream, until, bytesCount / filesCount);
    for (const { record } of now) {
      texts.splice(random.below(texts.length + 1), 0, JSON.stringify(record));
    }
    await files.write(stream, until, random.hex(16), texts);
  }
  await files.writeDigest(stream);
}

function backgroundTexts(
  random: Random,
  { accountId, region }: Stream,
  until: number,
  bytesCount: number,
): string[] {
  const texts: string[] = [];
  const target = bytesCount * (0.5 + random.below(1000) / 1000);
  for (let size = 0; size < target; ) {
    const at = until - random.below(600) * 1000;
    const text = JSON.stringify(backgroundRecord(random, { accountId, region, at }));
    texts.push(text);
    size += text.length + 1;
  }
  return texts;
}

/** Writes files where S3 has them, and counts. */
function createFiles(folder: string) {
  const sum = { filesCount: 0, recordsCount: 0, bytesCount: 0, packedBytesCount: 0 };
  const put = async (path: string, text: string) => {
    const packed = gzipSync(text);
    await mkdir(dirname(path), { recursive: true });
    await writeFile(path, packed);
    return packed.length;
  };
  const write = async (stream: Stream, at: number, id: string, texts: readonly string[]) => {
    const { accountId, region } = stream;
    const text = `{"Records":[${texts.join(',')}]}`;
    const stamp = new Date(at).toISOString().replace(/[-:]/g, '').slice(0, 13);
    const name = `${accountId}_CloudTrail_${region}_${stamp}Z_${id}.json.gz`;
    sum.packedBytesCount += await put(
      join(dayFolder(folder, 'CloudTrail', stream, at), name),
      text,
    );
    sum.filesCount += 1;
    sum.recordsCount += texts.length;
    sum.bytesCount += Buffer.byteLength(text);
  };
  const writeDigest = async (stream: Stream) => {
    const name = `${stream.accountId}_CloudTrail-Digest_${stream.region}_trail_20260301T000000Z.json.gz`;
    const path = join(dayFolder(folder, 'CloudTrail-Digest', stream, FROM), name);
    await put(path, JSON.stringify({ digestS3Bucket: 'trail', logFiles: [] }));
  };
  return { sum, write, writeDigest };
}

function dayFolder(
  folder: string,
  kind: string,
  { accountId, region }: Stream,
  at: number,
): string {
  const [year = '', month = '', day = ''] = new Date(at).toISOString().slice(0, 10).split('-');
  return join(folder, 'AWSLogs', accountId, kind, region, year, month, day);
}

/** `node bench/generate-archive.ts --folder out --mb 1000 --seed 1` */
async function main(): Promise<void> {
  const { values } = parseArgs({
    options: {
      folder: { type: 'string' },
      mb: { type: 'string', default: '1000' },
      seed: { type: 'string', default: '1' },
      stories: { type: 'string', default: '300' },
    },
  });
  if (values.folder === undefined) throw new Error('Expected --folder, where the archive goes');
  const made = await generateArchive({
    folder: values.folder,
    bytesCount: Number(values.mb) * 1e6,
    seed: Number(values.seed),
    storiesCount: Number(values.stories),
  });
  console.log(JSON.stringify(made, null, 2));
}

if (import.meta.main) await main();
