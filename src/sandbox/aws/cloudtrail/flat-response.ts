import { isXmlList, type XmlObject, type XmlValue } from '../wire/xml.ts';
import { items } from './flat-fields.ts';

/** `responseElements` of the older EC2 actions, from the answer's body: `return` is `_return`, lists
 * are under `items`. */
export function flatResponse(requestId: string, body: XmlObject): object {
  const { return: succeeded, ...rest } = body;
  const flag = succeeded === undefined ? {} : { _return: succeeded };
  return { requestId, ...flag, ...fromObject(rest) };
}

function fromObject(body: XmlObject): object {
  const entries = Object.entries(body).flatMap(([name, value]) =>
    value === undefined ? [] : [[name, fromField(name, value)]],
  );
  return Object.fromEntries(entries);
}

/** The one list that real records hold under `item`, in answers only. */
const ODD_LIST = 'privateIpAddressesSet';

function fromField(name: string, value: XmlValue): unknown {
  if (name === ODD_LIST && isXmlList(value)) return { item: value.map(fromValue) };
  return fromValue(value);
}

function fromValue(value: XmlValue): unknown {
  if (typeof value !== 'object') return value;
  if (value instanceof Date) return value.getTime();
  return isXmlList(value) ? items(value.map(fromValue)) : fromObject(value);
}
