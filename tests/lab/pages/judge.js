// Holds a result to the policy's lists and to the case's words. It knows neither the filter nor how it decides: what it judges
// by are the lists and the browser's own parser of addresses.

const get = (owner, name) => Object.getOwnPropertyDescriptor(owner, name).get;
// Asked of the prototypes, so that no element can answer for another.
const typeOf = get(Node.prototype, 'nodeType');
const dataOf = get(CharacterData.prototype, 'data');
const nameOf = get(Element.prototype, 'localName');
const spaceOf = get(Element.prototype, 'namespaceURI');
const attributesOf = get(Element.prototype, 'attributes');
const getAttribute = Element.prototype.getAttribute;
const shadowOf = get(Element.prototype, 'shadowRoot');

const XHTML = 'http://www.w3.org/1999/xhtml';
const VOID = new Set(['br', 'hr', 'wbr', 'source']);
/** Elements that part words. */
const PARTS = new Set('p br div h2 h3 li td th tr dd dt summary figcaption blockquote caption pre'.split(' '));

const escaped = (text) => text.replace(/[&<>"]/g, (sign) => ({ '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;' })[sign]);

/** A result as markup and as visible text, with what is wrong with its nodes. */
export function read(container, policy) {
  const result = { markup: '', text: '', faults: [] };
  const walker = document.createTreeWalker(container, NodeFilter.SHOW_ALL);
  const open = [];
  let node = walker.firstChild();
  while (node) {
    if (typeOf.call(node) === Node.TEXT_NODE) {
      const text = dataOf.call(node);
      result.markup += escaped(text);
      result.text += text;
    } else if (node instanceof Element) {
      readElement(node, policy, result);
    } else {
      result.faults.push(`a node of the kind ${typeOf.call(node)}`);
    }
    const child = node instanceof Element ? walker.firstChild() : null;
    if (child) {
      open.push(node);
      node = child;
      continue;
    }
    close(node, result);
    for (;;) {
      const sibling = walker.nextSibling();
      if (sibling) {
        node = sibling;
        break;
      }
      if (!open.length) return result;
      walker.parentNode();
      close(open.pop(), result);
    }
  }
  return result;
}

function close(node, result) {
  if (!(node instanceof Element)) return;
  const name = nameOf.call(node);
  if (!VOID.has(name)) result.markup += `</${name}>`;
  if (PARTS.has(name)) result.text += ' ';
}

function readElement(element, policy, result) {
  const name = nameOf.call(element);
  const attributes = policy.elements[name];
  result.markup += `<${name}`;
  if (PARTS.has(name)) result.text += ' ';
  if (spaceOf.call(element) !== XHTML || !attributes) result.faults.push(`<${name}> of ${spaceOf.call(element)}`);
  if (shadowOf.call(element)) result.faults.push(`a shadow root in <${name}>`);
  for (const attribute of attributesOf.call(element)) {
    const { name: key, value } = attribute;
    result.markup += ` ${key}="${escaped(value)}"`;
    const known = attributes?.includes(key) && attribute.namespaceURI === null;
    if (!known || !allows(key, value, policy)) result.faults.push(`<${name} ${key}="${value.slice(0, 100)}">`);
  }
  result.markup += '>';
  const told = ['rel', 'target'].map((key) => getAttribute.call(element, key)).join(' ');
  if (name === 'a' && leaves(element) && told !== 'noopener noreferrer external _blank') {
    result.faults.push(`a link that leaves the site says "${told}"`);
  }
}

/** Whether a link leads to a page of another host. */
function leaves(link) {
  const address = getAttribute.call(link, 'href');
  if (!/^https?:$/.test(schemeOf(address ?? ''))) return false;
  return new URL(address, document.baseURI).origin !== location.origin;
}

const isNumber = (value) => /^\d{1,9}$/.test(value);
const isWhole = (value) => /^-?\d{1,9}$/.test(value);

/** How a value must look, by the attribute's name. */
const VALUES = {
  class: (value) => ['card', 'center', 'right', 'inline'].includes(value),
  colspan: isNumber,
  controls: (value) => value === '',
  'data-from': (value, policy) => value.split(' ').every((address) => policy.media.includes(schemeOf(address))),
  'data-lang': (value) => /^[a-z0-9+\-#_.]{1,20}$/.test(value),
  'data-poster': (value, policy) => policy.media.includes(schemeOf(value)),
  dir: (value) => ['ltr', 'rtl', 'auto'].includes(value),
  height: isNumber,
  href: (value, policy) => value.startsWith('#r-') || policy.links.includes(schemeOf(value)),
  id: (value) => /^r-[^\s]+$/.test(value),
  lang: (value) => /^[a-z0-9-]{1,35}$/i.test(value),
  loop: (value) => value === '',
  open: (value) => value === '',
  preload: (value) => value === 'none',
  rel: (value) => value === 'noopener noreferrer external',
  reversed: (value) => value === '',
  role: (value) => value === 'img',
  rowspan: isNumber,
  src: (value, policy) => policy.media.includes(schemeOf(value)),
  start: isWhole,
  target: (value) => value === '_blank',
  value: isWhole,
  width: isNumber,
};

const allows = (key, value, policy) => (VALUES[key]?.(value, policy) ?? value.length < 2000) && value.length < 70000;

/** As the browser would follow it from this page. */
function schemeOf(address) {
  try {
    return new URL(address, document.baseURI).protocol;
  } catch {
    return 'no address';
  }
}

const plain = (text) => text.replace(/\s+/g, ' ').trim();

/** What is wrong with a result, in words. */
export function faultsOf(attack, result) {
  const faults = [...result.faults];
  const lower = result.markup.toLowerCase();
  for (const never of attack.never) {
    if (lower.includes(never.toLowerCase())) faults.push(`${JSON.stringify(never)} stands in the result`);
  }
  const text = plain(result.text);
  for (const remains of attack.remains) {
    if (!text.includes(plain(remains))) faults.push(`${JSON.stringify(remains)} is lost`);
  }
  for (const keeps of attack.keeps) {
    if (!result.markup.includes(keeps)) faults.push(`${JSON.stringify(keeps)} is not kept`);
  }
  return faults;
}
