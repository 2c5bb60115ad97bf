import { invalidParameterValue, missingParameter, UnsupportedInSandbox } from './aws-error.ts';

const INTEGER = /^-?\d{1,9}$/;

/** One level of an EC2 query request (`IpPermissions.1.IpRanges.2.CidrIp=…`), read by name.
 * It remembers which fields were read, so that a handler that ignores a parameter is found out:
 * an emulator that overlooks one answers a question nobody asked. */
export class QueryParams {
  readonly #fields: ReadonlyMap<string, string>;
  readonly #prefix: string;
  readonly #read: Set<string>;

  constructor(fields: ReadonlyMap<string, string>, prefix = '', read = new Set<string>()) {
    this.#fields = fields;
    this.#prefix = prefix;
    this.#read = read;
  }

  text(name: string): string | undefined {
    const key = this.#prefix + name;
    this.#read.add(key);
    return this.#fields.get(key);
  }

  /** Throws `MissingParameter`. */
  requiredText(name: string): string {
    const value = this.text(name);
    if (value === undefined || value === '') throw missingParameter(name);
    return value;
  }

  /** Throws `InvalidParameterValue` for what is not a whole number. */
  integer(name: string): number | undefined {
    const value = this.text(name);
    if (value === undefined) return undefined;
    if (!INTEGER.test(value)) {
      throw invalidParameterValue(`Invalid value '${value}' for ${name}. Must be an integer.`);
    }
    return Number(value);
  }

  flag(name: string): boolean {
    return this.text(name) === 'true';
  }

  /** The scalars of `name.1`, `name.2` …, in order. */
  texts(name: string): readonly string[] {
    return this.#indexesOf(name).flatMap((index) => this.text(`${name}.${index}`) ?? []);
  }

  /** The structures of `name.1.*`, `name.2.*` …, in order. */
  list(name: string): readonly QueryParams[] {
    return this.#indexesOf(name).map((index) => this.child(`${name}.${index}`));
  }

  /** The structure under `name.*`; empty when nothing is there. */
  child(name: string): QueryParams {
    return new QueryParams(this.#fields, `${this.#prefix}${name}.`, this.#read);
  }

  has(name: string): boolean {
    const key = this.#prefix + name;
    return [...this.#fields.keys()].some((field) => field === key || field.startsWith(`${key}.`));
  }

  /** A reader of the same fields that counts its reads apart: for the CloudTrail record, which
   * repeats the request whether or not the handler looked at all of it. */
  afresh(): QueryParams {
    return new QueryParams(this.#fields, this.#prefix);
  }

  entries(): readonly (readonly [string, string])[] {
    return [...this.#fields];
  }

  /** Throws `UnsupportedSandboxParameter` naming every field that no one has read. */
  refuseUnread(action: string): void {
    const unread = [...this.#fields.keys()].filter((key) => !this.#read.has(key));
    if (unread.length > 0) {
      throw new UnsupportedInSandbox(`the parameter ${unread.join(', ')} of ${action}`);
    }
  }

  #indexesOf(name: string): readonly number[] {
    const start = `${this.#prefix}${name}.`;
    const indexes = [...this.#fields.keys()]
      .filter((key) => key.startsWith(start))
      .map((key) => Number(key.slice(start.length).split('.')[0]))
      .filter((index) => Number.isInteger(index));
    return [...new Set(indexes)].toSorted((a, b) => a - b);
  }
}
