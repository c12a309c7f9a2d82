;; The loops that take most of the time of an active cell, two segments at a time (f64x2). They do what plain.ts does, operation for
;; operation in the same order, so results are the same to the bit. $at is the address of a block of parameters (`wasm.ts`), in which
;; arrays are addresses in bytes. Written by hand;
;; `npx vitest run test/unit/cable/gateLoops.test.ts -u` compiles it into wasmBytes.ts.
(module
  (memory (import "spikefield" "memory") 1)

  ;; Solves one step of the tree: eliminates from the leaves to the root, substitutes back, adds $scale dv to $v, writes transmembrane currents to
  ;; row $row of $imem, and clears what electrodes inject ($outward, $extra).
  (func (export "solve")
    (param $at i32) (param $row i32)
    (local $n i32) (local $parent i32) (local $axial i32) (local $C i32) (local $v i32) (local $u i32) (local $current i32) (local $slope i32) (local $outward i32) (local $extra i32) (local $own i32) (local $factor i32) (local $dv i32) (local $imem i32)
    (local $scale f64)
    (local $k i32) (local $p i32) (local $end i32) (local $before i32)
    (local $g f64) (local $load f64) (local $inverse f64) (local $flow f64) (local $b f64)
    (local $carry f64) (local $carried f64) (local $d f64)
    (local.set $n (i32.load (local.get $at)))
    (local.set $parent (i32.load offset=4 (local.get $at)))
    (local.set $axial (i32.load offset=8 (local.get $at)))
    (local.set $C (i32.load offset=12 (local.get $at)))
    (local.set $v (i32.load offset=16 (local.get $at)))
    (local.set $u (i32.load offset=20 (local.get $at)))
    (local.set $current (i32.load offset=24 (local.get $at)))
    (local.set $slope (i32.load offset=28 (local.get $at)))
    (local.set $outward (i32.load offset=32 (local.get $at)))
    (local.set $extra (i32.load offset=36 (local.get $at)))
    (local.set $own (i32.load offset=40 (local.get $at)))
    (local.set $factor (i32.load offset=44 (local.get $at)))
    (local.set $dv (i32.load offset=48 (local.get $at)))
    (local.set $imem (i32.add
      (i32.load offset=52 (local.get $at))
      (i32.shl (i32.mul (local.get $row) (local.get $n)) (i32.const 3))))
    (local.set $scale (f64.load offset=56 (local.get $at)))
    (local.set $k (i32.shl (i32.sub (local.get $n) (i32.const 1)) (i32.const 3)))
    (block $top (loop $down
      (br_if $top (i32.le_s (local.get $k) (i32.const 0)))
      (local.set $p (i32.shl
        (i32.load (i32.add (local.get $parent) (i32.shr_u (local.get $k) (i32.const 1)))) (i32.const 3)))
      (local.set $g (f64.load (i32.add (local.get $axial) (local.get $k))))
      (local.set $load (f64.add
        (f64.add
          (f64.add
            (f64.load (i32.add (local.get $C) (local.get $k)))
            (f64.load (i32.add (local.get $slope) (local.get $k))))
          (f64.load (i32.add (local.get $extra) (local.get $k))))
        (local.get $carried)))
      (local.set $inverse (f64.div (f64.const 1) (f64.add (local.get $load) (local.get $g))))
      (local.set $flow (f64.mul (local.get $g) (f64.sub
        (f64.load (i32.add (local.get $u) (local.get $p)))
        (f64.load (i32.add (local.get $u) (local.get $k))))))
      (local.set $b (f64.add
        (f64.sub
          (f64.sub (local.get $flow) (f64.load (i32.add (local.get $current) (local.get $k))))
          (f64.load (i32.add (local.get $outward) (local.get $k))))
        (local.get $carry)))
      (f64.store (i32.add (local.get $own) (local.get $k)) (f64.mul (local.get $b) (local.get $inverse)))
      (f64.store (i32.add (local.get $factor) (local.get $k)) (f64.mul (local.get $g) (local.get $inverse)))
      (f64.store (i32.add (local.get $outward) (local.get $k)) (f64.const 0))
      (f64.store (i32.add (local.get $extra) (local.get $k)) (f64.const 0))
      (local.set $carry (f64.sub
        (f64.mul (f64.mul (local.get $g) (local.get $inverse)) (local.get $b))
        (local.get $flow)))
      (local.set $carried (f64.mul (f64.mul (local.get $g) (local.get $load)) (local.get $inverse)))
      (local.set $before (i32.sub (local.get $k) (i32.const 8)))
      (if (i32.ne (local.get $p) (local.get $before)) (then
        (f64.store (i32.add (local.get $outward) (local.get $p)) (f64.sub
          (f64.load (i32.add (local.get $outward) (local.get $p)))
          (local.get $carry)))
        (f64.store (i32.add (local.get $extra) (local.get $p)) (f64.add
          (f64.load (i32.add (local.get $extra) (local.get $p)))
          (local.get $carried)))
        (local.set $carry (f64.const 0))
        (local.set $carried (f64.const 0))))
      (local.set $k (local.get $before))
      (br $down)))
    (local.set $d (f64.div
      (f64.sub (f64.sub (local.get $carry) (f64.load (local.get $current))) (f64.load (local.get $outward)))
      (f64.add
        (f64.add
          (f64.add (f64.load (local.get $C)) (f64.load (local.get $slope)))
          (f64.load (local.get $extra)))
        (local.get $carried))))
    (f64.store (local.get $outward) (f64.const 0))
    (f64.store (local.get $extra) (f64.const 0))
    (local.set $end (i32.shl (local.get $n) (i32.const 3)))
    (loop $up
      (f64.store (i32.add (local.get $dv) (local.get $k)) (local.get $d))
      (f64.store (i32.add (local.get $v) (local.get $k)) (f64.add
        (f64.load (i32.add (local.get $v) (local.get $k)))
        (f64.mul (local.get $scale) (local.get $d))))
      (f64.store (i32.add (local.get $imem) (local.get $k)) (f64.add
        (f64.load (i32.add (local.get $current) (local.get $k)))
        (f64.mul
          (f64.add
            (f64.load (i32.add (local.get $C) (local.get $k)))
            (f64.load (i32.add (local.get $slope) (local.get $k))))
          (local.get $d))))
      (local.set $before (local.get $k))
      (local.set $k (i32.add (local.get $k) (i32.const 8)))
      (if (i32.lt_s (local.get $k) (local.get $end)) (then
        (local.set $p (i32.shl
          (i32.load (i32.add (local.get $parent) (i32.shr_u (local.get $k) (i32.const 1)))) (i32.const 3)))
        (if (i32.ne (local.get $p) (local.get $before)) (then
          (local.set $d (f64.load (i32.add (local.get $dv) (local.get $p))))))
        (local.set $d (f64.add
          (f64.load (i32.add (local.get $own) (local.get $k)))
          (f64.mul (f64.load (i32.add (local.get $factor) (local.get $k))) (local.get $d))))
        (br $up)))))

  ;; Finds the pieces of a table for the potentials of the segments $j .. $n - 1: addresses of records to $entries, places in the pieces to
  ;; $s. Returns the first segment without a record, else $n.
  (func (export "locate")
    (param $at i32) (param $j i32)
    (result i32)
    (local $n i32) (local $nodes i32) (local $columns i32) (local $stride i32) (local $entries i32) (local $v i32) (local $index i32) (local $bytes i32)
    (local $least f64) (local $per f64) (local $pieces f64)
    (local $s i32) (local $piece i32) (local $entry i32) (local $place f64)
    (local.set $n (i32.load (local.get $at)))
    (local.set $nodes (i32.load offset=4 (local.get $at)))
    (local.set $columns (i32.load offset=8 (local.get $at)))
    (local.set $stride (i32.load offset=12 (local.get $at)))
    (local.set $entries (i32.load offset=24 (local.get $at)))
    (local.set $v (i32.load offset=36 (local.get $at)))
    (local.set $index (i32.load offset=48 (local.get $at)))
    (local.set $bytes (i32.load offset=52 (local.get $at)))
    (local.set $least (f64.load offset=80 (local.get $at)))
    (local.set $per (f64.load offset=88 (local.get $at)))
    (local.set $pieces (f64.load offset=96 (local.get $at)))
    (local.set $s (i32.add (local.get $columns) (local.get $stride)))
    (block $done (loop $each
      (br_if $done (i32.ge_s (local.get $j) (local.get $n)))
      (local.set $place (f64.mul
        (f64.sub
          (f64.load (i32.add (local.get $v) (i32.shl
            (i32.load (i32.add (local.get $nodes) (i32.shl (local.get $j) (i32.const 2)))) (i32.const 3))))
          (local.get $least))
        (local.get $per)))
      (br_if $done (i32.eqz (i32.and
        (f64.ge (local.get $place) (f64.const 0))
        (f64.lt (local.get $place) (local.get $pieces)))))
      (local.set $piece (i32.trunc_f64_s (local.get $place)))
      (local.set $entry (i32.load (i32.add (local.get $index) (i32.shl (local.get $piece) (i32.const 2)))))
      (br_if $done (i32.le_s (local.get $entry) (i32.const 0)))
      (local.set $place (f64.sub (local.get $place) (f64.convert_i32_s (local.get $piece))))
      ;; A piece in 16 parts.
      (if (i32.and (local.get $entry) (i32.const 1)) (then
        (local.set $place (f64.mul (local.get $place) (f64.const 16)))
        (local.set $piece (i32.trunc_f64_s (local.get $place)))
        (local.set $place (f64.sub (local.get $place) (f64.convert_i32_s (local.get $piece))))
        (local.set $entry (i32.add
          (i32.sub (local.get $entry) (i32.const 1))
          (i32.mul (local.get $piece) (local.get $bytes))))))
      (f64.store
        (i32.add (local.get $s) (i32.shl (local.get $j) (i32.const 3)))
        (f64.sub (local.get $place) (f64.const 0.5)))
      (i32.store (i32.add (local.get $entries) (i32.shl (local.get $j) (i32.const 2))) (local.get $entry))
      (local.set $j (i32.add (local.get $j) (i32.const 1)))
      (br $each)))
    (local.get $j))

  ;; The same for calcium: an octave has 64 pieces, which the exponent and the first bits of the mantissa number, from $first on.
  (func (export "locateCalcium")
    (param $at i32) (param $j i32)
    (result i32)
    (local $n i32) (local $columns i32) (local $stride i32) (local $entries i32) (local $index i32) (local $bytes i32) (local $first i32) (local $pieces i32)
    (local $calcium i32) (local $s i32) (local $bits i64) (local $piece i32) (local $entry i32) (local $place f64)
    (local.set $n (i32.load (local.get $at)))
    (local.set $columns (i32.load offset=8 (local.get $at)))
    (local.set $stride (i32.load offset=12 (local.get $at)))
    (local.set $entries (i32.load offset=28 (local.get $at)))
    (local.set $index (i32.load offset=56 (local.get $at)))
    (local.set $bytes (i32.load offset=60 (local.get $at)))
    (local.set $first (i32.load offset=64 (local.get $at)))
    (local.set $pieces (i32.load offset=68 (local.get $at)))
    (local.set $calcium (i32.add (local.get $columns) (i32.mul (local.get $stride) (i32.const 8))))
    (local.set $s (i32.add (local.get $columns) (i32.mul (local.get $stride) (i32.const 10))))
    (block $done (loop $each
      (br_if $done (i32.ge_s (local.get $j) (local.get $n)))
      (local.set $bits (i64.load (i32.add (local.get $calcium) (i32.shl (local.get $j) (i32.const 3)))))
      (local.set $piece (i32.sub (i32.wrap_i64 (i64.shr_u (local.get $bits) (i64.const 46))) (local.get $first)))
      (br_if $done (i32.ge_u (local.get $piece) (local.get $pieces)))
      (local.set $entry (i32.load (i32.add (local.get $index) (i32.shl (local.get $piece) (i32.const 2)))))
      (br_if $done (i32.le_s (local.get $entry) (i32.const 0)))
      (local.set $place (f64.mul
        (f64.sub
          (f64.reinterpret_i64 (i64.or
            (i64.and (local.get $bits) (i64.const 0x3fffffffffff))
            (i64.const 0x3ff0000000000000)))
          (f64.const 1))
        (f64.const 64)))
      (if (i32.and (local.get $entry) (i32.const 1)) (then
        (local.set $place (f64.mul (local.get $place) (f64.const 16)))
        (local.set $piece (i32.trunc_f64_s (local.get $place)))
        (local.set $place (f64.sub (local.get $place) (f64.convert_i32_s (local.get $piece))))
        (local.set $entry (i32.add
          (i32.sub (local.get $entry) (i32.const 1))
          (i32.mul (local.get $piece) (local.get $bytes))))))
      (f64.store
        (i32.add (local.get $s) (i32.shl (local.get $j) (i32.const 3)))
        (f64.sub (local.get $place) (f64.const 0.5)))
      (i32.store (i32.add (local.get $entries) (i32.shl (local.get $j) (i32.const 2))) (local.get $entry))
      (local.set $j (i32.add (local.get $j) (i32.const 1)))
      (br $each)))
    (local.get $j))

  ;; Calcium of a group at the end of a step: calcium += fraction (minimum + influx current - calcium).
  (func (export "fillShells")
    (param $at i32)
    (local $columns i32) (local $stride i32)
    (local $o i32) (local $current i32) (local $calcium i32) (local $minimum i32) (local $influx i32) (local $fraction i32) (local $c v128)
    (local.set $columns (i32.load offset=8 (local.get $at)))
    (local.set $stride (i32.load offset=12 (local.get $at)))
    (local.set $current (i32.add (local.get $columns) (i32.mul (local.get $stride) (i32.const 7))))
    (local.set $calcium (i32.add (local.get $columns) (i32.mul (local.get $stride) (i32.const 8))))
    (local.set $minimum (i32.add (local.get $columns) (i32.mul (local.get $stride) (i32.const 11))))
    (local.set $influx (i32.add (local.get $columns) (i32.mul (local.get $stride) (i32.const 12))))
    (local.set $fraction (i32.add (local.get $columns) (i32.mul (local.get $stride) (i32.const 13))))
    (loop $pairs
      (local.set $c (v128.load (i32.add (local.get $calcium) (local.get $o))))
      (v128.store (i32.add (local.get $calcium) (local.get $o)) (f64x2.add
        (local.get $c)
        (f64x2.mul
          (v128.load (i32.add (local.get $fraction) (local.get $o)))
          (f64x2.sub
            (f64x2.add
              (v128.load (i32.add (local.get $minimum) (local.get $o)))
              (f64x2.mul
                (v128.load (i32.add (local.get $influx) (local.get $o)))
                (v128.load (i32.add (local.get $current) (local.get $o)))))
            (local.get $c)))))
      (local.set $o (i32.add (local.get $o) (i32.const 16)))
      (br_if $pairs (i32.lt_s (local.get $o) (local.get $stride)))))

  ;; Takes a group to the end of a step, its pieces being located: reversal potentials of calcium, gates; then currents and slopes. With $held 1
  ;; only the latter.
  (func (export "advance")
    (param $at i32) (param $held i32)
    (local $n i32) (local $nodes i32) (local $columns i32) (local $stride i32) (local $channels i32) (local $last i32) (local $vEntries i32) (local $caEntries i32) (local $shell i32) (local $v i32) (local $current i32) (local $slope i32)
    (local $nernst f64)
    (local $o i32) (local $k i32) (local $c i32) (local $p i32) (local $head i32) (local $gates i32) (local $kind i32) (local $rate i32) (local $power i32)
    (local $entries i32) (local $r0 i32) (local $r1 i32) (local $place i32) (local $E i32) (local $from i32)
    (local $V i32) (local $leak i32) (local $leakE i32) (local $sum i32) (local $conductance i32) (local $open i32) (local $ica i32) (local $eca i32)
    (local $out i32)
    (local $s0 v128) (local $s1 v128) (local $q0 v128) (local $q1 v128) (local $both0 v128) (local $both1 v128) (local $x v128) (local $G v128) (local $factor v128) (local $square v128)
    (local.set $n (i32.load (local.get $at)))
    (local.set $nodes (i32.load offset=4 (local.get $at)))
    (local.set $columns (i32.load offset=8 (local.get $at)))
    (local.set $stride (i32.load offset=12 (local.get $at)))
    (local.set $channels (i32.load offset=16 (local.get $at)))
    (local.set $last (i32.load offset=20 (local.get $at)))
    (local.set $vEntries (i32.load offset=24 (local.get $at)))
    (local.set $caEntries (i32.load offset=28 (local.get $at)))
    (local.set $shell (i32.load offset=32 (local.get $at)))
    (local.set $v (i32.load offset=36 (local.get $at)))
    (local.set $current (i32.load offset=40 (local.get $at)))
    (local.set $slope (i32.load offset=44 (local.get $at)))
    (local.set $nernst (f64.load offset=72 (local.get $at)))
    (local.set $V (local.get $columns))
    (local.set $leak (i32.add (local.get $columns) (i32.mul (local.get $stride) (i32.const 2))))
    (local.set $leakE (i32.add (local.get $columns) (i32.mul (local.get $stride) (i32.const 3))))
    (local.set $sum (i32.add (local.get $columns) (i32.mul (local.get $stride) (i32.const 4))))
    (local.set $conductance (i32.add (local.get $columns) (i32.mul (local.get $stride) (i32.const 5))))
    (local.set $open (i32.add (local.get $columns) (i32.mul (local.get $stride) (i32.const 6))))
    (local.set $ica (i32.add (local.get $columns) (i32.mul (local.get $stride) (i32.const 7))))
    (local.set $eca (i32.add (local.get $columns) (i32.mul (local.get $stride) (i32.const 9))))
    (loop $gather
      (f64.store (i32.add (local.get $V) (local.get $o)) (f64.load (i32.add (local.get $v) (i32.shl
        (i32.load (i32.add (local.get $nodes) (i32.shr_u (local.get $o) (i32.const 1)))) (i32.const 3)))))
      (local.set $o (i32.add (local.get $o) (i32.const 8)))
      (br_if $gather (i32.lt_s (local.get $o) (i32.shl (local.get $n) (i32.const 3)))))
    ;; The place of an odd group's last partner holds what the last segment has.
    (if (i32.and (local.get $n) (i32.const 1)) (then
      (f64.store (i32.add (local.get $V) (local.get $o))
        (f64.load (i32.sub (i32.add (local.get $V) (local.get $o)) (i32.const 8))))
      (local.set $place (i32.add (i32.add (local.get $V) (local.get $stride)) (local.get $o)))
      (f64.store (local.get $place) (f64.load (i32.sub (local.get $place) (i32.const 8))))
      (local.set $place (i32.add (i32.add (local.get $columns) (i32.mul (local.get $stride) (i32.const 10))) (local.get $o)))
      (f64.store (local.get $place) (f64.load (i32.sub (local.get $place) (i32.const 8))))
      (local.set $place (i32.add (local.get $vEntries) (i32.shr_u (local.get $o) (i32.const 1))))
      (i32.store (local.get $place) (i32.load (i32.sub (local.get $place) (i32.const 4))))
      (local.set $place (i32.add (local.get $caEntries) (i32.shr_u (local.get $o) (i32.const 1))))
      (i32.store (local.get $place) (i32.load (i32.sub (local.get $place) (i32.const 4))))))
    (local.set $o (i32.const 0))
    (loop $pairs
      (local.set $G (v128.load (i32.add (local.get $leak) (local.get $o))))
      (v128.store (i32.add (local.get $conductance) (local.get $o)) (local.get $G))
      (v128.store (i32.add (local.get $sum) (local.get $o)) (f64x2.mul
        (local.get $G)
        (f64x2.sub
          (v128.load (i32.add (local.get $V) (local.get $o)))
          (v128.load (i32.add (local.get $leakE) (local.get $o))))))
      (v128.store (i32.add (local.get $ica) (local.get $o)) (v128.const i64x2 0 0))
      (local.set $o (i32.add (local.get $o) (i32.const 16)))
      (br_if $pairs (i32.lt_s (local.get $o) (local.get $stride))))
    ;; The first function of the table of calcium is its logarithm: the reversal potential is nernst (log outside - log inside).
    (if (i32.gt_u (local.get $shell) (local.get $held)) (then
      (local.set $factor (f64x2.splat (local.get $nernst)))
      (local.set $place (i32.add (local.get $columns) (i32.mul (local.get $stride) (i32.const 10))))
      (local.set $p (i32.add (local.get $columns) (i32.mul (local.get $stride) (i32.const 14))))
      (local.set $o (i32.const 0))
      (loop $pairs
        (local.set $entries (i32.add (local.get $caEntries) (i32.shr_u (local.get $o) (i32.const 1))))
        (local.set $r0 (i32.load (local.get $entries)))
        (local.set $r1 (i32.load offset=4 (local.get $entries)))
        (local.set $s0 (v128.load64_splat (i32.add (local.get $place) (local.get $o))))
        (local.set $s1 (v128.load64_splat offset=8 (i32.add (local.get $place) (local.get $o))))
        (local.set $q0 (f64x2.mul (local.get $s0) (local.get $s0)))
        (local.set $q1 (f64x2.mul (local.get $s1) (local.get $s1)))
        (local.set $both0 (f64x2.add
              (f64x2.add (v128.load offset=80 (local.get $r0)) (f64x2.mul (v128.load offset=64 (local.get $r0)) (local.get $s0)))
              (f64x2.mul
                (local.get $q0)
                (f64x2.add
                  (f64x2.add (v128.load offset=48 (local.get $r0)) (f64x2.mul (v128.load offset=32 (local.get $r0)) (local.get $s0)))
                  (f64x2.mul
                    (local.get $q0)
                    (f64x2.add (v128.load offset=16 (local.get $r0)) (f64x2.mul (v128.load (local.get $r0)) (local.get $s0))))))))
        (local.set $both1 (f64x2.add
              (f64x2.add (v128.load offset=80 (local.get $r1)) (f64x2.mul (v128.load offset=64 (local.get $r1)) (local.get $s1)))
              (f64x2.mul
                (local.get $q1)
                (f64x2.add
                  (f64x2.add (v128.load offset=48 (local.get $r1)) (f64x2.mul (v128.load offset=32 (local.get $r1)) (local.get $s1)))
                  (f64x2.mul
                    (local.get $q1)
                    (f64x2.add (v128.load offset=16 (local.get $r1)) (f64x2.mul (v128.load (local.get $r1)) (local.get $s1))))))))
        (v128.store (i32.add (local.get $eca) (local.get $o)) (f64x2.mul
          (local.get $factor)
          (f64x2.sub
            (v128.load (i32.add (local.get $p) (local.get $o)))
            (i8x16.shuffle 0 1 2 3 4 5 6 7 16 17 18 19 20 21 22 23 (local.get $both0) (local.get $both1)))))
        (local.set $o (i32.add (local.get $o) (i32.const 16)))
        (br_if $pairs (i32.lt_s (local.get $o) (local.get $stride))))))
    (local.set $p (i32.add (local.get $columns) (i32.mul (local.get $stride) (i32.const 15))))
    (local.set $c (local.get $channels))
    (block $end (loop $channel
      (br_if $end (i32.eq (local.get $c) (local.get $last)))
      (local.set $head (i32.load (local.get $c)))
      (local.set $E (i32.add (local.get $columns) (i32.mul (local.get $stride) (i32.load offset=4 (local.get $c)))))
      (local.set $c (i32.add (local.get $c) (i32.const 8)))
      ;; The product starts with the conductance.
      (local.set $from (local.get $p))
      (local.set $p (i32.add (local.get $p) (i32.shl (local.get $stride) (i32.const 1))))
      (local.set $gates (i32.shr_u (local.get $head) (i32.const 1)))
      (block $opened (loop $gate
        (br_if $opened (i32.eqz (local.get $gates)))
        (local.set $kind (select (i32.const 0) (i32.load (local.get $c)) (local.get $held)))
        (local.set $rate (i32.load offset=4 (local.get $c)))
        (local.set $power (i32.load offset=8 (local.get $c)))
        (local.set $c (i32.add (local.get $c) (i32.const 12)))
        ;; 0: held, 1: of the potential, 2: of calcium.
        (local.set $entries (select (local.get $vEntries) (local.get $caEntries) (i32.eq (local.get $kind) (i32.const 1))))
        (local.set $place (i32.add (local.get $columns) (i32.mul (local.get $stride)
          (select (i32.const 1) (i32.const 10) (i32.eq (local.get $kind) (i32.const 1))))))
        (local.set $o (i32.const 0))
        (loop $pairs
          (local.set $x (v128.load (i32.add (local.get $p) (local.get $o))))
          (if (local.get $kind) (then
            (local.set $k (i32.add (local.get $entries) (i32.shr_u (local.get $o) (i32.const 1))))
            (local.set $r0 (i32.add (i32.load (local.get $k)) (local.get $rate)))
            (local.set $r1 (i32.add (i32.load offset=4 (local.get $k)) (local.get $rate)))
            (local.set $k (i32.add (local.get $place) (local.get $o)))
            (local.set $s0 (v128.load64_splat (local.get $k)))
            (local.set $s1 (v128.load64_splat offset=8 (local.get $k)))
            (local.set $q0 (f64x2.mul (local.get $s0) (local.get $s0)))
            (local.set $q1 (f64x2.mul (local.get $s1) (local.get $s1)))
            ;; inf and 1 - exp(-dt/tau) in the lanes of each.
            (local.set $both0 (f64x2.add
              (f64x2.add (v128.load offset=80 (local.get $r0)) (f64x2.mul (v128.load offset=64 (local.get $r0)) (local.get $s0)))
              (f64x2.mul
                (local.get $q0)
                (f64x2.add
                  (f64x2.add (v128.load offset=48 (local.get $r0)) (f64x2.mul (v128.load offset=32 (local.get $r0)) (local.get $s0)))
                  (f64x2.mul
                    (local.get $q0)
                    (f64x2.add (v128.load offset=16 (local.get $r0)) (f64x2.mul (v128.load (local.get $r0)) (local.get $s0))))))))
            (local.set $both1 (f64x2.add
              (f64x2.add (v128.load offset=80 (local.get $r1)) (f64x2.mul (v128.load offset=64 (local.get $r1)) (local.get $s1)))
              (f64x2.mul
                (local.get $q1)
                (f64x2.add
                  (f64x2.add (v128.load offset=48 (local.get $r1)) (f64x2.mul (v128.load offset=32 (local.get $r1)) (local.get $s1)))
                  (f64x2.mul
                    (local.get $q1)
                    (f64x2.add (v128.load offset=16 (local.get $r1)) (f64x2.mul (v128.load (local.get $r1)) (local.get $s1))))))))
            (local.set $x (f64x2.add
              (local.get $x)
              (f64x2.mul
                (i8x16.shuffle 8 9 10 11 12 13 14 15 24 25 26 27 28 29 30 31 (local.get $both0) (local.get $both1))
                (f64x2.sub
                  (i8x16.shuffle 0 1 2 3 4 5 6 7 16 17 18 19 20 21 22 23 (local.get $both0) (local.get $both1))
                  (local.get $x)))))
            (v128.store (i32.add (local.get $p) (local.get $o)) (local.get $x))))
          (local.set $G (v128.load (i32.add (local.get $from) (local.get $o))))
          (local.set $k (local.get $power))
          (if (i32.gt_s (local.get $k) (i32.const 1)) (then
            (local.set $square (f64x2.mul (local.get $x) (local.get $x)))
            (loop $times
              (local.set $G (f64x2.mul (local.get $G) (local.get $square)))
              (local.set $k (i32.sub (local.get $k) (i32.const 2)))
              (br_if $times (i32.gt_s (local.get $k) (i32.const 1))))))
          (if (local.get $k) (then (local.set $G (f64x2.mul (local.get $G) (local.get $x)))))
          (v128.store (i32.add (local.get $open) (local.get $o)) (local.get $G))
          (local.set $o (i32.add (local.get $o) (i32.const 16)))
          (br_if $pairs (i32.lt_s (local.get $o) (local.get $stride))))
        (local.set $from (local.get $open))
        (local.set $p (i32.add (local.get $p) (local.get $stride)))
        (local.set $gates (i32.sub (local.get $gates) (i32.const 1)))
        (br $gate)))
      (local.set $o (i32.const 0))
      (loop $pairs
        (local.set $G (v128.load (i32.add (local.get $from) (local.get $o))))
        (local.set $x (f64x2.mul (local.get $G) (f64x2.sub
          (v128.load (i32.add (local.get $V) (local.get $o)))
          (v128.load (i32.add (local.get $E) (local.get $o))))))
        (v128.store (i32.add (local.get $sum) (local.get $o)) (f64x2.add
          (v128.load (i32.add (local.get $sum) (local.get $o)))
          (local.get $x)))
        (v128.store (i32.add (local.get $conductance) (local.get $o)) (f64x2.add
          (v128.load (i32.add (local.get $conductance) (local.get $o)))
          (local.get $G)))
        (if (i32.and (local.get $head) (i32.const 1)) (then
          (v128.store (i32.add (local.get $ica) (local.get $o)) (f64x2.add
            (v128.load (i32.add (local.get $ica) (local.get $o)))
            (local.get $x)))))
        (local.set $o (i32.add (local.get $o) (i32.const 16)))
        (br_if $pairs (i32.lt_s (local.get $o) (local.get $stride))))
      (br $channel)))
    (local.set $o (i32.const 0))
    (loop $scatter
      (local.set $out (i32.shl
        (i32.load (i32.add (local.get $nodes) (i32.shr_u (local.get $o) (i32.const 1)))) (i32.const 3)))
      (f64.store (i32.add (local.get $current) (local.get $out)) (f64.load (i32.add (local.get $sum) (local.get $o))))
      (f64.store (i32.add (local.get $slope) (local.get $out)) (f64.load (i32.add (local.get $conductance) (local.get $o))))
      (local.set $o (i32.add (local.get $o) (i32.const 8)))
      (br_if $scatter (i32.lt_s (local.get $o) (i32.shl (local.get $n) (i32.const 3)))))))
