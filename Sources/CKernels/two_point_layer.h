// The loop over patches, for the vectors that a source includes before it, behind that of their moments.

#define WIDTH ((ptrdiff_t)(16 / N))

// Adds the products of a section's steps, `vectors` across.
TARGET ALWAYS void NAME_OF(add)(const int count, const int vectors, const int is_bytes,
                                const int32_t *offset, const int32_t *end, const char *weights,
                                const char *planes, const int32_t *starts, SUMS (*sum)[2 * N]) {
  const ptrdiff_t size = is_bytes ? 1 : 2;
  const char *patch[P];
#pragma clang loop unroll(full)
  for (int p = 0; p < count; p++) patch[p] = planes + starts[p] * size;
#pragma clang loop unroll(disable)
  for (; offset < end; offset++, weights += vectors * (ptrdiff_t)sizeof(SUMS)) {
    SUMS x[2 * N];
#pragma clang loop unroll(full)
    for (int v = 0; v < vectors; v++) x[v] = LOAD(weights + v * (ptrdiff_t)sizeof(SUMS));
#pragma clang loop unroll(full)
    for (int p = 0; p < count; p++) {
      const SUMS some = SPREAD(patch[p] + *offset * size);
#pragma clang loop unroll(full)
      for (int v = 0; v < vectors; v++)
        sum[p][v] = is_bytes ? ADD_BYTES(sum[p][v], some, x[v]) : ADD_WORDS(sum[p][v], some, x[v]);
    }
  }
}

// One product of a section for two panels, as numbers.
TARGET ALWAYS void NAME_OF(product)(const int count, const int is_bytes, const int is_sum,
                                    const assay_layer_product *product, ptrdiff_t sections,
                                    ptrdiff_t columns, ptrdiff_t pair, ptrdiff_t section, const char *planes,
                                    const int32_t *starts, const float *numbers, int number,
                                    REALS (*result)[2 * N]) {
  SUMS sum[P][2 * N];
#pragma clang loop unroll(full)
  for (int v = 0; v < 2 * N; v++) {
    const SUMS start = LOAD(product->start + section * columns + pair * 32 + v * WIDTH);
#pragma clang loop unroll(full)
    for (int p = 0; p < count; p++) sum[p][v] = start;
  }
  const ptrdiff_t first = product->first[section];
  const char *weights =
      (const char *)product->weights + (pair * product->first[sections] + first) * 128;
  NAME_OF(add)(count, 2 * N, is_bytes, product->offsets + first,
               product->offsets + product->first[section + 1], weights, planes, starts, sum);
#pragma clang loop unroll(full)
  for (int v = 0; v < 2 * N; v++) {
    const REALS unit = READ(numbers + (v / N * assay_column_numbers + number) * 16 + v % N * WIDTH);
#pragma clang loop unroll(full)
    for (int p = 0; p < count; p++)
      result[p][v] = is_sum ? FUSED(TO_REALS(sum[p][v]), unit, result[p][v])
                            : TO_REALS(sum[p][v]) * unit;
  }
}

