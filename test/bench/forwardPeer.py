"""The forward models as a NumPy user writes them from the published formulas, one vectorised expression per contact, timed.

Reads {"cases": [{"id", "model", ...arguments}], "seconds"} from standard input, prints {"numpy", "times": {id: median in ms}}. Contacts of
finite size are averaged over n random points each, drawn anew in every run, as users of LFPykit do. Models that need SciPy are left out without it.
"""

import json
import sys
import time

import numpy as np

try:
    from scipy.integrate import quad
except ImportError:
    quad = None


def cell_of(case):
    start, end = np.array(case["start"]), np.array(case["end"])
    return start, end, np.array(case["diameter"])


def point_source(cell, r, sigma):
    start, end, d = cell
    distance = np.sqrt((((start + end) / 2 - r) ** 2).sum(axis=1))
    return 1 / (4 * np.pi * sigma * np.maximum(distance, d / 2))


def point_source_anisotropic(cell, r, s):
    start, end, d = cell
    delta = r - (start + end) / 2
    near = (delta**2).sum(axis=1) < (d / 2) ** 2
    if near.any():
        length = np.sqrt((delta[near] ** 2).sum(axis=1))
        delta[near] *= (d[near] / 2 / length)[:, None]
    k = np.array([s[1] * s[2], s[0] * s[2], s[0] * s[1]])
    return 1 / (4 * np.pi * np.sqrt((k * delta**2).sum(axis=1)))


def line_source(cell, r, sigma):
    start, end, d = cell
    along = end - start
    L = np.sqrt((along**2).sum(axis=1))
    h = ((r - end) * along).sum(axis=1) / L
    l = h + L
    rho2 = np.maximum(((r - end) ** 2).sum(axis=1) - h**2, (d / 2) ** 2)
    to_end, to_start = np.sqrt(h**2 + rho2), np.sqrt(l**2 + rho2)
    log = np.empty(len(L))
    a, c = h * l < 0, h > 0
    b = ~(a | c)
    log[b] = np.log((to_end[b] - h[b]) / (to_start[b] - l[b]))
    log[a] = np.log((to_end[a] - h[a]) * (to_start[a] + l[a]) / rho2[a])
    log[c] = np.log((to_start[c] + l[c]) / (to_end[c] + h[c]))
    return log / (4 * np.pi * sigma * L)


def line_source_anisotropic(cell, r, s):
    start, end, d = cell
    k = np.sqrt(np.array([s[1] * s[2], s[0] * s[2], s[0] * s[1]]))
    along = end - start
    t = np.clip(((r - start) * along).sum(axis=1) / (along**2).sum(axis=1), 0, 1)
    away = r - start - t[:, None] * along
    distance = np.sqrt((away**2).sum(axis=1))
    stretch = np.where(distance < d / 2, d / 2 / np.maximum(distance, 1e-8), 1)
    place = start + t[:, None] * along + away * stretch[:, None]
    u, w = k * along, k * (place - start)
    a, b, c = (u**2).sum(axis=1), (u * w).sum(axis=1), (w**2).sum(axis=1)
    root = np.sqrt(a)
    upper = (a - b) / root + np.sqrt(a - 2 * b + c)
    lower = -b / root + np.sqrt(c)
    return np.log(upper / lower) / (4 * np.pi * root)


SOURCES = {"point": point_source, "line": line_source}
ANISOTROPIC = {"point": point_source_anisotropic, "line": line_source_anisotropic}


def potentials(case):
    cell, sigma = cell_of(case), case["sigma"]
    source = (ANISOTROPIC if isinstance(sigma, list) else SOURCES)[case["source"]]
    contacts = np.array(case["contacts"])
    M = np.empty((len(contacts), len(cell[2])))

    def run():
        for e, r in enumerate(contacts):
            M[e] = source(cell, r, sigma)

    return run


