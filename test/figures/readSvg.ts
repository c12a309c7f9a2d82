/** Reads a figure back: its texts with their boxes on the page, its paths, for structural assertions. */
import { DOMParser } from 'linkedom';

export interface TextBox {
  readonly text: string;
  readonly left: number;
  readonly right: number;
  readonly top: number;
  readonly bottom: number;
}

interface Node {
  readonly localName?: string;
  readonly childNodes: ArrayLike<Node>;
  readonly textContent: string;
  getAttribute?(name: string): string | null;
}

interface Frame {
  readonly x: number;
  readonly y: number;
  readonly turned: boolean;
  readonly size: number;
  readonly anchor: string;
}

function parse(svg: string): Node {
  return new DOMParser().parseFromString(svg, 'image/svg+xml') as unknown as Node;
}

function moved(frame: Frame, transform: string | null): Frame {
  let { x, y, turned } = frame;
  for (const [, name, args] of (transform ?? '').matchAll(/(\w+)\(([^)]*)\)/g)) {
    const [a = 0, b = 0] = args!.split(/[ ,]+/).map(Number);
    if (name === 'rotate') turned = true;
    else [x, y] = [x + a, y + b];
  }
  return { ...frame, x, y, turned };
}

/** Mean advance of DejaVu Sans' characters in labels, relative to the size of the type. */
const ADVANCE = 0.56;

/** Boxes of all texts, in page points, from the transforms above them and the mean advance of the font. */
export function textBoxes(svg: string): TextBox[] {
  const out: TextBox[] = [];
  const walk = (node: Node, above: Frame): void => {
    const get = (name: string) => node.getAttribute?.(name) ?? null;
    let frame = node.getAttribute ? moved(above, get('transform')) : above;
    const size = get('font-size');
    if (size !== null) frame = { ...frame, size: Number(size) };
    frame = { ...frame, anchor: get('text-anchor') ?? frame.anchor };
    if (node.localName === 'text') {
      const em = (value: string | null) =>
        value === null ? 0 : value.endsWith('em') ? Number.parseFloat(value) * frame.size : Number(value);
      const width = [...node.textContent].length * ADVANCE * frame.size;
      const from = frame.anchor === 'middle' ? -width / 2 : frame.anchor === 'end' ? -width : 0;
      const [u, v] = [em(get('x')), em(get('y'))];
      const across = { from: u + from, to: u + from + width };
      const along = { from: v - 0.72 * frame.size, to: v };
      const box = frame.turned
        ? {
            left: frame.x + along.from,
            right: frame.x + along.to,
            top: frame.y - across.to,
            bottom: frame.y - across.from,
          }
        : {
            left: frame.x + across.from,
            right: frame.x + across.to,
            top: frame.y + along.from,
            bottom: frame.y + along.to,
          };
      out.push({ text: node.textContent, ...box });
      return;
    }
    for (const child of Array.from(node.childNodes)) walk(child, frame);
  };
  walk(parse(svg), { x: 0, y: 0, turned: false, size: 7, anchor: 'start' });
  return out;
}

/** All texts in document order. */
export function texts(svg: string): string[] {
  return textBoxes(svg).map((box) => box.text);
}

/** Pairs of texts whose boxes overlap by more than half a point, and texts that leave the page. */
export function collisions(svg: string): string[] {
  const [, width, height] = /viewBox="0 0 ([\d.]+) ([\d.]+)"/.exec(svg)!.map(Number);
  const boxes = textBoxes(svg);
  const out = boxes
    .filter((b) => b.left < -0.5 || b.top < -0.5 || b.right > width! + 0.5 || b.bottom > height! + 0.5)
    .map((b) => `${b.text} leaves the page`);
  boxes.forEach((a, i) => {
    for (const b of boxes.slice(i + 1)) {
      const overlapX = Math.min(a.right, b.right) - Math.max(a.left, b.left);
      const overlapY = Math.min(a.bottom, b.bottom) - Math.max(a.top, b.top);
      if (overlapX > 0.5 && overlapY > 0.5) out.push(`${a.text} | ${b.text}`);
    }
  });
  return out;
}

/** The `d` of all paths that have the given attribute value. */
export function paths(svg: string, attribute: string, value: string): string[] {
  return [...svg.matchAll(/<path [^>]*>/g)]
    .map((m) => m[0])
    .filter((path) => path.includes(` ${attribute}="${value}"`))
    .map((path) => /(?:\s)d="([^"]*)"/.exec(path)?.[1] ?? '');
}

/** Numbers that no figure may contain. */
export const NOT_A_NUMBER = /NaN|Infinity|undefined/;
