// A tile of patches and channels of a layer with a channel a group, for the vectors that a source includes before it.

TARGET static inline __attribute__((always_inline)) void NAME_OF(tile)(
    const int count, const int kinds, const assay_depthwise_layer *l, ptrdiff_t channel,
    ptrdiff_t section, const int32_t *starts, const int16_t *codes, float *sums) {
#pragma clang fp contract(off)
  const ptrdiff_t block = channel / 16, part = channel % 16, blocks = l->channels / 16;
  SUMS sum[P][2];
#pragma clang loop unroll(full)
  for (int p = 0; p < count; p++) sum[p][0] = sum[p][1] = NONE;
  for (ptrdiff_t pair = l->first[section]; pair < l->first[section + 1]; pair++) {
    const int16_t *w = l->weights + (pair * blocks + block) * kinds * 32 + part * 2;
    const SUMS own = LOAD(w), other = LOAD(w + (kinds - 1) * 32);
#pragma clang loop unroll(full)
    for (int p = 0; p < count; p++) {
      const int16_t *code = codes + starts[p] + channel;
      const SUMS two = PAIRS(code + l->offsets[2 * pair], code + l->offsets[2 * pair + 1]);
      sum[p][0] = ADD_WORDS(sum[p][0], two, own);
      if (kinds == 2) sum[p][1] = ADD_WORDS(sum[p][1], two, other);
    }
  }
#pragma clang loop unroll(full)
  for (int kind = 0; kind < kinds; kind++) {
    const ptrdiff_t column = (section * kinds + kind) * l->channels + channel;
    const REALS inverse = READ(l->columns.inverse + column), lowest = READ(l->columns.lowest + column),
                highest = READ(l->columns.highest + column), worth = READ(l->columns.worth + column);
#pragma clang loop unroll(full)
    for (int p = 0; p < count; p++)
      ADD_CODES(sums + p * l->channels + channel, TO_REALS(sum[p][kind]) * inverse, lowest, highest,
                worth);
  }
}