def averaged(case):
    cell, sigma, n, radius = cell_of(case), case["sigma"], case["n"], case["radius"]
    source = SOURCES[case["source"]]
    contacts = np.array(case["contacts"])
    w = np.array(case["normal"]) / np.linalg.norm(case["normal"])
    u = np.cross(w, [0.0, 0.0, 1.0])
    u /= np.linalg.norm(u)
    v = np.cross(w, u)
    square = case["shape"] == "square"
    M = np.empty((len(contacts), len(cell[2])))
    rng = np.random.default_rng(1)

    def run():
        for e, r in enumerate(contacts):
            sum_ = np.zeros(len(cell[2]))
            for _ in range(n):
                a, b = rng.uniform(-radius, radius, 2)
                while not square and a * a + b * b > radius * radius:
                    a, b = rng.uniform(-radius, radius, 2)
                sum_ += source(cell, r + a * u + b * v, sigma)
            M[e] = sum_ / n

    return run


def slice_images(case):
    start, end, d = cell_of(case)
    h, steps, sT, sS, sG = case["h"], case["steps"], *case["sigmas"]
    WS, WG = (sT - sS) / (sT + sS), (sT - sG) / (sT + sG)
    contacts = np.array(case["contacts"])
    M = np.empty((len(contacts), len(d)))
    middle = (start + end) / 2
    points = case["source"] == "point"

    def mirrored(points, z, turn):
        return np.column_stack([points[:, 0], points[:, 1], z + turn * points[:, 2]])

    def run():
        for e, (x, y, z) in enumerate(contacts):
            if points:
                dx2 = (x - middle[:, 0]) ** 2 + (y - middle[:, 1]) ** 2
                dz = z - middle[:, 2]
                near = dx2 + dz**2 < (d / 2) ** 2
                dx2[near] = (d[near] / 2) ** 2 - dz[near] ** 2
                Z = middle[:, 2]
                w = lambda distance: 1 / np.sqrt(dx2 + distance**2)
                sum_ = w(z - Z) + WS * w(z + Z - 2 * h) + WG * w(z + Z)
                for n in range(1, steps):
                    sum_ += (WS * WG) ** n * (
                        WS * w(z + Z - 2 * (n + 1) * h)
                        + WG * w(z + Z + 2 * n * h)
                        + w(z - Z + 2 * n * h)
                        + w(z - Z - 2 * n * h)
                    )
                M[e] = sum_ / (4 * np.pi * sT)
            else:
                r = np.array([x, y, z])
                term = lambda shift: line_source((start + [0, 0, shift], end + [0, 0, shift], d), r, sT)
                sum_ = term(0)
                for n in range(1, steps):
                    sum_ += WS**n * (term(-2 * n * h) + term(2 * n * h))
                M[e] = 2 * sum_

    return run


def one_sphere(case):
    start, end, d = cell_of(case)
    R, si, so, n_max = case["radius"], *case["sigmas"], case["nMax"]
    rs_ = (start + end) / 2
    rs = np.sqrt((rs_**2).sum(axis=1))
    contacts = np.array(case["contacts"])
    M = np.empty((len(contacts), len(d)))

    def run():
        for e, place in enumerate(contacts):
            r = np.sqrt((place**2).sum())
            x = rs_ @ place / (rs * r)
            outside = r > R
            q = rs / r if outside else r * rs / R**2
            before, p, power, sum_ = np.zeros_like(x), np.ones_like(x), np.ones_like(x), np.zeros_like(x)
            for n in range(n_max):
                c = si * (2 * n + 1) if outside else (si - so) * (n + 1)
                sum_ += c / (si * n + so * (n + 1)) * power * p
                before, p = p, ((2 * n + 1) * x * p - n * before) / (n + 1)
                power = power * q
            if outside:
                sum_ /= r
            else:
                sum_ = sum_ / R + 1 / np.maximum(np.sqrt(((place - rs_) ** 2).sum(axis=1)), d)
            M[e] = sum_ / (4 * np.pi * si)

    return run


