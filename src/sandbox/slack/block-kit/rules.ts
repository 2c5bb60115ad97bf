import { isRecord } from '../json.ts';
import type { Limit } from './limits.ts';

/** Where a block is shown: what is allowed differs. */
export type Surface = 'message' | 'modal' | 'home';

/** Something that Slack would refuse, and where: `pointer` is a JSON pointer into what was sent. */
export interface Problem {
  readonly pointer: string;
  readonly message: string;
}

/** Where a rule looks. */
export interface Place {
  readonly pointer: string;
  readonly surface: Surface;
}

/** Judges one value; no problems means that Slack would take it. */
export type Rule = (value: unknown, place: Place) => readonly Problem[];

export function problem(place: Place, message: string): readonly Problem[] {
  return [{ pointer: place.pointer, message }];
}

export function inside(place: Place, key: string | number): Place {
  return { ...place, pointer: `${place.pointer}/${key}` };
}

/** A string of one to `limit` characters. */
export function text(limit: Limit, minChars = 1): Rule {
  return (value, place) => {
    if (typeof value !== 'string') return problem(place, 'must be a string');
    if (value.length < minChars)
      return problem(place, `must be more than ${minChars - 1} characters`);
    if (value.length > limit.max) {
      return problem(place, `must be less than ${limit.max + 1} characters`);
    }
    return [];
  };
}

export const flag: Rule = (value, place) =>
  typeof value === 'boolean' ? [] : problem(place, 'must be a boolean');

/** A whole number between two bounds, both allowed. */
export function wholeNumber(min: number, max: number): Rule {
  return (value, place) => {
    const fits = Number.isInteger(value) && Number(value) >= min && Number(value) <= max;
    return fits ? [] : problem(place, `must be a whole number from ${min} to ${max}`);
  };
}

export function oneOf(...allowed: readonly string[]): Rule {
  return (value, place) =>
    allowed.some((one) => one === value)
      ? []
      : problem(place, `must be one of: ${allowed.join(', ')}`);
}

/** A list of one to `limit` items, each held to `rule`. */
export function list(limit: Limit, rule: Rule, minItems = 1): Rule {
  return (value, place) => {
    if (!Array.isArray(value)) return problem(place, 'must be an array');
    if (value.length < minItems) {
      return problem(place, `no fewer than ${minItems} items allowed`);
    }
    const tooMany =
      value.length > limit.max ? problem(place, `no more than ${limit.max} items allowed`) : [];
    return [...tooMany, ...value.flatMap((item, index) => rule(item, inside(place, index)))];
  };
}

export interface Fields {
  readonly required?: Readonly<Record<string, Rule>>;
  readonly optional?: Readonly<Record<string, Rule>>;
}

/** An object with exactly these fields. `type` is always allowed: `byType` looks at it. */
export function shape({ required = {}, optional = {} }: Fields): Rule {
  const rules = new Map(Object.entries({ ...optional, ...required }));
  return (value, place) => {
    if (!isRecord(value)) return problem(place, 'must be an object');
    const missing = Object.keys(required)
      .filter((name) => value[name] === undefined)
      .flatMap((name) => problem(place, `missing required field: ${name}`));
    const present = Object.entries(value).filter(([, field]) => field !== undefined);
    const wrong = present.flatMap(([name, field]) => {
      if (name === 'type') return [];
      const rule = rules.get(name);
      if (rule === undefined) return problem(place, `invalid additional property: ${name}`);
      return rule(field, inside(place, name));
    });
    return [...missing, ...wrong];
  };
}

/** An object whose `type` says which rule it is held to. */
export function byType(rules: Readonly<Record<string, Rule>>): Rule {
  const known = new Map(Object.entries(rules));
  return (value, place) => {
    if (!isRecord(value)) return problem(place, 'must be an object');
    const rule = known.get(String(value.type));
    if (rule === undefined) {
      return problem(inside(place, 'type'), `unsupported type: ${String(value.type)}`);
    }
    return rule(value, place);
  };
}

/** Both rules must hold. */
export function both(first: Rule, second: Rule): Rule {
  return (value, place) => [...first(value, place), ...second(value, place)];
}
