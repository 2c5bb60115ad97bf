/** One thing that is wrong with a policy file: what was expected, what came, what to do. */
export interface PolicyProblem {
  readonly fileName: string;
  /** Counted from 1; 0 where the file as a whole is meant. */
  readonly line: number;
  readonly message: string;
}

/** A place in a policy file: the keys and list positions that lead to it from the top. */
export type Path = readonly (string | number)[];

/** A problem that knows its place by path, before that is turned into a line. */
export interface Complaint {
  readonly path: Path;
  readonly message: string;
}

/** `portcullis.yml:12: …`, the form that editors and terminals turn into a link. */
export function problemText({ fileName, line, message }: PolicyProblem): string {
  return line === 0 ? `${fileName}: ${message}` : `${fileName}:${line}: ${message}`;
}

/** `guards[0].approved.rdp[1]`: a place as people write it. */
export function pathText(path: Path): string {
  return path.reduce<string>((text, step) => {
    if (typeof step === 'number') return `${text}[${step}]`;
    return text === '' ? step : `${text}.${step}`;
  }, '');
}
