// The moments of patches, for the vectors that a source includes before it: a register takes 16 bytes of some
// patches beside each other, and their sums for one moment.

// So many patches have a register, and so many registers go together.
#define BESIDE (4 / N)
#define TOGETHER (4 / N)

// The sums of all moments of the patches of some registers, patch after patch.
TARGET ALWAYS void NAME_OF(sum_moments)(const assay_layer_product *product, ptrdiff_t section,
                                        const uint8_t *const *patch, SUMS *sums) {
  const int32_t *offset = product->offsets + product->first[section],
                *end = product->offsets + product->first[section + 1];
  const char *weights = (const char *)product->weights + product->first[section] * 48;
  SUMS sum[TOGETHER][3];
#pragma clang loop unroll(full)
  for (int i = 0; i < 3 * TOGETHER; i++) sum[i / 3][i % 3] = NONE;
#pragma clang loop unroll(disable)
  for (; offset < end; offset++, weights += 48) {
    SUMS x[TOGETHER];
#pragma clang loop unroll(full)
    for (int i = 0; i < TOGETHER; i++) {
      const uint8_t *const *own = patch + i * BESIDE;
      x[i] = RUNS(own, *offset);
    }
#pragma clang loop unroll(full)
    for (int m = 0; m < 3; m++) {
      const SUMS w = RUN(weights + 16 * m);
#pragma clang loop unroll(full)
      for (int i = 0; i < TOGETHER; i++) sum[i][m] = ADD_BYTES(sum[i][m], x[i], w);
    }
  }
  const SUMS start = RUN(product->start + section * 4);
#pragma clang loop unroll(full)
  for (int i = 0; i < TOGETHER; i++) {
    // Four sums of every moment become one.
    const SUMS two = ADD(LOWER_WORDS(sum[i][0], sum[i][1]), UPPER_WORDS(sum[i][0], sum[i][1])),
               one = ADD(LOWER_WORDS(sum[i][2], NONE), UPPER_WORDS(sum[i][2], NONE));
    sums[i] = ADD(ADD(LOWER_PAIRS(two, one), UPPER_PAIRS(two, one)), start);
  }
}

// The moments of some patches of a section, by the first functions of shares and changes as bytes; places behind
// the last, up to a multiple of those that go together, get those of the last.
TARGET static void NAME_OF(find_moments)(const assay_two_point_layer *l, ptrdiff_t section,
                                         ptrdiff_t count, const int32_t *starts, const uint8_t *bytes,
                                         patch_moments *moments) {
#pragma clang fp contract(off)
  const REALS units[2] = {(REALS)RUN(l->drive_units + section * 4),
                          (REALS)RUN(l->change_units + section * 4)};
  for (ptrdiff_t p = 0; p < count; p += BESIDE * TOGETHER) {
    const uint8_t *patch[BESIDE * TOGETHER];
    for (int k = 0; k < BESIDE * TOGETHER; k++) patch[k] = bytes + starts[p + k < count ? p + k : count - 1];
    SUMS sums[TOGETHER];
    REALS found[TOGETHER][2];
#pragma clang loop unroll(full)
    for (int of = 0; of < 2; of++) {
      const assay_layer_product *product = of == 0 ? &l->drive_moments : &l->change_moments;
      // Changes without a function of their own have that of the drives.
      if (of == 0 || product->functions) NAME_OF(sum_moments)(product, section, patch, sums);
#pragma clang loop unroll(full)
      for (int i = 0; i < TOGETHER; i++) found[i][of] = TO_REALS(sums[i]) * units[of];
    }
#pragma clang loop unroll(full)
    for (int i = 0; i < TOGETHER; i++) {
      // The fourth of the drives is 1, and leaves the weighted change.
      const REALS drives = found[i][0], changes = found[i][1],
                  first = ORDERED(drives, changes, 1, 1, 1, 1),
                  leading = ORDERED(drives, drives, 1, 2, 0, 3) * ORDERED(changes, first, 1, 2, 0, 2);
      float *target = moments->leading[p + i * BESIDE];
      WRITE(target, leading);
      if (l->is_change_fitted) {
        target = moments->plain[p + i * BESIDE];
        WRITE(target, ORDERED(drives, changes, 0, 1, 0, 1));
      }
      if (!l->is_refined) continue;
      target = moments->refining[p + i * BESIDE];
      WRITE(target, ORDERED(drives, drives, 0, 0, 3, 3) * ORDERED(drives, changes, 2, 2, 2, 2));
    }
  }
}
#undef BESIDE
#undef TOGETHER
