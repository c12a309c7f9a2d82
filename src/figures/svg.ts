/**
 * The few SVG operations that all figures share: a document without a browser (linkedom), elements, paths with short
 * coordinates, and text with subscripts. Output depends on the input alone: no ids, no dates, no random numbers.
 */
import { DOMParser } from 'linkedom';
import { INK, TYPE } from './style.ts';

/** What the figures use of an SVG element. */
export interface SvgNode {
  setAttribute(name: string, value: string): void;
  getAttribute(name: string): string | null;
  appendChild(child: SvgNode): unknown;
  textContent: string | null;
  readonly outerHTML: string;
  readonly childNodes: ArrayLike<SvgNode>;
  readonly localName?: string;
}

/** What the figures use of a document; Observable Plot receives the same one. */
export interface SvgDocument {
  createElementNS(namespace: string, name: string): SvgNode;
}

/** Attributes of an element; numbers are written with at most two decimals, `undefined` is left out. */
export type Attributes = Readonly<Record<string, string | number | undefined>>;

const NAMESPACE = 'http://www.w3.org/2000/svg';

/** A fresh document for one figure. */
export function newDocument(): SvgDocument {
  const empty = `<svg xmlns="${NAMESPACE}"></svg>`;
  return new DOMParser().parseFromString(empty, 'image/svg+xml') as unknown as SvgDocument;
}

/** A number as short text, at most two decimals (1/100 pt, far below what can be seen). */
export function short(value: number): string {
  const rounded = Math.round(value * 100) / 100;
  return rounded === 0 ? '0' : String(rounded);
}

/** An SVG element with attributes and children. */
export function element(
  document: SvgDocument,
  name: string,
  attributes: Attributes = {},
  children: readonly SvgNode[] = [],
): SvgNode {
  const node = document.createElementNS(NAMESPACE, name);
  for (const [key, value] of Object.entries(attributes))
    if (value !== undefined) node.setAttribute(key, typeof value === 'number' ? short(value) : value);
  for (const child of children) node.appendChild(child);
  return node;
}

/** A group moved by (x, y) pt. */
export function group(
  document: SvgDocument,
  children: readonly SvgNode[],
  x = 0,
  y = 0,
  attributes: Attributes = {},
): SvgNode {
  const transform = x === 0 && y === 0 ? undefined : `translate(${short(x)},${short(y)})`;
  return element(document, 'g', { transform, ...attributes }, children);
}

/** The path through (x[i], y[i]); points that are not finite interrupt the line. */
export function linePath(x: ArrayLike<number>, y: ArrayLike<number>): string {
  let d = '';
  let command = 'M';
  for (let i = 0; i < x.length; i++) {
    if (!Number.isFinite(x[i]) || !Number.isFinite(y[i])) {
      command = 'M';
      continue;
    }
    d += `${command}${short(x[i])},${short(y[i])}`;
    command = 'L';
  }
  return d;
}

/** A stroked, unfilled path. */
export function stroke(
  document: SvgDocument,
  d: string,
  color: string,
  width: number,
  attributes: Attributes = {},
): SvgNode {
  return element(document, 'path', { d, fill: 'none', stroke: color, 'stroke-width': width, ...attributes });
}

/**
 * Text whose `_{...}` parts are subscripts, e.g. `P_{z} (nA·m)`; anchored at its start, black and of label size
 * unless the attributes say otherwise.
 */
export function label(
  document: SvgDocument,
  content: string,
  x: number,
  y: number,
  attributes: Attributes = {},
): SvgNode {
  const size = Number(attributes['font-size'] ?? TYPE.label);
  const node = element(document, 'text', {
    x,
    y,
    'font-size': size,
    fill: INK.text,
    'text-anchor': 'start',
    ...attributes,
  });
  const parts = content.split(/_\{([^}]*)\}/);
  if (parts.length === 1) {
    node.textContent = content;
    return node;
  }
  parts.forEach((part, i) => {
    if (part === '') return;
    const subscript = i % 2 === 1;
    const dy = subscript ? 0.22 * size : i > 0 ? -0.22 * size : undefined;
    const span = element(document, 'tspan', { dy, 'font-size': subscript ? 0.75 * size : undefined });
    span.textContent = part;
    node.appendChild(span);
  });
  return node;
}