TARGET ALWAYS void NAME_OF(tile)(const int count, const assay_two_point_layer *l, ptrdiff_t pair,
                                 ptrdiff_t section, const int32_t *starts, const int16_t *words,
                                 const uint8_t *bytes, const patch_moments *moments,
                                 ptrdiff_t first, ptrdiff_t stride, float *sums) {
#pragma clang fp contract(off)
  const ptrdiff_t columns = l->panels * 16;
  const float *numbers = l->numbers + (section * l->panels + 2 * pair) * assay_column_numbers * 16;
  const char *word = (const char *)words, *byte = (const char *)bytes;
  REALS share[P][2 * N], change[P][2 * N], last[P][2 * N];
#define PRODUCT(is_bytes, is_sum, of, planes, number, result)                                         \
  NAME_OF(product)(count, is_bytes, is_sum, &l->of, l->sections, columns, pair, section, planes, starts, \
                   numbers, number, result)
  PRODUCT(0, 0, words, word, assay_column_words, share);
  if (l->bytes.functions) PRODUCT(1, 1, bytes, byte, assay_column_bytes, share);
  if (l->changes.functions) {
    PRODUCT(0, 0, changes, word, assay_column_changes, change);
    if (l->change_bytes.functions)
      PRODUCT(1, 1, change_bytes, byte, assay_column_change_bytes, change);
  } else if (l->change_bytes.functions) {
    PRODUCT(1, 0, change_bytes, byte, assay_column_change_bytes, change);
  }
  if (l->last.functions) PRODUCT(0, 0, last, word, assay_column_last, last);
#undef PRODUCT
#pragma clang loop unroll(full)
  for (int v = 0; v < 2 * N; v++) {
    const float *terms =
        numbers + (v / N * assay_column_numbers + assay_column_terms) * 16 + v % N * WIDTH;
    // Shares become currents.
    if (!l->is_coupled) continue;
    if (l->is_change_fitted) {
      const float *fit = terms + 16 * (assay_column_change_fit - assay_column_terms);
#pragma clang loop unroll(full)
      for (int p = 0; p < count; p++) {
        change[p][v] = share[p][v] * READ(fit);
#pragma clang loop unroll(full)
        for (int m = 0; m < 4; m++)
          change[p][v] = FUSED(ALL(moments->plain[first + p][m]), READ(fit + 16 * (1 + m)), change[p][v]);
      }
    }
#pragma clang loop unroll(full)
    for (int p = 0; p < count; p++) {
      const float *own = moments->leading[first + p], *other = moments->refining[first + p];
      lane_moments m = {{ALL(own[0]), ALL(own[1])}, {ALL(own[2])}, {ALL(own[3])}};
      if (l->is_refined) m.drive_by_place[1] = ALL(other[0]), m.place[1] = ALL(other[2]);
      share[p][v] = NAME_OF(current)(l->is_signed, l->last.functions != 0, l->is_refined, share[p][v],
                                     change[p][v], last[p][v], m, terms);
    }
  }
#pragma clang loop unroll(full)
  for (int v = 0; v < 2 * N; v++) {
    // Of differences there is one for both panels.
    if (l->is_difference && v >= N) break;
    const float *own = numbers + v / N * assay_column_numbers * 16 + v % N * WIDTH;
    const REALS lowest = READ(own + assay_column_lowest * 16),
                highest = READ(own + assay_column_highest * 16),
                worth = READ(own + assay_column_worth * 16);
    float *target = sums + l->targets[2 * pair + v / N] + v % N * WIDTH;
#pragma clang loop unroll(full)
    for (int p = 0; p < count; p++) {
      REALS steps = share[p][v];
      if (l->is_difference) steps = steps - share[p][(v + N) % (2 * N)];
      ADD_CODES(target + p * stride, steps, lowest, highest, worth);
    }
  }
}

TARGET static void NAME_OF(sums)(const assay_two_point_layer *l, ptrdiff_t patches,
                                 const int32_t *starts, const int16_t *words, const uint8_t *bytes,
                                 ptrdiff_t stride, float *sums) {
  patch_moments moments;
  for (ptrdiff_t from = 0; from < patches; from += patches_together) {
    const ptrdiff_t count = patches - from < patches_together ? patches - from : patches_together;
    const int32_t *start = starts + from;
    for (ptrdiff_t section = 0; section < l->sections; section++) {
      if (l->is_coupled) NAME_OF(find_moments)(l, section, count, start, bytes, &moments);
      for (ptrdiff_t pair = 0; pair < l->panels / 2; pair++) {
        float *target = sums + from * stride;
        ptrdiff_t p = 0;
        for (; p + P <= count; p += P)
          NAME_OF(tile)(P, l, pair, section, start + p, words, bytes, &moments, p, stride,
                        target + p * stride);
        for (; p < count; p++)
          NAME_OF(tile)(1, l, pair, section, start + p, words, bytes, &moments, p, stride,
                        target + p * stride);
      }
    }
  }
}
#undef ALWAYS
#undef lane_moments
#undef WIDTH
#include "no_vectors.h"