def laminar(case):
    start, end, _ = cell_of(case)
    M = np.empty((len(case["layers"]), len(start)))

    def run():
        delta = end - start
        with np.errstate(divide="ignore", invalid="ignore"):
            a = (delta[:, :2] ** 2).sum(axis=1)
            b = (start[:, :2] * delta[:, :2]).sum(axis=1)
            for k, (z0, z1) in enumerate(case["layers"]):
                r = case["radius"]
                c = (start[:, :2] ** 2).sum(axis=1) - r * r
                root = np.sqrt(b * b - a * c)
                lo, hi = (-b - root) / a, (-b + root) / a
                s0, s1 = (z0 - start[:, 2]) / delta[:, 2], (z1 - start[:, 2]) / delta[:, 2]
                first = np.fmax(np.fmax(lo, np.fmin(s0, s1)), 0)
                last = np.fmin(np.fmin(hi, np.fmax(s0, s1)), 1)
                M[k] = np.maximum(last - first, 0) / (np.pi * r * r * (z1 - z0))

    return run


def volumetric(case):
    start, end, _ = cell_of(case)
    edges = [np.array(e) for e in case["edges"]]
    shape = tuple(len(e) - 1 for e in edges)
    M = np.empty((*shape, len(start)))

    def run():
        for i, (a, b) in enumerate(zip(start, end)):
            n = max(1, int(np.ceil(np.linalg.norm(b - a) / case["dl"])))
            t = (np.arange(n) + 0.5) / n
            M[..., i] = np.histogramdd(a + t[:, None] * (b - a), bins=edges)[0] / n

    return run


def dipole_moment(case):
    start, end, _ = cell_of(case)
    x, y, z = (np.column_stack([start[:, k], end[:, k]]) for k in range(3))
    return lambda: np.array([axis.mean(axis=-1) for axis in (x, y, z)])


def gauss_cylinder(case):
    if quad is None:
        return None
    start, end, _ = cell_of(case)
    R, s, sigma = case["radius"], case["sigmaZ"], case["sigma"]
    zi = (start[:, 2] + end[:, 2]) / 2

    def integrand(z, u):
        g = np.exp(-(z**2) / (2 * s * s)) / (s * np.sqrt(2 * np.pi))
        return g * (np.sqrt((u - z) ** 2 + R * R) - abs(u - z))

    def run():
        for ze in case["z"]:
            for z in zi:
                quad(integrand, -np.inf, np.inf, args=(ze - z,), limit=1000)

    return run


