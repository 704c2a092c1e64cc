// The loop over patches of a layer with a channel a group, for the instruction set that a source describes before it
// includes this: TARGET, NAME_OF a function, PATCHES at a time, vectors SUMS of integers and REALS of as many
// numbers, PARTS of which are 16 channels, and what is done with them.

#define WIDTH ((ptrdiff_t)(16 / PARTS))

TARGET static inline __attribute__((always_inline)) void NAME_OF(tile)(
    const int count, const int kinds, const assay_depthwise_layer *l, ptrdiff_t channel,
    ptrdiff_t section, const int32_t *starts, const int16_t *codes, float *sums) {
#pragma clang fp contract(off)
  const ptrdiff_t block = channel / 16, part = channel % 16, blocks = l->channels / 16;
  SUMS sum[PATCHES][2];
#pragma clang loop unroll(full)
  for (int p = 0; p < count; p++) sum[p][0] = sum[p][1] = NONE;
  for (ptrdiff_t pair = l->first[section]; pair < l->first[section + 1]; pair++) {
    const int16_t *w = l->weights + (pair * blocks + block) * kinds * 32 + part * 2;
    const SUMS own = LOAD(w), other = LOAD(w + (kinds - 1) * 32);
#pragma clang loop unroll(full)
    for (int p = 0; p < count; p++) {
      const int16_t *code = codes + starts[p] + channel;
      const SUMS two = PAIR(code + l->offsets[2 * pair], code + l->offsets[2 * pair + 1]);
      sum[p][0] = ADD(sum[p][0], two, own);
      if (kinds == 2) sum[p][1] = ADD(sum[p][1], two, other);
    }
  }
#pragma clang loop unroll(full)
  for (int kind = 0; kind < kinds; kind++) {
    const ptrdiff_t column = (section * kinds + kind) * l->channels + channel;
    const REALS inverse = READ(l->inverse + column), lowest = READ(l->lowest + column),
                highest = READ(l->highest + column), worth = READ(l->worth + column);
#pragma clang loop unroll(full)
    for (int p = 0; p < count; p++) {
      REALS code = TO_REALS(sum[p][kind]) * inverse;
      code = CLIP(code, lowest, highest);
      code = (code + ALL(rounding)) - ALL(rounding);
      const REALS value = worth * code;
      float *target = sums + p * l->channels + channel;
      WRITE(target, READ(target) + value);
    }
  }
}

TARGET static void NAME_OF(sums)(const assay_depthwise_layer *l, ptrdiff_t patches, const int32_t *starts,
                                 const int16_t *codes, float *sums) {
  for (ptrdiff_t channel = 0; channel < l->channels; channel += WIDTH)
    for (ptrdiff_t section = 0; section < l->sections; section++) {
      ptrdiff_t p = 0;
#define TILE(count, kinds) \
  NAME_OF(tile)(count, kinds, l, channel, section, starts + p, codes, sums + p * l->channels)
      if (l->kinds == 2) {
        for (; p + PATCHES <= patches; p += PATCHES) TILE(PATCHES, 2);
        for (; p < patches; p++) TILE(1, 2);
      } else {
        for (; p + PATCHES <= patches; p += PATCHES) TILE(PATCHES, 1);
        for (; p < patches; p++) TILE(1, 1);
      }
#undef TILE
    }
}
#undef WIDTH
#undef TARGET
#undef NAME_OF
#undef PATCHES
#undef PARTS
#undef SUMS
#undef REALS
#undef NONE
#undef PAIR
#undef LOAD
#undef ADD
#undef READ
#undef WRITE
#undef TO_REALS
#undef CLIP
#undef ALL
