import { describe, expect, it } from 'vitest';
import { DataFileError, ParameterError } from '../../../src/errors.ts';
import type { Morphology } from '../../../src/morphology/morphology.ts';
import { readMorphologyJson, writeMorphologyJson } from '../../../src/morphology/morphologyJson.ts';

const morphology: Morphology = {
  sections: [
    {
      name: 'tip',
      parent: 'soma',
      parentX: 0.25,
      type: 'tuft',
      childEnd: 1,
      wire: [0, 0, 5],
      points: [
        [0, 3, 5, 1],
        [0, 1 / 3, 50, 0.1],
      ],
      arc: [0, 45.1],
    },
    {
      name: 'soma',
      points: [
        [0, 0, 0, 20],
        [0, 0, 20, 20],
      ],
    },
  ],
};

describe('morphologies as JSON', () => {
  it('come back as they were', () => {
    const text = writeMorphologyJson(morphology);
    expect(readMorphologyJson(text)).toEqual(morphology);
    // Snake case, as in study files; a line for each section.
    expect(JSON.parse(text).sections[0]).toMatchObject({ parent_x: 0.25, child_end: 1 });
    expect(text.trimEnd().split('\n')).toHaveLength(4);
  });

  it('are not written if malformed', () => {
    expect(() => writeMorphologyJson({ sections: [] })).toThrow(ParameterError);
  });

  const section = {
    name: 's',
    points: [
      [0, 0, 0, 1],
      [0, 0, 9, 1],
    ],
  };
  it.each<[string, unknown, string]>([
    ['a list', [], 'f: file: Expected {"sections": [ … ]}, but received []'],
    ['another key', { sections: [section], units: 'um' }, 'f: file: Expected {"sections": [ … ]}'],
    [
      'a section that is none',
      { sections: [7] },
      'f: sections[0]: Expected an object with name and points, but received 7',
    ],
    [
      'a misspelt key',
      { sections: [{ ...section, parentX: 1 }] },
      'f: sections[0].parentX: Expected one of name, points, type, parent, parent_x, child_end, wire, arc as key, but received "parentX"',
    ],
    ['no name', { sections: [{ points: [] }] }, 'f: sections[0].name: Expected a name, but received nothing'],
    [
      'a point of three',
      {
        sections: [
          {
            name: 's',
            points: [
              [0, 0, 0, 1],
              [0, 0, 1],
            ],
          },
        ],
      },
      'f: sections[0].points[1]: Expected x, y, z and a diameter, but received [0,0,1]',
    ],
    [
      'a point with null',
      { sections: [{ name: 's', points: [[0, 0, null, 1]] }] },
      'f: sections[0].points[0]: Expected x, y, z and a diameter',
    ],
    [
      'a wire of two',
      { sections: [{ ...section, wire: [0, 0] }] },
      'f: sections[0].wire: Expected x, y, z, but received [0,0]',
    ],
    [
      'an end that is none',
      { sections: [{ ...section, child_end: 2 }] },
      'f: sections[0].child_end: Expected 0 or 1, but received 2',
    ],
    ['no sections', { sections: [] }, 'f: sections: Expected at least one section, but received "none"'],
    [
      'an unknown parent',
      { sections: [{ ...section, parent: 'x' }] },
      'f: sections[0].parent: Expected the name of a section, but received "x"',
    ],
  ])('refuse %s', (_, value, message) => {
    expect(() => readMorphologyJson(JSON.stringify(value), { file: 'f' })).toThrow(DataFileError);
    expect(() => readMorphologyJson(JSON.stringify(value), { file: 'f' })).toThrow(message);
  });

  it('say where the JSON breaks off', () => {
    expect(() => readMorphologyJson('{\n"sections": [\n{"name" 7}\n]}', { file: 'f' })).toThrow(
      /^f:3: Expected JSON, but /,
    );
    expect(() => readMorphologyJson('{\n"sections": [\n{"name": }\n]}', { file: 'f' })).toThrow(
      /^f: Expected JSON, but .*"name": }/,
    );
    expect(() => readMorphologyJson('', { file: 'f' })).toThrow(/^f: Expected JSON, but /);
  });
});
