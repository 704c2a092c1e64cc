// The loop over patches, for the vectors that a source includes before it.

#define WIDTH ((ptrdiff_t)(16 / N))

// `count` patches for one or both panels of a pair; raw sums are scaled and not converted.
TARGET static inline __attribute__((always_inline)) void NAME_OF(tile)(
    const int count, const int panels, const int is_raw, const assay_integer_layer *l, ptrdiff_t pair,
    ptrdiff_t section, const int32_t *starts, const int16_t *codes, ptrdiff_t stride, float *sums,
    const int is_first) {
#pragma clang fp contract(off)
  const int32_t *offset = l->offsets + l->first[section], *end = l->offsets + l->first[section + 1];
  const ptrdiff_t all = l->first[l->sections];
  const int16_t *w = l->weights + (pair * all + l->first[section]) * 64;
  const int16_t *patch[2 * P];
  SUMS sum[2 * P][2][N];
#pragma clang loop unroll(full)
  for (int p = 0; p < count; p++) {
    patch[p] = codes + starts[p];
#pragma clang loop unroll(full)
    for (int v = 0; v < panels * N; v++) sum[p][v / N][v % N] = NONE;
  }
#pragma clang loop unroll(disable)
  for (; offset < end; offset++, w += 64) {
    SUMS x[2][N];
#pragma clang loop unroll(full)
    for (int v = 0; v < panels * N; v++) x[v / N][v % N] = LOAD(w + v * 2 * WIDTH);
#pragma clang loop unroll(full)
    for (int p = 0; p < count; p++) {
      const SUMS two = SPREAD(patch[p] + *offset);
#pragma clang loop unroll(full)
      for (int v = 0; v < panels * N; v++)
        sum[p][v / N][v % N] = ADD_WORDS(sum[p][v / N][v % N], x[v / N][v % N], two);
    }
  }
#pragma clang loop unroll(full)
  for (int n = 0; n < N; n++) {
    REALS inverse[2], lowest[2], highest[2], worth[2];
    float *target[2];
#pragma clang loop unroll(full)
    for (int k = 0; k < panels; k++) {
      const ptrdiff_t panel = 2 * pair + k, column = (section * l->panels + panel) * 16 + n * WIDTH;
      inverse[k] = READ(l->columns.inverse + column);
      if (!is_raw) {
        lowest[k] = READ(l->columns.lowest + column), highest[k] = READ(l->columns.highest + column);
        worth[k] = READ(l->columns.worth + column);
      }
      target[k] = sums + l->targets[panel] + n * WIDTH;
    }
#define SCALED(p, k) (TO_REALS(sum[p][k][n]) * inverse[k])
#define VALUES(p, k) (is_raw ? SCALED(p, k) : CODES(SCALED(p, k), lowest[k], highest[k], worth[k]))
    // Both signs of an output are added to it at once.
    if (panels == 2 && target[0] == target[1]) {
#pragma clang loop unroll(full)
      for (int p = 0; p < count; p++) {
        float *own = target[0] + p * stride;
        const REALS before = is_first ? ALL(0.0f) : READ(own);
        WRITE(own, before + VALUES(p, 0) + VALUES(p, 1));
      }
    } else {
#pragma clang loop unroll(full)
      for (int k = 0; k < panels; k++)
#pragma clang loop unroll(full)
        for (int p = 0; p < count; p++) {
          float *own = target[k] + p * stride;
          const REALS before = is_first ? ALL(0.0f) : READ(own);
          WRITE(own, before + VALUES(p, k));
        }
    }
#undef VALUES
#undef SCALED
  }
}

TARGET static inline __attribute__((always_inline)) void NAME_OF(turns)(
    const int is_raw, const assay_integer_layer *l, ptrdiff_t begin, ptrdiff_t end, ptrdiff_t patches,
    const int32_t *starts, const int16_t *codes, ptrdiff_t stride, float *sums, int adds) {
#define TILE(count, panels) \
  NAME_OF(tile)(count, panels, is_raw, l, pair, section, starts + p, codes, stride, sums + p * stride, is_first)
  // So many patches that their sums stay in the cache while a section's weights pass.
  const ptrdiff_t turn = 16 * P;
  for (ptrdiff_t from = 0; from < patches; from += turn) {
    const ptrdiff_t to = from + turn < patches ? from + turn : patches;
    for (ptrdiff_t pair = 0; pair < l->panels / 2; pair++)
      for (ptrdiff_t section = begin; section < end; section++) {
        const int is_first = section == begin && !adds;
        ptrdiff_t p = from;
        // A panel alone leaves registers for twice as many patches.
        if (2 * pair + 1 == l->filled)
          for (; p + 2 * P <= to; p += 2 * P) TILE(2 * P, 1);
        for (; p + P <= to; p += P) TILE(P, 2);
        for (; p < to; p++) TILE(1, 2);
      }
  }
#undef TILE
}

TARGET static void NAME_OF(sums)(const assay_integer_layer *l, ptrdiff_t patches, const int32_t *starts,
                                 const int16_t *codes, ptrdiff_t stride, float *sums, int adds) {
  NAME_OF(turns)(0, l, 0, l->sections, patches, starts, codes, stride, sums, adds);
}

TARGET static void NAME_OF(values)(const assay_integer_layer *l, ptrdiff_t section, ptrdiff_t patches,
                                   const int32_t *starts, const int16_t *codes, ptrdiff_t stride,
                                   float *values) {
  NAME_OF(turns)(1, l, section, section + 1, patches, starts, codes, stride, values, 0);
}
#undef WIDTH
#include "no_vectors.h"