def four_sphere(case):
    radii, sigma = np.array(case["radii"]), np.array(case["sigmas"])
    location, electrodes = np.array(case["location"]), np.array(case["electrodes"])
    r0 = np.linalg.norm(location)
    axis = location / r0
    M = np.empty((len(electrodes), 3))

    def coefficients(n, r):
        """f_n(r) r^(n+1), the matching conditions solved with powers of the outer radii taken out."""
        A, y = np.zeros((7, 7)), np.zeros(7)
        # Unknowns: A1, A2, B2, A3, B3, A4, B4 with (r / R_k)^n and (r / R_(k-1))^-(n+1).
        def terms(k, at):
            grow = (at / radii[k]) ** n
            if k == 0:
                return grow, n * grow / at, (at / radii[0]) ** -(n + 1.0), -(n + 1) / at * (at / radii[0]) ** -(n + 1.0)
            fall = (at / radii[k - 1]) ** -(n + 1.0)
            return grow, n * grow / at, fall, -(n + 1) / at * fall

        for k in range(3):
            g, dg, f, df = terms(k, radii[k])
            G, dG, F, dF = terms(k + 1, radii[k])
            row = 2 * k
            if k == 0:
                A[row, 0], A[row + 1, 0] = g, sigma[0] * dg
                y[row], y[row + 1] = -f, -sigma[0] * df
            else:
                A[row, 2 * k - 1 : 2 * k + 1] = g, f
                A[row + 1, 2 * k - 1 : 2 * k + 1] = sigma[k] * dg, sigma[k] * df
            A[row, 2 * k + 1 : 2 * k + 3] = -G, -F
            A[row + 1, 2 * k + 1 : 2 * k + 3] = -sigma[k + 1] * dG, -sigma[k + 1] * dF
        g, dg, f, df = terms(3, radii[3])
        A[6, 5:7] = dg, df
        x = np.linalg.solve(A, y)
        g, _, f, _ = terms(3, r)
        return (x[5] * g + x[6] * f) * (r / radii[0]) ** (n + 1.0)

    def run():
        r = np.linalg.norm(electrodes, axis=1)
        hat = electrodes / r[:, None]
        x = np.clip(hat @ axis, -1, 1)
        before, p, derivative = np.ones_like(x), x.copy(), np.ones_like(x)
        radial, tangential = np.zeros_like(x), np.zeros_like(x)
        top = r.max()
        n = 1
        while True:
            term = coefficients(n, top) * (r0 / top) ** (n - 1)
            radial += term * n * p
            tangential += term * derivative
            if abs(term) * n * n < 1e-12 * np.abs(radial).max() or n > 5000:
                break
            derivative = x * derivative + (n + 1) * p
            before, p = p, ((2 * n + 1) * x * p - n * before) / (n + 1)
            n += 1
        t = hat - x[:, None] * axis
        M[:] = (radial[:, None] * axis + tangential[:, None] * t) / (4 * np.pi * sigma[0] * top**2)

    return run


def infinite_dipole(case):
    electrodes = np.array(case["electrodes"])

    def run():
        r = np.sqrt((electrodes**2).sum(axis=1))
        return electrodes / (4 * np.pi * 0.3 * r[:, None] ** 3)

    return run


def magnetic(case):
    sensors, location = np.array(case["sensors"]), np.array(case["location"])

    def infinite():
        R = sensors - location
        M = np.empty((len(sensors), 3, 3))
        for k, p in enumerate(np.eye(3)):
            M[:, :, k] = np.cross(p, R) / (4 * np.pi * np.sqrt((R**2).sum(axis=1))[:, None] ** 3)
        return M

    def spherical():
        M = np.empty((len(sensors), 3, 3))
        for i, r_ in enumerate(sensors):
            a_ = r_ - location
            a, r = np.linalg.norm(a_), np.linalg.norm(r_)
            F = a * (r * a + r * r - location @ r_)
            grad = (a * a / r + a_ @ r_ / a + 2 * a + 2 * r) * r_ - (a + 2 * r + a_ @ r_ / a) * location
            for k, p in enumerate(np.eye(3)):
                c = np.cross(p, location)
                M[i, :, k] = (F * c - (c @ r_) * grad) / (4 * np.pi * F * F)
        return M

    return spherical if case["spherical"] else infinite


MODELS = {
    "potentials": potentials,
    "averaged": averaged,
    "slice": slice_images,
    "oneSphere": one_sphere,
    "laminar": laminar,
    "volumetric": volumetric,
    "dipoleMoment": dipole_moment,
    "gaussCylinder": gauss_cylinder,
    "fourSphere": four_sphere,
    "infiniteDipole": infinite_dipole,
    "magnetic": magnetic,
}


def median(run, seconds):
    times = []
    run()
    until = time.perf_counter() + seconds
    while len(times) < 3 or (time.perf_counter() < until and len(times) < 201):
        begin = time.perf_counter()
        run()
        times.append(time.perf_counter() - begin)
    return 1000 * float(np.median(times))


def main():
    request = json.load(sys.stdin)
    times = {}
    for case in request["cases"]:
        run = MODELS[case["model"]](case)
        if run is not None:
            times[case["id"]] = median(run, request["seconds"])
    print(json.dumps({"numpy": np.__version__, "times": times}))


main()
