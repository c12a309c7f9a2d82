;; The loops that take most of the time of an active cell. They do what plain.ts does, operation for operation in the same order, so results
;; are the same to the bit. Parameters that are arrays are addresses in bytes. Written by hand;
;; `npx vitest run -u test/unit/cable/gateLoops.test.ts` compiles it into wasmBytes.ts.
(module
  (memory (import "spikefield" "memory") 1)

  ;; Solves one step of the tree: eliminates from the leaves to the root, substitutes back, adds $scale dv to $v, writes transmembrane currents to
  ;; $imem, and clears what electrodes inject ($outward, $extra).
  (func (export "solve")
    (param $n i32) (param $scale f64) (param $parent i32) (param $axial i32) (param $C i32) (param $v i32) (param $u i32)
    (param $current i32) (param $slope i32) (param $outward i32) (param $extra i32)
    (param $own i32) (param $factor i32) (param $dv i32) (param $imem i32)
    (local $k i32) (local $p i32) (local $end i32) (local $before i32)
    (local $g f64) (local $load f64) (local $inverse f64) (local $flow f64) (local $b f64)
    (local $carry f64) (local $carried f64) (local $d f64)
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

  ;; Takes the segments $j .. $to - 1 of a group through a step: gates by the table, then currents and slopes. Returns the first
  ;; segment that the table does not serve, or $to. With $update 0 the channels' list must have no tabulated gates.
  (func (export "advance")
    (param $j i32) (param $to i32) (param $update i32)
    (param $nodes i32) (param $segments i32) (param $bytes i32) (param $channels i32) (param $last i32)
    (param $v i32) (param $current i32) (param $slope i32)
    (param $least f64) (param $per f64) (param $pieces f64) (param $index i32) (param $recordBytes i32)
    (result i32)
    (local $node i32) (local $p i32) (local $c i32) (local $head i32) (local $gates i32) (local $rate i32) (local $power i32)
    (local $piece i32) (local $entry i32)
    (local $V f64) (local $place f64) (local $G f64) (local $E f64) (local $x f64) (local $i f64)
    (local $sum f64) (local $conductance f64) (local $calcium f64)
    (local $s v128) (local $both v128)
    (block $done (loop $each
      (br_if $done (i32.ge_s (local.get $j) (local.get $to)))
      (local.set $node (i32.shl
        (i32.load (i32.add (local.get $nodes) (i32.shl (local.get $j) (i32.const 2)))) (i32.const 3)))
      (local.set $V (f64.load (i32.add (local.get $v) (local.get $node))))
      (if (local.get $update) (then
        (local.set $place (f64.mul (f64.sub (local.get $V) (local.get $least)) (local.get $per)))
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
            (i32.mul (local.get $piece) (local.get $recordBytes))))))
        (local.set $s (f64x2.splat (f64.sub (local.get $place) (f64.const 0.5))))))
      (local.set $p (i32.add (local.get $segments) (i32.mul (local.get $j) (local.get $bytes))))
      (local.set $conductance (f64.load (local.get $p)))
      (local.set $sum (f64.mul
        (local.get $conductance)
        (f64.sub (local.get $V) (f64.load offset=8 (local.get $p)))))
      (local.set $calcium (f64.const 0))
      (local.set $p (i32.add (local.get $p) (i32.const 24)))
      (local.set $c (local.get $channels))
      (block $end (loop $channel
        (br_if $end (i32.eq (local.get $c) (local.get $last)))
        (local.set $head (i32.load (local.get $c)))
        (local.set $c (i32.add (local.get $c) (i32.const 4)))
        (local.set $G (f64.load (local.get $p)))
        (local.set $E (f64.load offset=8 (local.get $p)))
        (local.set $p (i32.add (local.get $p) (i32.const 16)))
        (local.set $gates (i32.shr_u (local.get $head) (i32.const 1)))
        (block $open (loop $gate
          (br_if $open (i32.eqz (local.get $gates)))
          (local.set $x (f64.load (local.get $p)))
          (local.set $rate (i32.load (local.get $c)))
          (if (i32.ge_s (local.get $rate) (i32.const 0)) (then
            (local.set $rate (i32.add (local.get $rate) (local.get $entry)))
            ;; inf and 1 - exp(-dt/tau) in the two lanes.
            (local.set $both (f64x2.add
              (v128.load offset=16 (local.get $rate))
              (f64x2.mul (v128.load (local.get $rate)) (local.get $s))))
            (local.set $both (f64x2.add
              (v128.load offset=32 (local.get $rate))
              (f64x2.mul (local.get $both) (local.get $s))))
            (local.set $both (f64x2.add
              (v128.load offset=48 (local.get $rate))
              (f64x2.mul (local.get $both) (local.get $s))))
            (local.set $both (f64x2.add
              (v128.load offset=64 (local.get $rate))
              (f64x2.mul (local.get $both) (local.get $s))))
            (local.set $both (f64x2.add
              (v128.load offset=80 (local.get $rate))
              (f64x2.mul (local.get $both) (local.get $s))))
            (local.set $x (f64.add
              (local.get $x)
              (f64.mul
                (f64x2.extract_lane 1 (local.get $both))
                (f64.sub (f64x2.extract_lane 0 (local.get $both)) (local.get $x)))))
            (f64.store (local.get $p) (local.get $x))))
          (local.set $p (i32.add (local.get $p) (i32.const 8)))
          (local.set $power (i32.load offset=4 (local.get $c)))
          (local.set $c (i32.add (local.get $c) (i32.const 8)))
          (loop $times
            (local.set $G (f64.mul (local.get $G) (local.get $x)))
            (local.set $power (i32.sub (local.get $power) (i32.const 1)))
            (br_if $times (local.get $power)))
          (local.set $gates (i32.sub (local.get $gates) (i32.const 1)))
          (br $gate)))
        (local.set $i (f64.mul (local.get $G) (f64.sub (local.get $V) (local.get $E))))
        (local.set $sum (f64.add (local.get $sum) (local.get $i)))
        (local.set $conductance (f64.add (local.get $conductance) (local.get $G)))
        (if (i32.and (local.get $head) (i32.const 1)) (then
          (local.set $calcium (f64.add (local.get $calcium) (local.get $i)))))
        (br $channel)))
      (f64.store offset=16
        (i32.add (local.get $segments) (i32.mul (local.get $j) (local.get $bytes)))
        (local.get $calcium))
      (f64.store (i32.add (local.get $current) (local.get $node)) (local.get $sum))
      (f64.store (i32.add (local.get $slope) (local.get $node)) (local.get $conductance))
      (local.set $j (i32.add (local.get $j) (i32.const 1)))
      (br $each)))
    (local.get $j)))
