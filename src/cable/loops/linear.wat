;; The loops of a linear cell, two nodes at a time (f64x2). They do what linearPlain.ts does, operation for operation in the same order, so
;; results are the same to the bit. Arguments that are arrays are addresses in bytes. Written by hand;
;; `npx vitest run test/unit/cable/loops/linear.test.ts -u` compiles it into linearWasmBytes.ts.
(module
  (memory (import "spikefield" "memory") 1)

  ;; Takes a cable through `count` steps. `cable` lists, as 32-bit numbers: pairs; groups in twos; their end; elimination; membrane; before (-1: backward
  ;; Euler); list of gates; how many; inputs; how many; changes; currents; imem; w (-1: not kept); bytes of a row of imem and w;
  ;; bytes of a row of changes and currents. Returns
  ;; how many steps are done when the potential of the root stops to be a number.
  (func (export "steps") (param $count i32) (param $cable i32) (result i32)
    (local $pairs i32) (local $bundles i32) (local $bundlesEnd i32) (local $elimination i32) (local $membrane i32) (local $before i32)
    (local $gates i32) (local $nGates i32) (local $inputs i32) (local $inputsEnd i32) (local $changes i32) (local $currents i32)
    (local $row i32) (local $w i32) (local $rowBytes i32) (local $inputBytes i32) (local $of i32)
    (local $step i32) (local $g i32) (local $i i32) (local $a i32) (local $b i32) (local $m i32) (local $o i32) (local $p i32) (local $stop i32)
    (local $a2 i32) (local $b2 i32) (local $m2 i32) (local $o2 i32) (local $stop2 i32)
    (local $r v128) (local $d v128) (local $d2 v128) (local $f v128) (local $capacitive v128) (local $v v128) (local $root f64)
    (local.set $pairs (i32.load (local.get $cable)))
    (local.set $bundles (i32.load offset=4 (local.get $cable)))
    (local.set $bundlesEnd (i32.load offset=8 (local.get $cable)))
    (local.set $elimination (i32.load offset=12 (local.get $cable)))
    (local.set $membrane (i32.load offset=16 (local.get $cable)))
    (local.set $before (i32.load offset=20 (local.get $cable)))
    (local.set $gates (i32.load offset=24 (local.get $cable)))
    (local.set $nGates (i32.load offset=28 (local.get $cable)))
    (local.set $inputs (i32.load offset=32 (local.get $cable)))
    (local.set $inputsEnd (i32.add (local.get $inputs) (i32.shl (i32.load offset=36 (local.get $cable)) (i32.const 3))))
    (local.set $changes (i32.load offset=40 (local.get $cable)))
    (local.set $currents (i32.load offset=44 (local.get $cable)))
    (local.set $row (i32.load offset=48 (local.get $cable)))
    (local.set $w (i32.load offset=52 (local.get $cable)))
    (local.set $rowBytes (i32.load offset=56 (local.get $cable)))
    (local.set $inputBytes (i32.load offset=60 (local.get $cable)))
    (block $end (loop $steps
      (br_if $end (i32.ge_s (local.get $step) (local.get $count)))
      (local.set $step (i32.add (local.get $step) (i32.const 1)))

      ;; Changes of the inputs.
      (local.set $i (local.get $inputs))
      (local.set $of (local.get $changes))
      (local.set $changes (i32.add (local.get $changes) (i32.const 8)))
      (block $done (loop $each
        (br_if $done (i32.ge_s (local.get $i) (local.get $inputsEnd)))
        (local.set $p (i32.add (local.get $elimination) (i32.shl (i32.load (local.get $i)) (i32.const 3))))
        (f64.store (local.get $p) (f64.add (f64.load (local.get $p)) (f64.load (local.get $of))))
        (local.set $of (i32.add (local.get $of) (local.get $inputBytes)))
        (local.set $i (i32.add (local.get $i) (i32.const 8)))
        (br $each)))

      ;; Crank-Nicolson needs the sides before elimination.
      (if (i32.ge_s (local.get $before) (i32.const 0)) (then
        (local.set $a (local.get $elimination))
        (local.set $b (local.get $before))
        (local.set $stop (i32.add (local.get $b) (i32.shl (local.get $pairs) (i32.const 4))))
        (loop $each
          (v128.store (local.get $b) (v128.load offset=16 (local.get $a)))
          (local.set $a (i32.add (local.get $a) (i32.const 32)))
          (br_if $each (i32.lt_s (local.tee $b (i32.add (local.get $b) (i32.const 16))) (local.get $stop))))))

      ;; Right-hand sides, from the leaves to the root. Two groups that do not wait for each other go side by side, where the second one begins.
      (local.set $g (local.get $bundlesEnd))
      (loop $eliminate
        (local.set $g (i32.sub (local.get $g) (i32.const 48)))
        (local.set $a (i32.add (local.get $elimination) (i32.shl (i32.load offset=4 (local.get $g)) (i32.const 5))))
        (local.set $a2 (i32.add (local.get $elimination) (i32.shl (i32.load offset=28 (local.get $g)) (i32.const 5))))
        (local.set $stop2 (i32.add (local.get $elimination) (i32.shl (i32.load offset=24 (local.get $g)) (i32.const 5))))
        ;; Where the first group is as far from its beginning as the second one.
        (local.set $stop (i32.add (i32.add (local.get $elimination) (i32.shl (i32.load (local.get $g)) (i32.const 5)))
          (i32.sub (local.get $a2) (local.get $stop2))))
        (local.set $d (v128.const i64x2 0 0))
        (local.set $d2 (v128.const i64x2 0 0))
        (block $done (loop $up
          (br_if $done (i32.le_s (local.get $a) (local.get $stop)))
          (local.set $a (i32.sub (local.get $a) (i32.const 32)))
          (v128.store offset=16 (local.get $a)
            (local.tee $r (f64x2.add (v128.load offset=16 (local.get $a)) (local.get $d))))
          (local.set $d (f64x2.mul (v128.load (local.get $a)) (local.get $r)))
          (br $up)))
        (block $done (loop $up
          (br_if $done (i32.le_s (local.get $a2) (local.get $stop2)))
          (local.set $a (i32.sub (local.get $a) (i32.const 32)))
          (local.set $a2 (i32.sub (local.get $a2) (i32.const 32)))
          (v128.store offset=16 (local.get $a)
            (local.tee $r (f64x2.add (v128.load offset=16 (local.get $a)) (local.get $d))))
          (local.set $d (f64x2.mul (v128.load (local.get $a)) (local.get $r)))
          (v128.store offset=16 (local.get $a2)
            (local.tee $r (f64x2.add (v128.load offset=16 (local.get $a2)) (local.get $d2))))
          (local.set $d2 (f64x2.mul (v128.load (local.get $a2)) (local.get $r)))
          (br $up)))
        (local.set $p (i32.add (local.get $elimination) (i32.shl (i32.load offset=32 (local.get $g)) (i32.const 3))))
        (f64.store (local.get $p) (f64.add (f64.load (local.get $p)) (f64x2.extract_lane 0 (local.get $d2))))
        (local.set $p (i32.add (local.get $elimination) (i32.shl (i32.load offset=36 (local.get $g)) (i32.const 3))))
        (f64.store (local.get $p) (f64.add (f64.load (local.get $p)) (f64x2.extract_lane 1 (local.get $d2))))
        (local.set $p (i32.add (local.get $elimination) (i32.shl (i32.load offset=8 (local.get $g)) (i32.const 3))))
        (f64.store (local.get $p) (f64.add (f64.load (local.get $p)) (f64x2.extract_lane 0 (local.get $d))))
        (local.set $p (i32.add (local.get $elimination) (i32.shl (i32.load offset=12 (local.get $g)) (i32.const 3))))
        (f64.store (local.get $p) (f64.add (f64.load (local.get $p)) (f64x2.extract_lane 1 (local.get $d))))
        (br_if $eliminate (i32.gt_s (local.get $g) (local.get $bundles))))

      ;; From the root to the leaves.
      (local.set $g (local.get $bundles))
      (loop $substitute
        (local.set $i (i32.load (local.get $g)))
        (local.set $a (i32.add (local.get $elimination) (i32.shl (local.get $i) (i32.const 5))))
        (local.set $b (i32.add (local.get $membrane) (i32.mul (local.get $i) (i32.const 80))))
        (local.set $m (i32.add (local.get $row) (i32.shl (local.get $i) (i32.const 4))))
        (local.set $o (i32.add (local.get $before) (i32.shl (local.get $i) (i32.const 4))))
        (local.set $stop (i32.add (local.get $elimination) (i32.shl (i32.load offset=4 (local.get $g)) (i32.const 5))))
        (local.set $d (v128.load64_lane 1
          (i32.add (local.get $membrane) (i32.shl (i32.load offset=20 (local.get $g)) (i32.const 3)))
          (v128.load64_zero (i32.add (local.get $membrane) (i32.shl (i32.load offset=16 (local.get $g)) (i32.const 3))))))
        (local.set $i (i32.load offset=24 (local.get $g)))
        (local.set $a2 (i32.add (local.get $elimination) (i32.shl (local.get $i) (i32.const 5))))
        (local.set $b2 (i32.add (local.get $membrane) (i32.mul (local.get $i) (i32.const 80))))
        (local.set $m2 (i32.add (local.get $row) (i32.shl (local.get $i) (i32.const 4))))
        (local.set $o2 (i32.add (local.get $before) (i32.shl (local.get $i) (i32.const 4))))
        (local.set $stop2 (i32.add (local.get $elimination) (i32.shl (i32.load offset=28 (local.get $g)) (i32.const 5))))
        (local.set $d2 (v128.load64_lane 1
          (i32.add (local.get $membrane) (i32.shl (i32.load offset=44 (local.get $g)) (i32.const 3)))
          (v128.load64_zero (i32.add (local.get $membrane) (i32.shl (i32.load offset=40 (local.get $g)) (i32.const 3))))))
        (if (i32.lt_s (local.get $before) (i32.const 0))
          (then
            (block $done (loop $down
              (br_if $done (i32.ge_s (local.get $a2) (local.get $stop2)))
              (v128.store offset=64 (local.get $b) (local.tee $d (f64x2.add
                (f64x2.mul (v128.load offset=16 (local.get $a)) (v128.load (local.get $b)))
                (f64x2.mul (v128.load (local.get $a)) (local.get $d)))))
              (v128.store offset=16 (local.get $a)
                (local.tee $capacitive (f64x2.mul (v128.load offset=16 (local.get $b)) (local.get $d))))
              (v128.store offset=48 (local.get $b)
                (local.tee $v (f64x2.add (v128.load offset=48 (local.get $b)) (local.get $d))))
              (v128.store (local.get $m) (f64x2.add
                (f64x2.mul (v128.load offset=32 (local.get $b)) (local.get $v)) (local.get $capacitive)))
              (local.set $a (i32.add (local.get $a) (i32.const 32)))
              (local.set $b (i32.add (local.get $b) (i32.const 80)))
              (local.set $m (i32.add (local.get $m) (i32.const 16)))
              (v128.store offset=64 (local.get $b2) (local.tee $d2 (f64x2.add
                (f64x2.mul (v128.load offset=16 (local.get $a2)) (v128.load (local.get $b2)))
                (f64x2.mul (v128.load (local.get $a2)) (local.get $d2)))))
              (v128.store offset=16 (local.get $a2)
                (local.tee $capacitive (f64x2.mul (v128.load offset=16 (local.get $b2)) (local.get $d2))))
              (v128.store offset=48 (local.get $b2)
                (local.tee $v (f64x2.add (v128.load offset=48 (local.get $b2)) (local.get $d2))))
              (v128.store (local.get $m2) (f64x2.add
                (f64x2.mul (v128.load offset=32 (local.get $b2)) (local.get $v)) (local.get $capacitive)))
              (local.set $a2 (i32.add (local.get $a2) (i32.const 32)))
              (local.set $b2 (i32.add (local.get $b2) (i32.const 80)))
              (local.set $m2 (i32.add (local.get $m2) (i32.const 16)))
              (br $down)))
            (block $done (loop $down
              (br_if $done (i32.ge_s (local.get $a) (local.get $stop)))
              (v128.store offset=64 (local.get $b) (local.tee $d (f64x2.add
                (f64x2.mul (v128.load offset=16 (local.get $a)) (v128.load (local.get $b)))
                (f64x2.mul (v128.load (local.get $a)) (local.get $d)))))
              (v128.store offset=16 (local.get $a)
                (local.tee $capacitive (f64x2.mul (v128.load offset=16 (local.get $b)) (local.get $d))))
              (v128.store offset=48 (local.get $b)
                (local.tee $v (f64x2.add (v128.load offset=48 (local.get $b)) (local.get $d))))
              (v128.store (local.get $m) (f64x2.add
                (f64x2.mul (v128.load offset=32 (local.get $b)) (local.get $v)) (local.get $capacitive)))
              (local.set $a (i32.add (local.get $a) (i32.const 32)))
              (local.set $b (i32.add (local.get $b) (i32.const 80)))
              (local.set $m (i32.add (local.get $m) (i32.const 16)))
              (br $down))))
          (else
            (block $done (loop $down
              (br_if $done (i32.ge_s (local.get $a2) (local.get $stop2)))
              (v128.store offset=64 (local.get $b) (local.tee $d (f64x2.add
                (f64x2.mul (v128.load offset=16 (local.get $a)) (v128.load (local.get $b)))
                (f64x2.mul (v128.load (local.get $a)) (local.get $d)))))
              (local.set $capacitive (f64x2.mul (v128.load offset=16 (local.get $b)) (local.get $d)))
              (v128.store offset=16 (local.get $a) (f64x2.sub
                (f64x2.add (local.get $capacitive) (local.get $capacitive)) (v128.load (local.get $o))))
              (local.set $v (f64x2.add (v128.load offset=48 (local.get $b)) (local.get $d)))
              (v128.store offset=48 (local.get $b) (f64x2.add (local.get $v) (local.get $d)))
              (v128.store (local.get $m) (f64x2.add
                (f64x2.mul (v128.load offset=32 (local.get $b)) (local.get $v)) (local.get $capacitive)))
              (local.set $a (i32.add (local.get $a) (i32.const 32)))
              (local.set $b (i32.add (local.get $b) (i32.const 80)))
              (local.set $m (i32.add (local.get $m) (i32.const 16)))
              (local.set $o (i32.add (local.get $o) (i32.const 16)))
              (v128.store offset=64 (local.get $b2) (local.tee $d2 (f64x2.add
                (f64x2.mul (v128.load offset=16 (local.get $a2)) (v128.load (local.get $b2)))
                (f64x2.mul (v128.load (local.get $a2)) (local.get $d2)))))
              (local.set $capacitive (f64x2.mul (v128.load offset=16 (local.get $b2)) (local.get $d2)))
              (v128.store offset=16 (local.get $a2) (f64x2.sub
                (f64x2.add (local.get $capacitive) (local.get $capacitive)) (v128.load (local.get $o2))))
              (local.set $v (f64x2.add (v128.load offset=48 (local.get $b2)) (local.get $d2)))
              (v128.store offset=48 (local.get $b2) (f64x2.add (local.get $v) (local.get $d2)))
              (v128.store (local.get $m2) (f64x2.add
                (f64x2.mul (v128.load offset=32 (local.get $b2)) (local.get $v)) (local.get $capacitive)))
              (local.set $a2 (i32.add (local.get $a2) (i32.const 32)))
              (local.set $b2 (i32.add (local.get $b2) (i32.const 80)))
              (local.set $m2 (i32.add (local.get $m2) (i32.const 16)))
              (local.set $o2 (i32.add (local.get $o2) (i32.const 16)))
              (br $down)))
            (block $done (loop $down
              (br_if $done (i32.ge_s (local.get $a) (local.get $stop)))
              (v128.store offset=64 (local.get $b) (local.tee $d (f64x2.add
                (f64x2.mul (v128.load offset=16 (local.get $a)) (v128.load (local.get $b)))
                (f64x2.mul (v128.load (local.get $a)) (local.get $d)))))
              (local.set $capacitive (f64x2.mul (v128.load offset=16 (local.get $b)) (local.get $d)))
              (v128.store offset=16 (local.get $a) (f64x2.sub
                (f64x2.add (local.get $capacitive) (local.get $capacitive)) (v128.load (local.get $o))))
              (local.set $v (f64x2.add (v128.load offset=48 (local.get $b)) (local.get $d)))
              (v128.store offset=48 (local.get $b) (f64x2.add (local.get $v) (local.get $d)))
              (v128.store (local.get $m) (f64x2.add
                (f64x2.mul (v128.load offset=32 (local.get $b)) (local.get $v)) (local.get $capacitive)))
              (local.set $a (i32.add (local.get $a) (i32.const 32)))
              (local.set $b (i32.add (local.get $b) (i32.const 80)))
              (local.set $m (i32.add (local.get $m) (i32.const 16)))
              (local.set $o (i32.add (local.get $o) (i32.const 16)))
              (br $down)))))
        (br_if $substitute (i32.lt_s (local.tee $g (i32.add (local.get $g) (i32.const 48))) (local.get $bundlesEnd))))

      ;; Currents of synapses are part of the membrane's.
      (local.set $i (local.get $inputs))
      (local.set $of (local.get $currents))
      (local.set $currents (i32.add (local.get $currents) (i32.const 8)))
      (block $done (loop $each
        (br_if $done (i32.ge_s (local.get $i) (local.get $inputsEnd)))
        (local.set $p (i32.add (local.get $row) (i32.shl (i32.load offset=4 (local.get $i)) (i32.const 3))))
        (f64.store (local.get $p) (f64.add (f64.load (local.get $p)) (f64.load (local.get $of))))
        (local.set $of (i32.add (local.get $of) (local.get $inputBytes)))
        (local.set $i (i32.add (local.get $i) (i32.const 8)))
        (br $each)))

      ;; Gates: their current, and their change over the step with the new potential.
      (local.set $i (i32.const 0))
      (block $done (loop $gates
        (br_if $done (i32.ge_s (local.get $i) (local.get $nGates)))
        (local.set $g (i32.load (i32.add (local.get $gates) (i32.shl (local.get $i) (i32.const 2)))))
        (local.set $i (i32.add (local.get $i) (i32.const 1)))
        (local.set $a (local.get $elimination))
        (local.set $b (local.get $membrane))
        (local.set $m (local.get $row))
        (local.set $stop (i32.add (local.get $g) (i32.shl (local.get $pairs) (i32.const 6))))
        (loop $each
          (local.set $v (v128.load offset=48 (local.get $g)))
          (local.set $f (v128.load (local.get $g)))
          (local.set $d (f64x2.mul (v128.load offset=16 (local.get $g)) (f64x2.sub
            (f64x2.add (v128.load offset=48 (local.get $b)) (v128.load offset=32 (local.get $g))) (local.get $v))))
          (v128.store (local.get $m) (f64x2.add (v128.load (local.get $m)) (f64x2.mul (local.get $f) (local.get $v))))
          (v128.store offset=16 (local.get $a) (f64x2.sub (v128.load offset=16 (local.get $a)) (f64x2.mul (local.get $f) (local.get $d))))
          (v128.store offset=48 (local.get $g) (f64x2.add (local.get $v) (local.get $d)))
          (local.set $a (i32.add (local.get $a) (i32.const 32)))
          (local.set $b (i32.add (local.get $b) (i32.const 80)))
          (local.set $m (i32.add (local.get $m) (i32.const 16)))
          (br_if $each (i32.lt_s (local.tee $g (i32.add (local.get $g) (i32.const 64))) (local.get $stop))))
        (br $gates)))

      ;; Potentials, where they are kept.
      (if (i32.ge_s (local.get $w) (i32.const 0)) (then
        (local.set $b (local.get $membrane))
        (local.set $m (local.get $w))
        (local.set $stop (i32.add (local.get $m) (i32.shl (local.get $pairs) (i32.const 4))))
        (loop $each
          (v128.store (local.get $m) (v128.load offset=48 (local.get $b)))
          (local.set $b (i32.add (local.get $b) (i32.const 80)))
          (br_if $each (i32.lt_s (local.tee $m (i32.add (local.get $m) (i32.const 16))) (local.get $stop))))
        (local.set $w (i32.add (local.get $w) (local.get $rowBytes)))))

      (local.set $row (i32.add (local.get $row) (local.get $rowBytes)))
      (local.set $root (f64.load offset=48 (local.get $membrane)))
      (br_if $steps (f64.eq (f64.sub (local.get $root) (local.get $root)) (f64.const 0)))))
    (local.get $step))

;; M (channels x 2 pairs) times `count` rows, `stride` bytes apart: two channels and two rows at a time, one sum per lane.
  (func (export "multiply")
    (param $M i32) (param $channels i32) (param $rowBytes i32) (param $rows i32) (param $stride i32) (param $count i32) (param $out i32)
    (local $outBytes i32) (local $s i32) (local $c i32) (local $m i32) (local $m2 i32) (local $from i32) (local $from2 i32) (local $end i32) (local $to i32)
    (local $x v128) (local $y v128) (local $p v128) (local $q v128) (local $a v128) (local $b v128) (local $c1 v128) (local $d v128)
    (local.set $outBytes (i32.shl (local.get $channels) (i32.const 3)))
    (block $done (loop $two
      (br_if $done (i32.ge_s (local.get $s) (local.get $count)))
      (local.set $c (i32.const 0))
      (block $wide (loop $channel
        (br_if $wide (i32.ge_s (local.get $c) (local.get $channels)))
        ;; Where there is no second row or channel, the first one is taken twice.
        (local.set $from (i32.add (local.get $rows) (i32.mul (local.get $s) (local.get $stride))))
        (local.set $from2 (select (i32.add (local.get $from) (local.get $stride)) (local.get $from)
          (i32.lt_s (i32.add (local.get $s) (i32.const 1)) (local.get $count))))
        (local.set $m (i32.add (local.get $M) (i32.mul (local.get $c) (local.get $rowBytes))))
        (local.set $m2 (select (i32.add (local.get $m) (local.get $rowBytes)) (local.get $m)
          (i32.lt_s (i32.add (local.get $c) (i32.const 1)) (local.get $channels))))
        (local.set $end (i32.add (local.get $m) (local.get $rowBytes)))
        (local.set $a (v128.const i64x2 0 0))
        (local.set $b (v128.const i64x2 0 0))
        (local.set $c1 (v128.const i64x2 0 0))
        (local.set $d (v128.const i64x2 0 0))
        (loop $sum
          (local.set $x (v128.load (local.get $m)))
          (local.set $y (v128.load (local.get $m2)))
          (local.set $p (v128.load (local.get $from)))
          (local.set $q (v128.load (local.get $from2)))
          (local.set $a (f64x2.add (local.get $a) (f64x2.mul (local.get $x) (local.get $p))))
          (local.set $b (f64x2.add (local.get $b) (f64x2.mul (local.get $y) (local.get $p))))
          (local.set $c1 (f64x2.add (local.get $c1) (f64x2.mul (local.get $x) (local.get $q))))
          (local.set $d (f64x2.add (local.get $d) (f64x2.mul (local.get $y) (local.get $q))))
          (local.set $m2 (i32.add (local.get $m2) (i32.const 16)))
          (local.set $from (i32.add (local.get $from) (i32.const 16)))
          (local.set $from2 (i32.add (local.get $from2) (i32.const 16)))
          (br_if $sum (i32.lt_s (local.tee $m (i32.add (local.get $m) (i32.const 16))) (local.get $end))))
        (local.set $to (i32.add (i32.add (local.get $out) (i32.mul (local.get $s) (local.get $outBytes))) (i32.shl (local.get $c) (i32.const 3))))
        (if (i32.lt_s (i32.add (local.get $s) (i32.const 1)) (local.get $count)) (then
          (local.set $m (i32.add (local.get $to) (local.get $outBytes)))
          (if (i32.lt_s (i32.add (local.get $c) (i32.const 1)) (local.get $channels)) (then
            (f64.store offset=8 (local.get $m) (f64.add (f64x2.extract_lane 0 (local.get $d)) (f64x2.extract_lane 1 (local.get $d))))))
          (f64.store (local.get $m) (f64.add (f64x2.extract_lane 0 (local.get $c1)) (f64x2.extract_lane 1 (local.get $c1))))))
        (if (i32.lt_s (i32.add (local.get $c) (i32.const 1)) (local.get $channels)) (then
          (f64.store offset=8 (local.get $to) (f64.add (f64x2.extract_lane 0 (local.get $b)) (f64x2.extract_lane 1 (local.get $b))))))
        (f64.store (local.get $to) (f64.add (f64x2.extract_lane 0 (local.get $a)) (f64x2.extract_lane 1 (local.get $a))))
        (local.set $c (i32.add (local.get $c) (i32.const 2)))
        (br $channel)))
      (local.set $s (i32.add (local.get $s) (i32.const 2)))
      (br $two)))))
