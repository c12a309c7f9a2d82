import { describe, expect, test } from 'vitest';
import { canonicalJson } from '../../../src/io/hash.ts';
import { parseStudy } from '../../../src/study/load.ts';
import { kernelRecipe, studyFromRecipe } from '../../../src/study/recipe.ts';
import { changed, smallStudy } from './helpers.ts';

const recipeOf = async (study: unknown) => kernelRecipe(await parseStudy(JSON.stringify(study), 's.json'));
const textOf = async (study: unknown) => canonicalJson(await recipeOf(study));

describe('a kernel recipe', () => {
  test('makes a study with the same recipe and the same kernels', async () => {
    const study = await parseStudy(JSON.stringify(smallStudy()), 's.json');
    const recipe = JSON.parse(JSON.stringify(kernelRecipe(study)));
    const again = await studyFromRecipe(recipe, 'again', 'set/kernel.json');
    expect(canonicalJson(kernelRecipe(again))).toBe(canonicalJson(recipe));
    const { radius: _radius, ...cell } = study.kernels!.cells[0];
    expect(again.kernels).toEqual({ ...study.kernels, cells: [cell] });
  });

  test.each<[string, (s: any) => void]>([
    ['the name', (s) => (s.name = 'other')],
    ['the dynamics', (s) => delete s.dynamics],
    ['probes and head', (s) => delete s.probes && delete s.head],
    ['the name of a set', (s) => (s.kernels.set = 'x')],
    ['the radius of a population', (s) => (s.kernels.cells.E.radius = 99)],
    ['a population without pathways', (s) => (s.populations.T = { size: 3 })],
    ['defaults written out', (s) => (s.kernels.solver = 'exact')],
    ['the order of connections', (s) => (s.kernels.connections = s.kernels.connections.toReversed())],
    [
      'the way a constant is written',
      (s) => (s.kernels.connections[1].delay = { distribution: 'constant', value: 1 }),
    ],
  ])('does not depend on %s', async (_what, change) => {
    expect(await textOf(changed(change))).toBe(await textOf(smallStudy()));
  });

  test('does not depend on where depths are counted from', async () => {
    const study = smallStudy();
    study.kernels.connections[1].placement = { sections: ['soma', 'dend'] };
    const mirrored = structuredClone(study);
    mirrored.depth_axis = 'down';
    mirrored.kernels.cells.E.depth = -10;
    mirrored.kernels.connections[0].placement.layers[0].depth.mean = -200;
    expect(await textOf(mirrored)).toBe(await textOf(study));
  });

  test.each<[string, (s: any) => void]>([
    ['a size', (s) => (s.populations.I.size = 21)],
    ['the time step', (s) => (s.kernels.dt = s.dynamics.dt = 0.25)],
    ['the solver', (s) => (s.kernels.solver = 'nrn')],
    ['a rate', (s) => (s.kernels.rates.values.I = 6)],
    ['the spread in depth', (s) => (s.kernels.cells.E.depth_sd = 51)],
    ['a weight', (s) => (s.kernels.connections[1].synapse.weight = 2e-3)],
    ['a point of the morphology', (s) => (s.kernels.cells.E.morphology.sections[2].points[1][2] = 301)],
  ])('depends on %s', async (_what, change) => {
    expect(await textOf(changed(change))).not.toBe(await textOf(smallStudy()));
  });

  test('ignores rates where synapses do not load the membrane', async () => {
    const off = (rate: number) =>
      changed((s) => {
        s.kernels.effective_conductance = false;
        s.kernels.rates.values.E = rate;
      });
    expect(await textOf(off(1))).toBe(await textOf(off(2)));
  });

  test('needs kernels, and a format that this version knows', async () => {
    const bare = await parseStudy(
      '{"name": "n", "depth_axis": "up", "populations": {"E": {"size": 1}}}',
      's.json',
    );
    expect(() => kernelRecipe(bare)).toThrow('s.json: kernels: missing; there is no recipe without it');
    for (const bad of [{ ...(await recipeOf(smallStudy())), format: 99 }, {}, null])
      await expect(studyFromRecipe(bad, 'x', 'set/kernel.json')).rejects.toThrow(
        /^set\/kernel\.json: format: expected a kernel recipe of format 1, but received (99|undefined)/,
      );
  });
});
