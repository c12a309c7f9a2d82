"""
The network of Brunel (2000) in its asynchronous irregular state, 10000 + 2500 neurons, in Brian2: the peer of lif.bench.ts.
Prints one line of JSON: seconds of wall time per simulated second, seconds to build, spikes per neuron and second.
"""

import json
import logging
import sys
import time
import warnings

warnings.filterwarnings("ignore")
logging.disable(logging.CRITICAL)

import numpy as np
from brian2 import (
    Network,
    NeuronGroup,
    PoissonInput,
    SpikeMonitor,
    Synapses,
    defaultclock,
    device,
    ms,
    mV,
    prefs,
    set_device,
    seed,
    second,
    Hz,
)

MODE = sys.argv[1]  # cpp_standalone or cython
DURATION = float(sys.argv[2])  # simulated seconds that are timed
N_E, N_I, C_E, C_I, J, G, ETA = 10000, 2500, 1000, 250, 0.1, 5.0, 2.0
TAU, THETA, RESET, T_REF, DELAY = 20.0, 20.0, 10.0, 2.0, 1.5
RATE = ETA * THETA / (J * C_E * TAU * 1e-3)  # per external source, of which there are C_E

if MODE == "cpp_standalone":
    set_device("cpp_standalone", build_on_run=False)
else:
    prefs.codegen.target = MODE
defaultclock.dt = 0.1 * ms
seed(1)

start = time.time()
neurons = NeuronGroup(
    N_E + N_I,
    "dv/dt = -v / (20 * ms) : volt (unless refractory)",
    threshold="v >= 20 * mV",
    reset="v = 10 * mV",
    refractory=T_REF * ms,
    method="exact",
)
excitatory, inhibitory = neurons[:N_E], neurons[N_E:]
rng = np.random.default_rng(1)
targets = np.arange(N_E + N_I)


def connect(sources, count, size, jump):
    synapses = Synapses(sources, neurons, on_pre=f"v_post += {jump} * mV", delay=DELAY * ms)
    synapses.connect(i=rng.integers(0, size, count * (N_E + N_I)), j=np.repeat(targets, count))
    return synapses


parts = [
    neurons,
    connect(excitatory, C_E, N_E, J),
    connect(inhibitory, C_I, N_I, -G * J),
    PoissonInput(neurons, "v", C_E, RATE * Hz, weight=J * mV),
]
spikes = SpikeMonitor(neurons, record=False)
network = Network(*parts, spikes)
built = time.time() - start

if MODE == "cpp_standalone":
    import tempfile

    network.run(DURATION * second)
    with tempfile.TemporaryDirectory() as folder:
        start = time.time()
        device.build(directory=folder, compile=True, run=False, debug=False)
        built += time.time() - start
        device.run(folder, with_output=False, run_args=[])
        per_second = device._last_run_time / DURATION
        count = spikes.num_spikes
else:
    network.run(0.1 * second)
    start = time.time()
    before = spikes.num_spikes
    network.run(DURATION * second)
    per_second = (time.time() - start) / DURATION
    count = spikes.num_spikes - before
print(json.dumps({"seconds": per_second, "build": built, "rate": count / (N_E + N_I) / DURATION}))
