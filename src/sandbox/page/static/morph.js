// Takes over a new version of a part of the page, keeping the elements that are there already.

/** If the focused element goes away, what it stood in gets the focus: nobody is thrown to the top. */
export function keepingFocus(change) {
  const focused = document.activeElement;
  const around = [];
  for (let node = focused; node; node = node.parentElement) around.push(node);
  change();
  if (!focused || focused === document.body || focused.isConnected) return;
  around
    .find((node) => node.isConnected && node.matches('[tabindex], dialog'))
    ?.focus({ preventScroll: true });
}

/** Makes the children of `from` those of `to`, keeping the elements that are there already. */
export function morphChildren(from, to) {
  const keys = new Set([...to.children].map(keyOf).filter(Boolean));
  for (const child of [...from.children]) {
    if (keyOf(child) && !keys.has(keyOf(child))) child.remove();
  }
  const kept = new Map([...from.children].map((child) => [keyOf(child), child]));
  let cursor = from.firstChild;
  for (const wanted of [...to.childNodes]) {
    const key = keyOf(wanted);
    const match = key ? kept.get(key) : isAlike(cursor, wanted) ? cursor : undefined;
    if (!match) {
      from.insertBefore(wanted, cursor);
      continue;
    }
    if (match === cursor) cursor = cursor.nextSibling;
    else from.insertBefore(match, cursor);
    morphNode(match, wanted);
  }
  while (cursor) {
    const next = cursor.nextSibling;
    cursor.remove();
    cursor = next;
  }
}

function morphNode(from, to) {
  if (from.nodeType !== Node.ELEMENT_NODE) {
    if (from.data !== to.data) from.data = to.data;
    return;
  }
  // Whether something is unfolded or shown is for the person to say.
  const isOwn = ({ name }) => name !== 'open';
  for (const { name } of [...from.attributes].filter(isOwn)) {
    if (!to.hasAttribute(name)) from.removeAttribute(name);
  }
  for (const { name, value } of [...to.attributes].filter(isOwn)) {
    if (from.getAttribute(name) !== value) from.setAttribute(name, value);
  }
  morphChildren(from, to);
}

const keyOf = (node) => node.dataset?.key;

function isAlike(one, other) {
  return one && one.nodeName === other.nodeName && !keyOf(one) && !keyOf(other);
}
