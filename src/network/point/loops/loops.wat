;; The loops that take most of the time of a network simulation, two neurons at a time (f64x2). They do what plain.ts does, operation for
;; operation in the same order, so results are the same to the bit. Arguments that are arrays are addresses in bytes. Written by hand;
;; `npx vitest run test/unit/network/point/loops.test.ts -u` compiles it into wasmBytes.ts.
(module
  (memory (import "spikefield" "memory") 1)

  ;; `steps` steps, one to four within 4 m + 1 .. 4 m + 4, of the neurons begin .. end - 1 with one synaptic current, s. `state` holds, one array
  ;; after the other, the potential, the currents (room for two) and the shift of the potential per step. Neurons that spike or are
  ;; refractory are left as they were and noted in `left`; returns how many. The counts of a neuron are four bytes, one per step of 4 m + 1 ...
  (func (export "stepsMerged")
    (param $begin i32) (param $end i32) (param $time i32) (param $steps i32) (param $size i32)
    (param $state i32) (param $until i32) (param $left i32) (param $rowBytes i32)
    (param $sRow i32) (param $sCounts i32) (param $sWeight f64) (param $sA f64) (param $sP f64)
    (param $Pm f64) (param $threshold f64)
    (result i32)
    (local $n i32) (local $noted i32) (local $sizeBytes i32) (local $last i32) (local $bits i32) (local $k i32) (local $v i32)
    (local $zero v128) (local $byte v128) (local $decay v128) (local $spikes v128) (local $shift v128) (local $late v128) (local $now v128)
    (local $u0 v128) (local $u v128)
    (local $pairsLeft i32) (local $uB v128) (local $siB v128) (local $shiftB v128) (local $lateB v128) (local $four v128)
    (local $sInput i32) (local $sw v128) (local $sc v128) (local $sa v128) (local $sp v128) (local $sI i32) (local $si0 v128) (local $si v128)
    (local.set $sizeBytes (i32.shl (local.get $size) (i32.const 3)))
    (local.set $bits (i32.shl (i32.and (local.get $time) (i32.const 3)) (i32.const 3)))
    (local.set $byte (i32x4.splat (i32.const 255)))
    (local.set $decay (f64x2.splat (local.get $Pm)))
    (local.set $spikes (f64x2.splat (local.get $threshold)))
    (local.set $now (i32x4.splat (local.get $time)))
    (local.set $sw (f64x2.splat (local.get $sWeight)))
    (local.set $sa (f64x2.splat (local.get $sA)))
    (local.set $sp (f64x2.splat (local.get $sP)))
    (local.set $n (local.get $begin))
    (local.set $last (i32.sub (local.get $end) (i32.const 1)))
    (block $done (loop $pairs
      ;; Four at once as long as none of them spikes or is refractory: two chains of operations that do not wait for each other.
      (if (i32.eqz (local.get $pairsLeft)) (then
    (block $few (loop $quads
      (br_if $few (i32.ge_s (i32.add (local.get $n) (i32.const 2)) (local.get $last)))
      (local.set $v (i32.add (local.get $state) (i32.shl (local.get $n) (i32.const 3))))
      (local.set $sI (i32.add (local.get $v) (local.get $sizeBytes)))
      (local.set $shift (v128.load (i32.add (local.get $v) (i32.mul (local.get $sizeBytes) (i32.const 3)))))
      (local.set $shiftB (v128.load offset=16 (i32.add (local.get $v) (i32.mul (local.get $sizeBytes) (i32.const 3)))))
      (local.set $u (v128.load (local.get $v)))
      (local.set $uB (v128.load offset=16 (local.get $v)))
      (local.set $si (v128.load (local.get $sI)))
      (local.set $siB (v128.load offset=16 (local.get $sI)))
      (local.set $sInput (i32.add (local.get $sRow) (i32.shl (local.get $n) (i32.const 3))))
      (local.set $sc (i32x4.shr_u
        (v128.load (i32.add (local.get $sCounts) (i32.shl (local.get $n) (i32.const 2))))
        (local.get $bits)))
      (local.set $late (i32x4.gt_s
        (v128.load (i32.add (local.get $until) (i32.shl (local.get $n) (i32.const 2))))
        (local.get $now)))
      (local.set $lateB (i64x2.extend_high_i32x4_s (local.get $late)))
      (local.set $late (i64x2.extend_low_i32x4_s (local.get $late)))
      (local.set $k (local.get $steps))
      (loop $step
        (local.set $u (f64x2.add
          (f64x2.add (f64x2.mul (local.get $decay) (local.get $u)) (f64x2.mul (local.get $sa) (local.get $si)))
          (local.get $shift)))
        (local.set $uB (f64x2.add
          (f64x2.add (f64x2.mul (local.get $decay) (local.get $uB)) (f64x2.mul (local.get $sa) (local.get $siB)))
          (local.get $shiftB)))
        (local.set $four (v128.and (local.get $sc) (local.get $byte)))
        (local.set $si (f64x2.add
          (f64x2.mul (local.get $sp) (local.get $si))
          (f64x2.add
            (v128.load (local.get $sInput))
            (f64x2.mul (local.get $sw) (f64x2.convert_low_i32x4_s (local.get $four))))))
        (local.set $siB (f64x2.add
          (f64x2.mul (local.get $sp) (local.get $siB))
          (f64x2.add
            (v128.load offset=16 (local.get $sInput))
            (f64x2.mul (local.get $sw) (f64x2.convert_low_i32x4_s
              (i8x16.shuffle 8 9 10 11 12 13 14 15 8 9 10 11 12 13 14 15 (local.get $four) (local.get $four)))))))
        (local.set $late (v128.or (local.get $late) (f64x2.ge (local.get $u) (local.get $spikes))))
        (local.set $lateB (v128.or (local.get $lateB) (f64x2.ge (local.get $uB) (local.get $spikes))))
        (local.set $sc (i32x4.shr_u (local.get $sc) (i32.const 8)))
        (local.set $sInput (i32.add (local.get $sInput) (local.get $rowBytes)))
        (br_if $step (local.tee $k (i32.sub (local.get $k) (i32.const 1)))))
      ;; Such four go through the loop of pairs.
      (br_if $few (v128.any_true (v128.or (local.get $late) (local.get $lateB))))
      (v128.store (local.get $v) (local.get $u))
      (v128.store offset=16 (local.get $v) (local.get $uB))
      (v128.store (local.get $sI) (local.get $si))
      (v128.store offset=16 (local.get $sI) (local.get $siB))
      (local.set $k (local.get $steps))
      (loop $clear
        (local.set $sInput (i32.sub (local.get $sInput) (local.get $rowBytes)))
        (v128.store (local.get $sInput) (local.get $zero))
        (v128.store offset=16 (local.get $sInput) (local.get $zero))
        (br_if $clear (local.tee $k (i32.sub (local.get $k) (i32.const 1)))))
      (local.set $n (i32.add (local.get $n) (i32.const 4)))
      (br $quads)))
        (local.set $pairsLeft (i32.const 2))))
      (local.set $pairsLeft (i32.sub (local.get $pairsLeft) (i32.const 1)))
      (br_if $done (i32.ge_s (local.get $n) (local.get $last)))
      (local.set $v (i32.add (local.get $state) (i32.shl (local.get $n) (i32.const 3))))
      (local.set $shift (v128.load (i32.add (local.get $v) (i32.mul (local.get $sizeBytes) (i32.const 3)))))
      (local.set $u0 (v128.load (local.get $v)))
      (local.set $u (local.get $u0))
      (local.set $sInput (i32.add (local.get $sRow) (i32.shl (local.get $n) (i32.const 3))))
      (local.set $sc (i32x4.shr_u
        (v128.load64_zero (i32.add (local.get $sCounts) (i32.shl (local.get $n) (i32.const 2))))
        (local.get $bits)))
      (local.set $sI (i32.add (local.get $v) (local.get $sizeBytes)))
      (local.set $si0 (v128.load (local.get $sI)))
      (local.set $si (local.get $si0))
      ;; All ones for a neuron whose refractory period ends after $time, and later for one that spikes.
      (local.set $late (i64x2.extend_low_i32x4_s (i32x4.gt_s
        (v128.load64_zero (i32.add (local.get $until) (i32.shl (local.get $n) (i32.const 2))))
        (local.get $now))))
      (local.set $k (local.get $steps))
      (loop $step
        ;; The potential, Pm u + A I + shift, then the current, P I + (input + weight count).
        (local.set $u (f64x2.add
          (f64x2.add (f64x2.mul (local.get $decay) (local.get $u)) (f64x2.mul (local.get $sa) (local.get $si)))
          (local.get $shift)))
        (local.set $si (f64x2.add
          (f64x2.mul (local.get $sp) (local.get $si))
          (f64x2.add
            (v128.load (local.get $sInput))
            (f64x2.mul (local.get $sw) (f64x2.convert_low_i32x4_s
              (v128.and (local.get $sc) (local.get $byte)))))))
        (local.set $late (v128.or (local.get $late) (f64x2.ge (local.get $u) (local.get $spikes))))
        (local.set $sc (i32x4.shr_u (local.get $sc) (i32.const 8)))
        (local.set $sInput (i32.add (local.get $sInput) (local.get $rowBytes)))
        (br_if $step (local.tee $k (i32.sub (local.get $k) (i32.const 1)))))
      ;; The way back through the input sets it to 0, but for the neurons that are left.
      (local.set $k (local.get $steps))
      (if (v128.any_true (local.get $late))
        (then
          (if (i64.ne (i64x2.extract_lane 0 (local.get $late)) (i64.const 0)) (then
            (i32.store (i32.add (local.get $left) (i32.shl (local.get $noted) (i32.const 2))) (local.get $n))
            (local.set $noted (i32.add (local.get $noted) (i32.const 1)))))
          (if (i64.ne (i64x2.extract_lane 1 (local.get $late)) (i64.const 0)) (then
            (i32.store (i32.add (local.get $left) (i32.shl (local.get $noted) (i32.const 2))) (i32.add (local.get $n) (i32.const 1)))
            (local.set $noted (i32.add (local.get $noted) (i32.const 1)))))
          (v128.store (local.get $v) (v128.bitselect (local.get $u0) (local.get $u) (local.get $late)))
          (v128.store (local.get $sI) (v128.bitselect (local.get $si0) (local.get $si) (local.get $late)))
          (loop $clear
            (local.set $sInput (i32.sub (local.get $sInput) (local.get $rowBytes)))
            (v128.store (local.get $sInput) (v128.and (v128.load (local.get $sInput)) (local.get $late)))
            (br_if $clear (local.tee $k (i32.sub (local.get $k) (i32.const 1))))))
        (else
          (v128.store (local.get $v) (local.get $u))
          (v128.store (local.get $sI) (local.get $si))
          (loop $clear
            (local.set $sInput (i32.sub (local.get $sInput) (local.get $rowBytes)))
            (v128.store (local.get $sInput) (local.get $zero))
            (br_if $clear (local.tee $k (i32.sub (local.get $k) (i32.const 1)))))))
      (local.set $n (i32.add (local.get $n) (i32.const 2)))
      (br $pairs)))
    ;; The last one of an odd number is left to the general loop.
    (if (i32.lt_s (local.get $n) (local.get $end)) (then
      (i32.store (i32.add (local.get $left) (i32.shl (local.get $noted) (i32.const 2))) (local.get $n))
      (local.set $noted (i32.add (local.get $noted) (i32.const 1)))))
    (local.get $noted))

  ;; The same with an excitatory current, e, and an inhibitory one, i.
  (func (export "stepsApart")
    (param $begin i32) (param $end i32) (param $time i32) (param $steps i32) (param $size i32)
    (param $state i32) (param $until i32) (param $left i32) (param $rowBytes i32)
    (param $eRow i32) (param $eCounts i32) (param $eWeight f64) (param $eA f64) (param $eP f64)
    (param $iRow i32) (param $iCounts i32) (param $iWeight f64) (param $iA f64) (param $iP f64)
    (param $Pm f64) (param $threshold f64)
    (result i32)
    (local $n i32) (local $noted i32) (local $sizeBytes i32) (local $last i32) (local $bits i32) (local $k i32) (local $v i32)
    (local $zero v128) (local $byte v128) (local $decay v128) (local $spikes v128) (local $shift v128) (local $late v128) (local $now v128)
    (local $u0 v128) (local $u v128)
    (local $eInput i32) (local $ew v128) (local $ec v128) (local $ea v128) (local $ep v128) (local $eI i32) (local $ei0 v128) (local $ei v128)
    (local $iInput i32) (local $iw v128) (local $ic v128) (local $ia v128) (local $ip v128) (local $iI i32) (local $ii0 v128) (local $ii v128)
    (local.set $sizeBytes (i32.shl (local.get $size) (i32.const 3)))
    (local.set $bits (i32.shl (i32.and (local.get $time) (i32.const 3)) (i32.const 3)))
    (local.set $byte (i32x4.splat (i32.const 255)))
    (local.set $decay (f64x2.splat (local.get $Pm)))
    (local.set $spikes (f64x2.splat (local.get $threshold)))
    (local.set $now (i32x4.splat (local.get $time)))
    (local.set $ew (f64x2.splat (local.get $eWeight)))
    (local.set $ea (f64x2.splat (local.get $eA)))
    (local.set $ep (f64x2.splat (local.get $eP)))
    (local.set $iw (f64x2.splat (local.get $iWeight)))
    (local.set $ia (f64x2.splat (local.get $iA)))
    (local.set $ip (f64x2.splat (local.get $iP)))
    (local.set $n (local.get $begin))
    (local.set $last (i32.sub (local.get $end) (i32.const 1)))
    (block $done (loop $pairs
      (br_if $done (i32.ge_s (local.get $n) (local.get $last)))
      (local.set $v (i32.add (local.get $state) (i32.shl (local.get $n) (i32.const 3))))
      (local.set $shift (v128.load (i32.add (local.get $v) (i32.mul (local.get $sizeBytes) (i32.const 3)))))
      (local.set $u0 (v128.load (local.get $v)))
      (local.set $u (local.get $u0))
      (local.set $eInput (i32.add (local.get $eRow) (i32.shl (local.get $n) (i32.const 3))))
      (local.set $ec (i32x4.shr_u
        (v128.load64_zero (i32.add (local.get $eCounts) (i32.shl (local.get $n) (i32.const 2))))
        (local.get $bits)))
      (local.set $eI (i32.add (local.get $v) (local.get $sizeBytes)))
      (local.set $ei0 (v128.load (local.get $eI)))
      (local.set $ei (local.get $ei0))
      (local.set $iInput (i32.add (local.get $iRow) (i32.shl (local.get $n) (i32.const 3))))
      (local.set $ic (i32x4.shr_u
        (v128.load64_zero (i32.add (local.get $iCounts) (i32.shl (local.get $n) (i32.const 2))))
        (local.get $bits)))
      (local.set $iI (i32.add (local.get $eI) (local.get $sizeBytes)))
      (local.set $ii0 (v128.load (local.get $iI)))
      (local.set $ii (local.get $ii0))
      ;; All ones for a neuron whose refractory period ends after $time, and later for one that spikes.
      (local.set $late (i64x2.extend_low_i32x4_s (i32x4.gt_s
        (v128.load64_zero (i32.add (local.get $until) (i32.shl (local.get $n) (i32.const 2))))
        (local.get $now))))
      (local.set $k (local.get $steps))
      (loop $step
        ;; The potential, Pm u + A I + A I + shift, then the currents, P I + (input + weight count).
        (local.set $u (f64x2.add
          (f64x2.add (f64x2.add (f64x2.mul (local.get $decay) (local.get $u)) (f64x2.mul (local.get $ea) (local.get $ei))) (f64x2.mul (local.get $ia) (local.get $ii)))
          (local.get $shift)))
        (local.set $ei (f64x2.add
          (f64x2.mul (local.get $ep) (local.get $ei))
          (f64x2.add
            (v128.load (local.get $eInput))
            (f64x2.mul (local.get $ew) (f64x2.convert_low_i32x4_s
              (v128.and (local.get $ec) (local.get $byte)))))))
        (local.set $ii (f64x2.add
          (f64x2.mul (local.get $ip) (local.get $ii))
          (f64x2.add
            (v128.load (local.get $iInput))
            (f64x2.mul (local.get $iw) (f64x2.convert_low_i32x4_s
              (v128.and (local.get $ic) (local.get $byte)))))))
        (local.set $late (v128.or (local.get $late) (f64x2.ge (local.get $u) (local.get $spikes))))
        (local.set $ec (i32x4.shr_u (local.get $ec) (i32.const 8)))
        (local.set $eInput (i32.add (local.get $eInput) (local.get $rowBytes)))
        (local.set $ic (i32x4.shr_u (local.get $ic) (i32.const 8)))
        (local.set $iInput (i32.add (local.get $iInput) (local.get $rowBytes)))
        (br_if $step (local.tee $k (i32.sub (local.get $k) (i32.const 1)))))
      ;; The way back through the input sets it to 0, but for the neurons that are left.
      (local.set $k (local.get $steps))
      (if (v128.any_true (local.get $late))
        (then
          (if (i64.ne (i64x2.extract_lane 0 (local.get $late)) (i64.const 0)) (then
            (i32.store (i32.add (local.get $left) (i32.shl (local.get $noted) (i32.const 2))) (local.get $n))
            (local.set $noted (i32.add (local.get $noted) (i32.const 1)))))
          (if (i64.ne (i64x2.extract_lane 1 (local.get $late)) (i64.const 0)) (then
            (i32.store (i32.add (local.get $left) (i32.shl (local.get $noted) (i32.const 2))) (i32.add (local.get $n) (i32.const 1)))
            (local.set $noted (i32.add (local.get $noted) (i32.const 1)))))
          (v128.store (local.get $v) (v128.bitselect (local.get $u0) (local.get $u) (local.get $late)))
          (v128.store (local.get $eI) (v128.bitselect (local.get $ei0) (local.get $ei) (local.get $late)))
          (v128.store (local.get $iI) (v128.bitselect (local.get $ii0) (local.get $ii) (local.get $late)))
          (loop $clear
            (local.set $eInput (i32.sub (local.get $eInput) (local.get $rowBytes)))
            (v128.store (local.get $eInput) (v128.and (v128.load (local.get $eInput)) (local.get $late)))
            (local.set $iInput (i32.sub (local.get $iInput) (local.get $rowBytes)))
            (v128.store (local.get $iInput) (v128.and (v128.load (local.get $iInput)) (local.get $late)))
            (br_if $clear (local.tee $k (i32.sub (local.get $k) (i32.const 1))))))
        (else
          (v128.store (local.get $v) (local.get $u))
          (v128.store (local.get $eI) (local.get $ei))
          (v128.store (local.get $iI) (local.get $ii))
          (loop $clear
            (local.set $eInput (i32.sub (local.get $eInput) (local.get $rowBytes)))
            (v128.store (local.get $eInput) (local.get $zero))
            (local.set $iInput (i32.sub (local.get $iInput) (local.get $rowBytes)))
            (v128.store (local.get $iInput) (local.get $zero))
            (br_if $clear (local.tee $k (i32.sub (local.get $k) (i32.const 1)))))))
      (local.set $n (i32.add (local.get $n) (i32.const 2)))
      (br $pairs)))
    ;; The last one of an odd number is left to the general loop.
    (if (i32.lt_s (local.get $n) (local.get $end)) (then
      (i32.store (i32.add (local.get $left) (i32.shl (local.get $noted) (i32.const 2))) (local.get $n))
      (local.set $noted (i32.add (local.get $noted) (i32.const 1)))))
    (local.get $noted))

  ;; The same with input, s, that moves the potential itself.
  (func (export "stepsDelta")
    (param $begin i32) (param $end i32) (param $time i32) (param $steps i32) (param $size i32)
    (param $state i32) (param $until i32) (param $left i32) (param $rowBytes i32)
    (param $sRow i32) (param $sCounts i32) (param $sWeight f64)
    (param $Pm f64) (param $threshold f64)
    (result i32)
    (local $n i32) (local $noted i32) (local $sizeBytes i32) (local $last i32) (local $bits i32) (local $k i32) (local $v i32)
    (local $zero v128) (local $byte v128) (local $decay v128) (local $spikes v128) (local $shift v128) (local $late v128) (local $now v128)
    (local $u0 v128) (local $u v128)
    (local $sInput i32) (local $sw v128) (local $sc v128)
    (local.set $sizeBytes (i32.shl (local.get $size) (i32.const 3)))
    (local.set $bits (i32.shl (i32.and (local.get $time) (i32.const 3)) (i32.const 3)))
    (local.set $byte (i32x4.splat (i32.const 255)))
    (local.set $decay (f64x2.splat (local.get $Pm)))
    (local.set $spikes (f64x2.splat (local.get $threshold)))
    (local.set $now (i32x4.splat (local.get $time)))
    (local.set $sw (f64x2.splat (local.get $sWeight)))
    (local.set $n (local.get $begin))
    (local.set $last (i32.sub (local.get $end) (i32.const 1)))
    (block $done (loop $pairs
      (br_if $done (i32.ge_s (local.get $n) (local.get $last)))
      (local.set $v (i32.add (local.get $state) (i32.shl (local.get $n) (i32.const 3))))
      (local.set $shift (v128.load (i32.add (local.get $v) (i32.mul (local.get $sizeBytes) (i32.const 3)))))
      (local.set $u0 (v128.load (local.get $v)))
      (local.set $u (local.get $u0))
      (local.set $sInput (i32.add (local.get $sRow) (i32.shl (local.get $n) (i32.const 3))))
      (local.set $sc (i32x4.shr_u
        (v128.load64_zero (i32.add (local.get $sCounts) (i32.shl (local.get $n) (i32.const 2))))
        (local.get $bits)))
      ;; All ones for a neuron whose refractory period ends after $time, and later for one that spikes.
      (local.set $late (i64x2.extend_low_i32x4_s (i32x4.gt_s
        (v128.load64_zero (i32.add (local.get $until) (i32.shl (local.get $n) (i32.const 2))))
        (local.get $now))))
      (local.set $k (local.get $steps))
      (loop $step
        ;; Pm u + shift + (input + weight count).
        (local.set $u (f64x2.add
          (f64x2.add (f64x2.mul (local.get $decay) (local.get $u)) (local.get $shift))
          (f64x2.add
            (v128.load (local.get $sInput))
            (f64x2.mul (local.get $sw) (f64x2.convert_low_i32x4_s
              (v128.and (local.get $sc) (local.get $byte)))))))
        (local.set $late (v128.or (local.get $late) (f64x2.ge (local.get $u) (local.get $spikes))))
        (local.set $sc (i32x4.shr_u (local.get $sc) (i32.const 8)))
        (local.set $sInput (i32.add (local.get $sInput) (local.get $rowBytes)))
        (br_if $step (local.tee $k (i32.sub (local.get $k) (i32.const 1)))))
      ;; The way back through the input sets it to 0, but for the neurons that are left.
      (local.set $k (local.get $steps))
      (if (v128.any_true (local.get $late))
        (then
          (if (i64.ne (i64x2.extract_lane 0 (local.get $late)) (i64.const 0)) (then
            (i32.store (i32.add (local.get $left) (i32.shl (local.get $noted) (i32.const 2))) (local.get $n))
            (local.set $noted (i32.add (local.get $noted) (i32.const 1)))))
          (if (i64.ne (i64x2.extract_lane 1 (local.get $late)) (i64.const 0)) (then
            (i32.store (i32.add (local.get $left) (i32.shl (local.get $noted) (i32.const 2))) (i32.add (local.get $n) (i32.const 1)))
            (local.set $noted (i32.add (local.get $noted) (i32.const 1)))))
          (v128.store (local.get $v) (v128.bitselect (local.get $u0) (local.get $u) (local.get $late)))
          (loop $clear
            (local.set $sInput (i32.sub (local.get $sInput) (local.get $rowBytes)))
            (v128.store (local.get $sInput) (v128.and (v128.load (local.get $sInput)) (local.get $late)))
            (br_if $clear (local.tee $k (i32.sub (local.get $k) (i32.const 1))))))
        (else
          (v128.store (local.get $v) (local.get $u))
          (loop $clear
            (local.set $sInput (i32.sub (local.get $sInput) (local.get $rowBytes)))
            (v128.store (local.get $sInput) (local.get $zero))
            (br_if $clear (local.tee $k (i32.sub (local.get $k) (i32.const 1)))))))
      (local.set $n (i32.add (local.get $n) (i32.const 2)))
      (br $pairs)))
    ;; The last one of an odd number is left to the general loop.
    (if (i32.lt_s (local.get $n) (local.get $end)) (then
      (i32.store (i32.add (local.get $left) (i32.shl (local.get $noted) (i32.const 2))) (local.get $n))
      (local.set $noted (i32.add (local.get $noted) (i32.const 1)))))
    (local.get $noted))

  ;; xoshiro128++ on a state in memory: 53 bits, uniform on [0, 1).
  (func $word (param $stream i32) (result i32)
    (local $s0 i32) (local $s1 i32) (local $s2 i32) (local $s3 i32)
    (local.set $s0 (i32.load (local.get $stream)))
    (local.set $s1 (i32.load offset=4 (local.get $stream)))
    (local.set $s2 (i32.xor (i32.load offset=8 (local.get $stream)) (local.get $s0)))
    (local.set $s3 (i32.xor (i32.load offset=12 (local.get $stream)) (local.get $s1)))
    ;; The last word of the state before the step is needed once more: s3 xor s1 gives it back.
    (i32.add
      (i32.rotl
        (i32.add (local.get $s0) (i32.xor (local.get $s3) (local.get $s1)))
        (i32.const 7))
      (local.get $s0))
    (i32.store (local.get $stream) (i32.xor (local.get $s0) (local.get $s3)))
    (i32.store offset=4 (local.get $stream) (i32.xor (local.get $s1) (local.get $s2)))
    (i32.store offset=8 (local.get $stream) (i32.xor (local.get $s2) (i32.shl (local.get $s1) (i32.const 9))))
    (i32.store offset=12 (local.get $stream) (i32.rotl (local.get $s3) (i32.const 11))))

  ;; A value of the left-over probabilities (doubles, cumulated): the first one above a uniform number u, or the last one; the search begins
  ;; at guide[256 u].
  (func $leftOver
    (param $stream i32) (param $cumulated i32) (param $size i32) (param $values i32) (param $guide i32)
    (result i32)
    (local $word i32) (local $u f64) (local $i i32) (local $last i32)
    (local.set $word (call $word (local.get $stream)))
    (local.set $u (f64.mul
      (f64.add
        (f64.mul (f64.convert_i32_u (i32.shr_u (local.get $word) (i32.const 5))) (f64.const 67108864))
        (f64.convert_i32_u (i32.shr_u (call $word (local.get $stream)) (i32.const 6))))
      (f64.const 0x1p-53)))
    (local.set $last (i32.sub (local.get $size) (i32.const 1)))
    (local.set $i (i32.load16_u (i32.add
      (local.get $guide)
      (i32.shl (i32.shr_u (local.get $word) (i32.const 24)) (i32.const 1)))))
    (block $found (loop $next
      (br_if $found (i32.ge_s (local.get $i) (local.get $last)))
      (br_if $found (f64.gt
        (f64.load (i32.add (local.get $cumulated) (i32.shl (local.get $i) (i32.const 3))))
        (local.get $u)))
      (local.set $i (i32.add (local.get $i) (i32.const 1)))
      (br $next)))
    (i32.load16_u (i32.add (local.get $values) (i32.shl (local.get $i) (i32.const 1)))))

  ;; Draws `words` times three (fine = 0: 10 bits each) or two (fine = 1: 13 bits) values of 16 bits from a table, of which `used` entries
  ;; are in use; the rest leads to the left-over probabilities, drawn when all words are done. `marks` has room for one number per draw.
  (func (export "draw")
    (param $stream i32) (param $words i32) (param $fine i32) (param $table i32) (param $used i32)
    (param $cumulated i32) (param $size i32) (param $values i32) (param $guide i32)
    (param $out i32) (param $marks i32)
    (local $s0 i32) (local $s1 i32) (local $s2 i32) (local $s3 i32) (local $word i32) (local $t i32)
    (local $a i32) (local $b i32) (local $c i32) (local $mark i32)
    (local.set $s0 (i32.load (local.get $stream)))
    (local.set $s1 (i32.load offset=4 (local.get $stream)))
    (local.set $s2 (i32.load offset=8 (local.get $stream)))
    (local.set $s3 (i32.load offset=12 (local.get $stream)))
    (local.set $mark (local.get $marks))
    (block $done (loop $next
      (br_if $done (i32.eqz (local.get $words)))
      (local.set $words (i32.sub (local.get $words) (i32.const 1)))
      (local.set $word (i32.add
        (i32.rotl (i32.add (local.get $s0) (local.get $s3)) (i32.const 7))
        (local.get $s0)))
      (local.set $t (i32.shl (local.get $s1) (i32.const 9)))
      (local.set $s2 (i32.xor (local.get $s2) (local.get $s0)))
      (local.set $s3 (i32.xor (local.get $s3) (local.get $s1)))
      (local.set $s1 (i32.xor (local.get $s1) (local.get $s2)))
      (local.set $s0 (i32.xor (local.get $s0) (local.get $s3)))
      (local.set $s2 (i32.xor (local.get $s2) (local.get $t)))
      (local.set $s3 (i32.rotl (local.get $s3) (i32.const 11)))
      (if (local.get $fine)
        (then
          (local.set $a (i32.and (local.get $word) (i32.const 8191)))
          (local.set $b (i32.and (i32.shr_u (local.get $word) (i32.const 16)) (i32.const 8191)))
          (i32.store16 (local.get $out)
            (i32.load16_u (i32.add (local.get $table) (i32.shl (local.get $a) (i32.const 1)))))
          (i32.store16 offset=2 (local.get $out)
            (i32.load16_u (i32.add (local.get $table) (i32.shl (local.get $b) (i32.const 1)))))
          ;; Notes the place of a draw; the next note overwrites it unless the draw is beyond the entries in use.
          (i32.store (local.get $mark) (local.get $out))
          (local.set $mark (i32.add (local.get $mark)
            (i32.shl (i32.ge_u (local.get $a) (local.get $used)) (i32.const 2))))
          (i32.store (local.get $mark) (i32.add (local.get $out) (i32.const 2)))
          (local.set $mark (i32.add (local.get $mark)
            (i32.shl (i32.ge_u (local.get $b) (local.get $used)) (i32.const 2))))
          (local.set $out (i32.add (local.get $out) (i32.const 4))))
        (else
          (local.set $a (i32.and (local.get $word) (i32.const 1023)))
          (local.set $b (i32.and (i32.shr_u (local.get $word) (i32.const 10)) (i32.const 1023)))
          (local.set $c (i32.and (i32.shr_u (local.get $word) (i32.const 20)) (i32.const 1023)))
          (i32.store16 (local.get $out)
            (i32.load16_u (i32.add (local.get $table) (i32.shl (local.get $a) (i32.const 1)))))
          (i32.store16 offset=2 (local.get $out)
            (i32.load16_u (i32.add (local.get $table) (i32.shl (local.get $b) (i32.const 1)))))
          (i32.store16 offset=4 (local.get $out)
            (i32.load16_u (i32.add (local.get $table) (i32.shl (local.get $c) (i32.const 1)))))
          (i32.store (local.get $mark) (local.get $out))
          (local.set $mark (i32.add (local.get $mark)
            (i32.shl (i32.ge_u (local.get $a) (local.get $used)) (i32.const 2))))
          (i32.store (local.get $mark) (i32.add (local.get $out) (i32.const 2)))
          (local.set $mark (i32.add (local.get $mark)
            (i32.shl (i32.ge_u (local.get $b) (local.get $used)) (i32.const 2))))
          (i32.store (local.get $mark) (i32.add (local.get $out) (i32.const 4)))
          (local.set $mark (i32.add (local.get $mark)
            (i32.shl (i32.ge_u (local.get $c) (local.get $used)) (i32.const 2))))
          (local.set $out (i32.add (local.get $out) (i32.const 6)))))
      (br $next)))
    (i32.store (local.get $stream) (local.get $s0))
    (i32.store offset=4 (local.get $stream) (local.get $s1))
    (i32.store offset=8 (local.get $stream) (local.get $s2))
    (i32.store offset=12 (local.get $stream) (local.get $s3))
    (call $fill
      (local.get $stream) (local.get $cumulated) (local.get $size) (local.get $values) (local.get $guide)
      (local.get $marks) (local.get $mark)))

  ;; `draw` with 13 bits from four streams at once, whose states follow each other: the values of the next stream are $stride bytes behind.
  ;; `marks` has room for the notes of all four, 4096 bytes each.
  (func (export "drawFour")
    (param $streams i32) (param $words i32) (param $table i32) (param $used i32)
    (param $cumulated i32) (param $size i32) (param $values i32) (param $guide i32)
    (param $out i32) (param $stride i32) (param $marks i32)
    (local $s0 v128) (local $s1 v128) (local $s2 v128) (local $s3 v128) (local $word v128) (local $t v128)
    (local $a v128) (local $b v128) (local $most v128) (local $bits v128)
    (local $out0 i32) (local $out1 i32) (local $out2 i32) (local $out3 i32)
    (local $mark0 i32) (local $mark1 i32) (local $mark2 i32) (local $mark3 i32)
    (local.set $bits (i32x4.splat (i32.const 8191)))
    (local.set $most (i32x4.splat (i32.sub (local.get $used) (i32.const 1))))
    (local.set $out0 (local.get $out))
    (local.set $mark0 (i32.add (local.get $marks) (i32.const 0)))
    (local.set $out1 (i32.add (local.get $out0) (local.get $stride)))
    (local.set $mark1 (i32.add (local.get $marks) (i32.const 4096)))
    (local.set $out2 (i32.add (local.get $out1) (local.get $stride)))
    (local.set $mark2 (i32.add (local.get $marks) (i32.const 8192)))
    (local.set $out3 (i32.add (local.get $out2) (local.get $stride)))
    (local.set $mark3 (i32.add (local.get $marks) (i32.const 12288)))
    ;; Words of the same number side by side.
    (call $transpose (v128.load (local.get $streams)) (v128.load offset=16 (local.get $streams))
      (v128.load offset=32 (local.get $streams)) (v128.load offset=48 (local.get $streams)))
    (local.set $s3) (local.set $s2) (local.set $s1) (local.set $s0)
    (block $done (loop $next
      (br_if $done (i32.eqz (local.get $words)))
      (local.set $words (i32.sub (local.get $words) (i32.const 1)))
      (local.set $word (i32x4.add (local.get $s0) (local.get $s3)))
      (local.set $word (i32x4.add
        (v128.or (i32x4.shl (local.get $word) (i32.const 7)) (i32x4.shr_u (local.get $word) (i32.const 25)))
        (local.get $s0)))
      (local.set $t (i32x4.shl (local.get $s1) (i32.const 9)))
      (local.set $s2 (v128.xor (local.get $s2) (local.get $s0)))
      (local.set $s3 (v128.xor (local.get $s3) (local.get $s1)))
      (local.set $s1 (v128.xor (local.get $s1) (local.get $s2)))
      (local.set $s0 (v128.xor (local.get $s0) (local.get $s3)))
      (local.set $s2 (v128.xor (local.get $s2) (local.get $t)))
      (local.set $s3 (v128.or (i32x4.shl (local.get $s3) (i32.const 11)) (i32x4.shr_u (local.get $s3) (i32.const 21))))
      (local.set $a (v128.and (local.get $word) (local.get $bits)))
      (local.set $b (v128.and (i32x4.shr_u (local.get $word) (i32.const 16)) (local.get $bits)))
      (i32.store (local.get $out0) (i32.or
        (i32.load16_u (i32.add (local.get $table) (i32.shl (i32x4.extract_lane 0 (local.get $a)) (i32.const 1))))
        (i32.shl
          (i32.load16_u (i32.add (local.get $table) (i32.shl (i32x4.extract_lane 0 (local.get $b)) (i32.const 1))))
          (i32.const 16))))
      (i32.store (local.get $out1) (i32.or
        (i32.load16_u (i32.add (local.get $table) (i32.shl (i32x4.extract_lane 1 (local.get $a)) (i32.const 1))))
        (i32.shl
          (i32.load16_u (i32.add (local.get $table) (i32.shl (i32x4.extract_lane 1 (local.get $b)) (i32.const 1))))
          (i32.const 16))))
      (i32.store (local.get $out2) (i32.or
        (i32.load16_u (i32.add (local.get $table) (i32.shl (i32x4.extract_lane 2 (local.get $a)) (i32.const 1))))
        (i32.shl
          (i32.load16_u (i32.add (local.get $table) (i32.shl (i32x4.extract_lane 2 (local.get $b)) (i32.const 1))))
          (i32.const 16))))
      (i32.store (local.get $out3) (i32.or
        (i32.load16_u (i32.add (local.get $table) (i32.shl (i32x4.extract_lane 3 (local.get $a)) (i32.const 1))))
        (i32.shl
          (i32.load16_u (i32.add (local.get $table) (i32.shl (i32x4.extract_lane 3 (local.get $b)) (i32.const 1))))
          (i32.const 16))))
      ;; Notes the places of draws beyond the entries in use.
      (if (v128.any_true (i32x4.gt_s (i32x4.max_s (local.get $a) (local.get $b)) (local.get $most))) (then
        (if (i32.ge_s (i32x4.extract_lane 0 (local.get $a)) (local.get $used)) (then
          (i32.store (local.get $mark0) (local.get $out0))
          (local.set $mark0 (i32.add (local.get $mark0) (i32.const 4)))))
        (if (i32.ge_s (i32x4.extract_lane 0 (local.get $b)) (local.get $used)) (then
          (i32.store (local.get $mark0) (i32.add (local.get $out0) (i32.const 2)))
          (local.set $mark0 (i32.add (local.get $mark0) (i32.const 4)))))
        (if (i32.ge_s (i32x4.extract_lane 1 (local.get $a)) (local.get $used)) (then
          (i32.store (local.get $mark1) (local.get $out1))
          (local.set $mark1 (i32.add (local.get $mark1) (i32.const 4)))))
        (if (i32.ge_s (i32x4.extract_lane 1 (local.get $b)) (local.get $used)) (then
          (i32.store (local.get $mark1) (i32.add (local.get $out1) (i32.const 2)))
          (local.set $mark1 (i32.add (local.get $mark1) (i32.const 4)))))
        (if (i32.ge_s (i32x4.extract_lane 2 (local.get $a)) (local.get $used)) (then
          (i32.store (local.get $mark2) (local.get $out2))
          (local.set $mark2 (i32.add (local.get $mark2) (i32.const 4)))))
        (if (i32.ge_s (i32x4.extract_lane 2 (local.get $b)) (local.get $used)) (then
          (i32.store (local.get $mark2) (i32.add (local.get $out2) (i32.const 2)))
          (local.set $mark2 (i32.add (local.get $mark2) (i32.const 4)))))
        (if (i32.ge_s (i32x4.extract_lane 3 (local.get $a)) (local.get $used)) (then
          (i32.store (local.get $mark3) (local.get $out3))
          (local.set $mark3 (i32.add (local.get $mark3) (i32.const 4)))))
        (if (i32.ge_s (i32x4.extract_lane 3 (local.get $b)) (local.get $used)) (then
          (i32.store (local.get $mark3) (i32.add (local.get $out3) (i32.const 2)))
          (local.set $mark3 (i32.add (local.get $mark3) (i32.const 4)))))))
      (local.set $out0 (i32.add (local.get $out0) (i32.const 4)))
      (local.set $out1 (i32.add (local.get $out1) (i32.const 4)))
      (local.set $out2 (i32.add (local.get $out2) (i32.const 4)))
      (local.set $out3 (i32.add (local.get $out3) (i32.const 4)))
      (br $next)))
    (call $transpose (local.get $s0) (local.get $s1) (local.get $s2) (local.get $s3))
    (local.set $s3) (local.set $s2) (local.set $s1) (local.set $s0)
    (v128.store offset=0 (local.get $streams) (local.get $s0))
    (v128.store offset=16 (local.get $streams) (local.get $s1))
    (v128.store offset=32 (local.get $streams) (local.get $s2))
    (v128.store offset=48 (local.get $streams) (local.get $s3))
    (call $fill
      (i32.add (local.get $streams) (i32.const 0)) (local.get $cumulated) (local.get $size) (local.get $values)
      (local.get $guide) (i32.add (local.get $marks) (i32.const 0)) (local.get $mark0))
    (call $fill
      (i32.add (local.get $streams) (i32.const 16)) (local.get $cumulated) (local.get $size) (local.get $values)
      (local.get $guide) (i32.add (local.get $marks) (i32.const 4096)) (local.get $mark1))
    (call $fill
      (i32.add (local.get $streams) (i32.const 32)) (local.get $cumulated) (local.get $size) (local.get $values)
      (local.get $guide) (i32.add (local.get $marks) (i32.const 8192)) (local.get $mark2))
    (call $fill
      (i32.add (local.get $streams) (i32.const 48)) (local.get $cumulated) (local.get $size) (local.get $values)
      (local.get $guide) (i32.add (local.get $marks) (i32.const 12288)) (local.get $mark3)))

  ;; Rows of four words become columns.
  (func $transpose (param $a v128) (param $b v128) (param $c v128) (param $d v128) (result v128 v128 v128 v128)
    (local $ab v128) (local $cd v128) (local $AB v128) (local $CD v128)
    (local.set $ab (i8x16.shuffle 0 1 2 3 16 17 18 19 4 5 6 7 20 21 22 23 (local.get $a) (local.get $b)))
    (local.set $cd (i8x16.shuffle 0 1 2 3 16 17 18 19 4 5 6 7 20 21 22 23 (local.get $c) (local.get $d)))
    (local.set $AB (i8x16.shuffle 8 9 10 11 24 25 26 27 12 13 14 15 28 29 30 31 (local.get $a) (local.get $b)))
    (local.set $CD (i8x16.shuffle 8 9 10 11 24 25 26 27 12 13 14 15 28 29 30 31 (local.get $c) (local.get $d)))
    (i8x16.shuffle 0 1 2 3 4 5 6 7 16 17 18 19 20 21 22 23 (local.get $ab) (local.get $cd))
    (i8x16.shuffle 8 9 10 11 12 13 14 15 24 25 26 27 28 29 30 31 (local.get $ab) (local.get $cd))
    (i8x16.shuffle 0 1 2 3 4 5 6 7 16 17 18 19 20 21 22 23 (local.get $AB) (local.get $CD))
    (i8x16.shuffle 8 9 10 11 12 13 14 15 24 25 26 27 28 29 30 31 (local.get $AB) (local.get $CD)))

  ;; Draws what was noted from marks to end from the left-over probabilities.
  (func $fill
    (param $stream i32) (param $cumulated i32) (param $size i32) (param $values i32) (param $guide i32)
    (param $marks i32) (param $end i32)
    (block $filled (loop $next
      (br_if $filled (i32.ge_u (local.get $marks) (local.get $end)))
      (i32.store16 (i32.load (local.get $marks))
        (call $leftOver
          (local.get $stream) (local.get $cumulated) (local.get $size) (local.get $values) (local.get $guide)))
      (local.set $marks (i32.add (local.get $marks) (i32.const 4)))
      (br $next))))

  ;; Adds `count` weights at w to the doubles of a row, at the indices at t; four per round. One function per pair of types; the most frequent pair is
  ;; below, in `pull16Single`.
  (func $add32Single (param $row i32) (param $t i32) (param $w i32) (param $count i32)
    (local $a i32)
    (block $few (loop $four
      (br_if $few (i32.lt_u (local.get $count) (i32.const 4)))
      (local.set $a (i32.add (local.get $row) (i32.shl (i32.load (local.get $t)) (i32.const 3))))
      (f64.store (local.get $a) (f64.add (f64.load (local.get $a)) (f64.promote_f32 (f32.load (local.get $w)))))
      (local.set $a (i32.add (local.get $row) (i32.shl (i32.load offset=4 (local.get $t)) (i32.const 3))))
      (f64.store (local.get $a) (f64.add (f64.load (local.get $a)) (f64.promote_f32 (f32.load offset=4 (local.get $w)))))
      (local.set $a (i32.add (local.get $row) (i32.shl (i32.load offset=8 (local.get $t)) (i32.const 3))))
      (f64.store (local.get $a) (f64.add (f64.load (local.get $a)) (f64.promote_f32 (f32.load offset=8 (local.get $w)))))
      (local.set $a (i32.add (local.get $row) (i32.shl (i32.load offset=12 (local.get $t)) (i32.const 3))))
      (f64.store (local.get $a) (f64.add (f64.load (local.get $a)) (f64.promote_f32 (f32.load offset=12 (local.get $w)))))
      (local.set $t (i32.add (local.get $t) (i32.const 16)))
      (local.set $w (i32.add (local.get $w) (i32.const 16)))
      (local.set $count (i32.sub (local.get $count) (i32.const 4)))
      (br $four)))
    (block $done (loop $one
      (br_if $done (i32.eqz (local.get $count)))
      (local.set $a (i32.add (local.get $row) (i32.shl (i32.load (local.get $t)) (i32.const 3))))
      (f64.store (local.get $a) (f64.add (f64.load (local.get $a)) (f64.promote_f32 (f32.load (local.get $w)))))
      (local.set $t (i32.add (local.get $t) (i32.const 4)))
      (local.set $w (i32.add (local.get $w) (i32.const 4)))
      (local.set $count (i32.sub (local.get $count) (i32.const 1)))
      (br $one))))

  (func $add16Double (param $row i32) (param $t i32) (param $w i32) (param $count i32)
    (local $a i32)
    (block $few (loop $four
      (br_if $few (i32.lt_u (local.get $count) (i32.const 4)))
      (local.set $a (i32.add (local.get $row) (i32.shl (i32.load16_u (local.get $t)) (i32.const 3))))
      (f64.store (local.get $a) (f64.add (f64.load (local.get $a)) (f64.load (local.get $w))))
      (local.set $a (i32.add (local.get $row) (i32.shl (i32.load16_u offset=2 (local.get $t)) (i32.const 3))))
      (f64.store (local.get $a) (f64.add (f64.load (local.get $a)) (f64.load offset=8 (local.get $w))))
      (local.set $a (i32.add (local.get $row) (i32.shl (i32.load16_u offset=4 (local.get $t)) (i32.const 3))))
      (f64.store (local.get $a) (f64.add (f64.load (local.get $a)) (f64.load offset=16 (local.get $w))))
      (local.set $a (i32.add (local.get $row) (i32.shl (i32.load16_u offset=6 (local.get $t)) (i32.const 3))))
      (f64.store (local.get $a) (f64.add (f64.load (local.get $a)) (f64.load offset=24 (local.get $w))))
      (local.set $t (i32.add (local.get $t) (i32.const 8)))
      (local.set $w (i32.add (local.get $w) (i32.const 32)))
      (local.set $count (i32.sub (local.get $count) (i32.const 4)))
      (br $four)))
    (block $done (loop $one
      (br_if $done (i32.eqz (local.get $count)))
      (local.set $a (i32.add (local.get $row) (i32.shl (i32.load16_u (local.get $t)) (i32.const 3))))
      (f64.store (local.get $a) (f64.add (f64.load (local.get $a)) (f64.load (local.get $w))))
      (local.set $t (i32.add (local.get $t) (i32.const 2)))
      (local.set $w (i32.add (local.get $w) (i32.const 8)))
      (local.set $count (i32.sub (local.get $count) (i32.const 1)))
      (br $one))))

  (func $add32Double (param $row i32) (param $t i32) (param $w i32) (param $count i32)
    (local $a i32)
    (block $few (loop $four
      (br_if $few (i32.lt_u (local.get $count) (i32.const 4)))
      (local.set $a (i32.add (local.get $row) (i32.shl (i32.load (local.get $t)) (i32.const 3))))
      (f64.store (local.get $a) (f64.add (f64.load (local.get $a)) (f64.load (local.get $w))))
      (local.set $a (i32.add (local.get $row) (i32.shl (i32.load offset=4 (local.get $t)) (i32.const 3))))
      (f64.store (local.get $a) (f64.add (f64.load (local.get $a)) (f64.load offset=8 (local.get $w))))
      (local.set $a (i32.add (local.get $row) (i32.shl (i32.load offset=8 (local.get $t)) (i32.const 3))))
      (f64.store (local.get $a) (f64.add (f64.load (local.get $a)) (f64.load offset=16 (local.get $w))))
      (local.set $a (i32.add (local.get $row) (i32.shl (i32.load offset=12 (local.get $t)) (i32.const 3))))
      (f64.store (local.get $a) (f64.add (f64.load (local.get $a)) (f64.load offset=24 (local.get $w))))
      (local.set $t (i32.add (local.get $t) (i32.const 16)))
      (local.set $w (i32.add (local.get $w) (i32.const 32)))
      (local.set $count (i32.sub (local.get $count) (i32.const 4)))
      (br $four)))
    (block $done (loop $one
      (br_if $done (i32.eqz (local.get $count)))
      (local.set $a (i32.add (local.get $row) (i32.shl (i32.load (local.get $t)) (i32.const 3))))
      (f64.store (local.get $a) (f64.add (f64.load (local.get $a)) (f64.load (local.get $w))))
      (local.set $t (i32.add (local.get $t) (i32.const 4)))
      (local.set $w (i32.add (local.get $w) (i32.const 8)))
      (local.set $count (i32.sub (local.get $count) (i32.const 1)))
      (br $one))))

  ;; Adds the slices of a row with targets of 16 bits and weights of 32 (rowFormat.ts) from the word `place` on with delays up to `last`: those of
  ;; delay `first` to the row at `input`, later ones to the rows behind it. Returns the place of the first slice that is not yet due, -1 at the
  ;; end. This is what networks use most, and it calls nothing: slices are short, and calls would take longer than they.
  (func $pull16Single
    (param $input i32) (param $rowBytes i32) (param $words i32) (param $place i32) (param $first i32) (param $last i32)
    (result i32)
    (local $header i32) (local $delay i32) (local $count i32) (local $row i32) (local $t i32) (local $w i32) (local $a i32)
    (local.set $t (i32.add (local.get $words) (i32.shl (local.get $place) (i32.const 2))))
    (block $due (loop $next
      (local.set $header (i32.load (local.get $t)))
      (local.set $delay (i32.and (local.get $header) (i32.const 0xffff)))
      (br_if $due (i32.gt_s (local.get $delay) (local.get $last)))
      (local.set $count (i32.shr_u (local.get $header) (i32.const 16)))
      (local.set $t (i32.add (local.get $t) (i32.const 4)))
      (if (i32.eq (local.get $count) (i32.const 0xffff)) (then
        (local.set $count (i32.load (local.get $t)))
        (local.set $t (i32.add (local.get $t) (i32.const 4)))))
      (local.set $row (i32.add
        (local.get $input)
        (i32.mul (i32.sub (local.get $delay) (local.get $first)) (local.get $rowBytes))))
      (local.set $w (i32.add
        (local.get $t)
        (i32.and (i32.add (i32.shl (local.get $count) (i32.const 1)) (i32.const 2)) (i32.const -4))))
      (block $few (loop $four
        (br_if $few (i32.lt_u (local.get $count) (i32.const 4)))
        (local.set $a (i32.add (local.get $row) (i32.shl (i32.load16_u (local.get $t)) (i32.const 3))))
        (f64.store (local.get $a) (f64.add (f64.load (local.get $a)) (f64.promote_f32 (f32.load (local.get $w)))))
        (local.set $a (i32.add (local.get $row) (i32.shl (i32.load16_u offset=2 (local.get $t)) (i32.const 3))))
        (f64.store (local.get $a) (f64.add (f64.load (local.get $a)) (f64.promote_f32 (f32.load offset=4 (local.get $w)))))
        (local.set $a (i32.add (local.get $row) (i32.shl (i32.load16_u offset=4 (local.get $t)) (i32.const 3))))
        (f64.store (local.get $a) (f64.add (f64.load (local.get $a)) (f64.promote_f32 (f32.load offset=8 (local.get $w)))))
        (local.set $a (i32.add (local.get $row) (i32.shl (i32.load16_u offset=6 (local.get $t)) (i32.const 3))))
        (f64.store (local.get $a) (f64.add (f64.load (local.get $a)) (f64.promote_f32 (f32.load offset=12 (local.get $w)))))
        (local.set $t (i32.add (local.get $t) (i32.const 8)))
        (local.set $w (i32.add (local.get $w) (i32.const 16)))
        (local.set $count (i32.sub (local.get $count) (i32.const 4)))
        (br $four)))
      (block $done (loop $one
        (br_if $done (i32.eqz (local.get $count)))
        (local.set $a (i32.add (local.get $row) (i32.shl (i32.load16_u (local.get $t)) (i32.const 3))))
        (f64.store (local.get $a) (f64.add (f64.load (local.get $a)) (f64.promote_f32 (f32.load (local.get $w)))))
        (local.set $t (i32.add (local.get $t) (i32.const 2)))
        (local.set $w (i32.add (local.get $w) (i32.const 4)))
        (local.set $count (i32.sub (local.get $count) (i32.const 1)))
        (br $one)))
      ;; Weights are the end of a slice.
      (local.set $t (local.get $w))
      (br $next)))
    (if (result i32) (i32.eq (local.get $delay) (i32.const 0xffff))
      (then (i32.const -1))
      (else (i32.shr_u (i32.sub (local.get $t) (local.get $words)) (i32.const 2)))))

  ;; The same for other widths: targets have 32 bits if `wide`, weights 64 if `double`.
  (func $pull
    (param $input i32) (param $rowBytes i32) (param $words i32) (param $wide i32) (param $double i32)
    (param $place i32) (param $first i32) (param $last i32)
    (result i32)
    (local $header i32) (local $delay i32) (local $count i32) (local $row i32) (local $t i32) (local $w i32)
    (local.set $t (i32.add (local.get $words) (i32.shl (local.get $place) (i32.const 2))))
    (block $due (loop $next
      (local.set $header (i32.load (local.get $t)))
      (local.set $delay (i32.and (local.get $header) (i32.const 0xffff)))
      (br_if $due (i32.gt_s (local.get $delay) (local.get $last)))
      (local.set $count (i32.shr_u (local.get $header) (i32.const 16)))
      (local.set $t (i32.add (local.get $t) (i32.const 4)))
      (if (i32.eq (local.get $count) (i32.const 0xffff)) (then
        (local.set $count (i32.load (local.get $t)))
        (local.set $t (i32.add (local.get $t) (i32.const 4)))))
      (local.set $row (i32.add
        (local.get $input)
        (i32.mul (i32.sub (local.get $delay) (local.get $first)) (local.get $rowBytes))))
      (local.set $w (i32.add (local.get $t) (call $targetBytes (local.get $wide) (local.get $count))))
      (if (local.get $double)
        (then (if (local.get $wide)
          (then (call $add32Double (local.get $row) (local.get $t) (local.get $w) (local.get $count)))
          (else (call $add16Double (local.get $row) (local.get $t) (local.get $w) (local.get $count)))))
        (else (call $add32Single (local.get $row) (local.get $t) (local.get $w) (local.get $count))))
      (local.set $t (i32.add
        (local.get $w)
        (i32.shl (local.get $count) (i32.add (i32.const 2) (local.get $double)))))
      (br $next)))
    (if (result i32) (i32.eq (local.get $delay) (i32.const 0xffff))
      (then (i32.const -1))
      (else (i32.shr_u (i32.sub (local.get $t) (local.get $words)) (i32.const 2)))))

  ;; The same for `count` spikes, in their order, for the delays `first` .. `first` + steps - 1. `batch` holds arrays of 256 words: places, which move on,
  ;; the first delays, and, after that, the delays at the new places (0xffff at the end of a row). Rows are far from each other in memory, so the first
  ;; `lines` cache lines of sixteen are read before they are used: the waits for memory overlap. Nothing is read behind `limit`. Returns how many
  ;; words were passed per spike, on average over rows not at their end; -1 if all are.
  (func (export "pull")
    (param $input i32) (param $rowBytes i32) (param $words i32) (param $wide i32) (param $double i32)
    (param $limit i32) (param $batch i32) (param $count i32) (param $steps i32) (param $lines i32)
    (result i32)
    (local $end i32) (local $last i32) (local $j i32) (local $t i32) (local $k i32) (local $delay i32) (local $seen i32)
    (local $place i32) (local $next i32) (local $passed i32) (local $going i32)
    (local.set $end (i32.add (local.get $batch) (i32.shl (local.get $count) (i32.const 2))))
    (block $done (loop $some
      (br_if $done (i32.ge_u (local.get $batch) (local.get $end)))
      (local.set $last (i32.add (local.get $batch) (i32.const 64)))
      (if (i32.gt_u (local.get $last) (local.get $end)) (then (local.set $last (local.get $end))))
      (local.set $j (local.get $batch))
      (loop $fetch
        (local.set $t (i32.add (local.get $words) (i32.shl (i32.load (local.get $j)) (i32.const 2))))
        (local.set $k (local.get $lines))
        (block $fetched (loop $line
          (br_if $fetched (i32.or (i32.eqz (local.get $k)) (i32.gt_u (local.get $t) (local.get $limit))))
          (local.set $seen (i32.xor (local.get $seen) (i32.load (local.get $t))))
          (local.set $t (i32.add (local.get $t) (i32.const 64)))
          (local.set $k (i32.sub (local.get $k) (i32.const 1)))
          (br $line)))
        (br_if $fetch (i32.lt_u
          (local.tee $j (i32.add (local.get $j) (i32.const 4)))
          (local.get $last))))
      (loop $add
        (local.set $place (i32.load (local.get $batch)))
        (local.set $k (i32.load offset=1024 (local.get $batch)))
        (local.set $delay (i32.sub (i32.add (local.get $k) (local.get $steps)) (i32.const 1)))
        (local.set $next (if (result i32) (i32.or (local.get $wide) (local.get $double))
          (then (call $pull
            (local.get $input) (local.get $rowBytes) (local.get $words) (local.get $wide) (local.get $double)
            (local.get $place) (local.get $k) (local.get $delay)))
          (else (call $pull16Single
            (local.get $input) (local.get $rowBytes) (local.get $words) (local.get $place) (local.get $k) (local.get $delay)))))
        (i32.store (local.get $batch) (local.get $next))
        (if (i32.lt_s (local.get $next) (i32.const 0))
          (then (i32.store offset=2048 (local.get $batch) (i32.const 0xffff)))
          (else
            (local.set $passed (i32.add (local.get $passed) (i32.sub (local.get $next) (local.get $place))))
            (local.set $going (i32.add (local.get $going) (i32.const 1)))
            (i32.store offset=2048 (local.get $batch)
              (i32.load16_u (i32.add (local.get $words) (i32.shl (local.get $next) (i32.const 2)))))))
        (br_if $add (i32.lt_u
          (local.tee $batch (i32.add (local.get $batch) (i32.const 4)))
          (local.get $last))))
      (br $some)))
    ;; What was read has to be used, or a compiler may leave the reading out.
    (i32.store offset=2048 (local.get $end) (local.get $seen))
    (if (result i32) (local.get $going)
      (then (i32.div_u (local.get $passed) (local.get $going)))
      (else (i32.const -1))))

  ;; Bytes of the targets of a slice: whole words.
  (func $targetBytes (param $wide i32) (param $count i32) (result i32)
    (if (result i32) (local.get $wide)
      (then (i32.shl (local.get $count) (i32.const 2)))
      (else (i32.and (i32.add (i32.shl (local.get $count) (i32.const 1)) (i32.const 2)) (i32.const -4)))))

  ;; Adds 1 to the counts at the indices at t: `count` of them. One function per pair of types; the first one takes four indices per load.
  (func $count16 (param $counts i32) (param $t i32) (param $count i32)
    (local $four i64) (local $a i32)
    (block $few (loop $next
      (br_if $few (i32.lt_u (local.get $count) (i32.const 4)))
      (local.set $four (i64.load align=2 (local.get $t)))
      (local.set $a (i32.add (local.get $counts)
        (i32.and (i32.shl (i32.wrap_i64 (local.get $four)) (i32.const 1)) (i32.const 0x1fffe))))
      (i32.store16 (local.get $a) (i32.add (i32.load16_u (local.get $a)) (i32.const 1)))
      (local.set $a (i32.add (local.get $counts)
        (i32.and (i32.wrap_i64 (i64.shr_u (local.get $four) (i64.const 15))) (i32.const 0x1fffe))))
      (i32.store16 (local.get $a) (i32.add (i32.load16_u (local.get $a)) (i32.const 1)))
      (local.set $a (i32.add (local.get $counts)
        (i32.and (i32.wrap_i64 (i64.shr_u (local.get $four) (i64.const 31))) (i32.const 0x1fffe))))
      (i32.store16 (local.get $a) (i32.add (i32.load16_u (local.get $a)) (i32.const 1)))
      (local.set $a (i32.add (local.get $counts)
        (i32.and (i32.wrap_i64 (i64.shr_u (local.get $four) (i64.const 47))) (i32.const 0x1fffe))))
      (i32.store16 (local.get $a) (i32.add (i32.load16_u (local.get $a)) (i32.const 1)))
      (local.set $t (i32.add (local.get $t) (i32.const 8)))
      (local.set $count (i32.sub (local.get $count) (i32.const 4)))
      (br $next)))
    (block $done (loop $one
      (br_if $done (i32.eqz (local.get $count)))
      (local.set $a (i32.add (local.get $counts) (i32.shl (i32.load16_u (local.get $t)) (i32.const 1))))
      (i32.store16 (local.get $a) (i32.add (i32.load16_u (local.get $a)) (i32.const 1)))
      (local.set $t (i32.add (local.get $t) (i32.const 2)))
      (local.set $count (i32.sub (local.get $count) (i32.const 1)))
      (br $one))))

  ;; Adds 1 to the counts of the targets of the slice at the word `place` of a row without weights. Targets have 32 bits if `wide`, counts
  ;; if `wideCounts`. Returns the place of the next slice, -1 at the end.
  (func (export "count")
    (param $counts i32) (param $wideCounts i32) (param $words i32) (param $wide i32) (param $place i32)
    (result i32)
    (local $count i32) (local $t i32) (local $next i32) (local $last i32) (local $a i32)
    (local.set $t (i32.add (local.get $words) (i32.shl (local.get $place) (i32.const 2))))
    (local.set $count (i32.shr_u (i32.load (local.get $t)) (i32.const 16)))
    (local.set $t (i32.add (local.get $t) (i32.const 4)))
    (if (i32.eq (local.get $count) (i32.const 0xffff)) (then
      (local.set $count (i32.load (local.get $t)))
      (local.set $t (i32.add (local.get $t) (i32.const 4)))))
    (local.set $next (i32.add (local.get $t) (call $targetBytes (local.get $wide) (local.get $count))))
    (if (i32.eqz (i32.or (local.get $wideCounts) (local.get $wide)))
      (then (call $count16 (local.get $counts) (local.get $t) (local.get $count)))
      (else
        (local.set $last (i32.add
          (local.get $t)
          (i32.shl (local.get $count) (i32.add (i32.const 1) (local.get $wide)))))
        (block $done (loop $one
          (br_if $done (i32.ge_u (local.get $t) (local.get $last)))
          (local.set $a (if (result i32) (local.get $wide)
            (then (i32.load (local.get $t)))
            (else (i32.load16_u (local.get $t)))))
          (if (local.get $wideCounts)
            (then
              (local.set $a (i32.add (local.get $counts) (i32.shl (local.get $a) (i32.const 2))))
              (i32.store (local.get $a) (i32.add (i32.load (local.get $a)) (i32.const 1))))
            (else
              (local.set $a (i32.add (local.get $counts) (i32.shl (local.get $a) (i32.const 1))))
              (i32.store16 (local.get $a) (i32.add (i32.load16_u (local.get $a)) (i32.const 1)))))
          (local.set $t (i32.add (local.get $t) (i32.shl (i32.const 2) (local.get $wide))))
          (br $one)))))
    (if (result i32) (i32.eq (i32.and (i32.load (local.get $next)) (i32.const 0xffff)) (i32.const 0xffff))
      (then (i32.const -1))
      (else (i32.shr_u (i32.sub (local.get $next) (local.get $words)) (i32.const 2)))))

  ;; Adds weight times count to each of the `size` doubles of a row, and sets the counts (16 bits) to 0; eight per round.
  (func (export "addCounts") (param $counts i32) (param $size i32) (param $weight f64) (param $row i32)
    (local $w v128) (local $eight v128) (local $half v128) (local $zero v128)
    (local.set $w (f64x2.splat (local.get $weight)))
    (block $few (loop $next
      (br_if $few (i32.lt_s (local.get $size) (i32.const 8)))
      (local.set $eight (v128.load (local.get $counts)))
      (if (v128.any_true (local.get $eight)) (then
        (v128.store (local.get $counts) (local.get $zero))
        (local.set $half (i32x4.extend_low_i16x8_u (local.get $eight)))
        (v128.store (local.get $row) (f64x2.add
          (v128.load (local.get $row))
          (f64x2.mul (local.get $w) (f64x2.convert_low_i32x4_u (local.get $half)))))
        (v128.store offset=16 (local.get $row) (f64x2.add
          (v128.load offset=16 (local.get $row))
          (f64x2.mul (local.get $w) (f64x2.convert_low_i32x4_u
            (i8x16.shuffle 8 9 10 11 12 13 14 15 0 1 2 3 4 5 6 7 (local.get $half) (local.get $half))))))
        (local.set $half (i32x4.extend_high_i16x8_u (local.get $eight)))
        (v128.store offset=32 (local.get $row) (f64x2.add
          (v128.load offset=32 (local.get $row))
          (f64x2.mul (local.get $w) (f64x2.convert_low_i32x4_u (local.get $half)))))
        (v128.store offset=48 (local.get $row) (f64x2.add
          (v128.load offset=48 (local.get $row))
          (f64x2.mul (local.get $w) (f64x2.convert_low_i32x4_u
            (i8x16.shuffle 8 9 10 11 12 13 14 15 0 1 2 3 4 5 6 7 (local.get $half) (local.get $half))))))))
      (local.set $counts (i32.add (local.get $counts) (i32.const 16)))
      (local.set $row (i32.add (local.get $row) (i32.const 64)))
      (local.set $size (i32.sub (local.get $size) (i32.const 8)))
      (br $next)))
    (block $done (loop $one
      (br_if $done (i32.le_s (local.get $size) (i32.const 0)))
      (f64.store (local.get $row) (f64.add
        (f64.load (local.get $row))
        (f64.mul (local.get $weight) (f64.convert_i32_u (i32.load16_u (local.get $counts))))))
      (i32.store16 (local.get $counts) (i32.const 0))
      (local.set $counts (i32.add (local.get $counts) (i32.const 2)))
      (local.set $row (i32.add (local.get $row) (i32.const 8)))
      (local.set $size (i32.sub (local.get $size) (i32.const 1)))
      (br $one))))
)
