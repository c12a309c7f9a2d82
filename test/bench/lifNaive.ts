/** The simulator as a first draft would have it: draws from the law one by one, synapses scattered into a ring buffer of all delays. */
import { delaySteps, refractorySteps } from '../../src/network/grid.ts';
import { IAF_PSC_EXP_DEFAULTS, propagators } from '../../src/network/point/models/iafPscExp.ts';
import { poisson } from '../../src/numerics/distributions/index.ts';
import { randomStream } from '../../src/numerics/random.ts';
import { networkSpec } from '../conformance/suites/lif/network.ts';

/** Same network, same laws, other random numbers. Returns what simulates so many ms, and gives the number of spikes. */
export function naive(network: any): (duration: number) => number {
  const stream = randomStream(1, 'naive');
  const { dt } = network;
  const spec = networkSpec(network);
  const neurons: any[] = [];
  const first: Record<string, number> = {};
  for (const p of network.populations) {
    first[p.name] = neurons.length;
    const params = { ...IAF_PSC_EXP_DEFAULTS, ...p.params };
    const R = refractorySteps(params.t_ref, dt);
    const external = network.external.find((e: any) => e.post === p.name);
    const inputs = poisson({ mean: (external.rate_per_neuron * dt) / 1000 });
    for (let i = 0; i < p.N; i++)
      neurons.push({
        ...propagators(params, dt),
        params,
        R,
        inputs,
        weight: external.weight,
        V: p.V_m_init.value,
        ex: 0,
        inh: 0,
        refractory: 0,
        synapses: [],
      });
  }
  let longest = 1;
  for (const { pre, post, rule, weight, delay } of spec.projections! as any[]) {
    const size = (name: string) => network.populations.find((p: any) => p.name === name).N;
    for (let i = 0; i < size(pre); i++)
      for (let j = 0; j < size(post); j++)
        if (stream.uniform() < rule.p) {
          const steps = delaySteps(delay.sample(stream), dt);
          longest = Math.max(longest, steps);
          const target = first[post] + j;
          neurons[first[pre] + i].synapses.push({ target, weight: weight.sample(stream), delay: steps });
        }
  }
  const n = neurons.length;
  const ring = Array.from({ length: longest + 1 }, () => [new Float64Array(n), new Float64Array(n)]);
  let step = 0;
  return (duration) => {
    let spikes = 0;
    for (const end = step + Math.round(duration / dt); step < end; step++) {
      const [ex, inh] = ring[step % ring.length];
      neurons.forEach((x, i) => {
        const { E_L, V_th, V_reset } = x.params;
        if (x.refractory > 0) x.refractory--;
        else x.V = E_L + x.Pm * (x.V - E_L) + x.A_ex * x.ex + x.A_in * x.inh;
        x.ex = x.P_ex * x.ex + ex[i] + x.weight * x.inputs.sample(stream);
        x.inh = x.P_in * x.inh + inh[i];
        ex[i] = 0;
        inh[i] = 0;
        if (x.V >= V_th) {
          spikes++;
          x.V = V_reset;
          x.refractory = x.R;
          for (const s of x.synapses)
            ring[(step + s.delay) % ring.length][s.weight >= 0 ? 0 : 1][s.target] += s.weight;
        }
      });
    }
    return spikes;
  };
}
