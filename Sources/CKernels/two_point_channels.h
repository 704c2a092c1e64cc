// A tile of patches and channels of a layer with a channel a group whose columns are read by the two-point member,
// for the vectors that a source includes before it.

#include "two_point_current.h"

// One product of a section for some channels and patches, in up to three kinds, as numbers.
TARGET ALWAYS void NAME_OF(product)(const int count, const int kinds, const int is_sum,
                                    const assay_channel_product *product, ptrdiff_t channels,
                                    ptrdiff_t channel, ptrdiff_t section, const int32_t *starts,
                                    const int16_t *planes, const float *units, ptrdiff_t pitch,
                                    REALS (*result)[3]) {
#pragma clang fp contract(off)
  const ptrdiff_t block = channel / 16, part = channel % 16, blocks = channels / 16;
  SUMS sum[P][3];
#pragma clang loop unroll(full)
  for (int kind = 0; kind < kinds; kind++) {
    const SUMS start = LOAD(product->start + (section * kinds + kind) * channels + channel);
#pragma clang loop unroll(full)
    for (int p = 0; p < count; p++) sum[p][kind] = start;
  }
  for (ptrdiff_t step = product->first[section]; step < product->first[section + 1]; step++) {
    const int16_t *w = product->weights + (step * blocks + block) * kinds * 32 + part * 2;
    SUMS own[3];
#pragma clang loop unroll(full)
    for (int kind = 0; kind < kinds; kind++) own[kind] = LOAD(w + kind * 32);
#pragma clang loop unroll(full)
    for (int p = 0; p < count; p++) {
      const int16_t *plane = planes + starts[p] + channel;
      const SUMS two =
          PAIRS(plane + product->offsets[2 * step], plane + product->offsets[2 * step + 1]);
#pragma clang loop unroll(full)
      for (int kind = 0; kind < kinds; kind++) sum[p][kind] = ADD_WORDS(sum[p][kind], two, own[kind]);
    }
  }
#pragma clang loop unroll(full)
  for (int kind = 0; kind < kinds; kind++) {
    const REALS unit = READ(units + kind * pitch);
#pragma clang loop unroll(full)
    for (int p = 0; p < count; p++)
      result[p][kind] = is_sum ? FUSED(TO_REALS(sum[p][kind]), unit, result[p][kind])
                               : TO_REALS(sum[p][kind]) * unit;
  }
}

TARGET ALWAYS void NAME_OF(tile)(const int count, const int kinds, const assay_two_point_channels *l,
                                 ptrdiff_t channel, ptrdiff_t section, const int32_t *starts,
                                 const int16_t *planes, float *sums) {
#pragma clang fp contract(off)
  const ptrdiff_t block = channel / 16, part = channel % 16, blocks = l->channels / 16;
  const ptrdiff_t pitch = assay_column_numbers * 16;
  const float *numbers = l->numbers + (section * blocks + block) * kinds * pitch + part;
  REALS share[P][3], change[P][3], last[P][3], drives[P][3], changes[P][3];
#define PRODUCT(is_sum, of, number, result)                                                       \
  NAME_OF(product)(count, kinds, is_sum, &l->of, l->channels, channel, section, starts, planes, \
                   numbers + (number) * 16, pitch, result)
  PRODUCT(0, words, assay_column_words, share);
  if (l->bytes.functions) PRODUCT(1, bytes, assay_column_bytes, share);
  if (l->changes.functions) {
    PRODUCT(0, changes, assay_column_changes, change);
    if (l->change_bytes.functions) PRODUCT(1, change_bytes, assay_column_change_bytes, change);
  } else if (l->is_coupled) {
    PRODUCT(0, change_bytes, assay_column_change_bytes, change);
  }
  if (l->last.functions) PRODUCT(0, last, assay_column_last, last);
#undef PRODUCT
  if (l->is_coupled) {
    const float *units = l->drive_units + section * 3 * l->channels + channel;
    NAME_OF(product)(count, 3, 0, &l->drive_moments, l->channels, channel, section, starts, planes,
                     units, l->channels, drives);
    // Changes without a function of their own have that of the drives.
    units = l->change_units + section * 3 * l->channels + channel;
    NAME_OF(product)(count, 3, 0, l->change_moments.functions ? &l->change_moments : &l->drive_moments,
                     l->channels, channel, section, starts, planes, units, l->channels, changes);
#pragma clang loop unroll(full)
    for (int p = 0; p < count; p++) {
      lane_moments m;
#pragma clang loop unroll(full)
      for (int k = 0; k < 2; k++) {
        m.place_by_place[k] = drives[p][1 + k] * changes[p][1 + k];
        m.drive_by_place[k] = drives[p][0] * drives[p][1 + k];
        m.place[k] = changes[p][1 + k];
      }
#pragma clang loop unroll(full)
      for (int kind = 0; kind < kinds; kind++)
        share[p][kind] = NAME_OF(current)(l->is_signed, l->last.functions != 0, l->is_refined,
                                          share[p][kind], change[p][kind], last[p][kind], m,
                                          numbers + kind * pitch + assay_column_terms * 16);
    }
  }
#pragma clang loop unroll(full)
  for (int kind = 0; kind < kinds; kind++) {
    if (l->is_difference && kind > 0) break;
    const float *own = numbers + kind * pitch;
    const REALS lowest = READ(own + assay_column_lowest * 16),
                highest = READ(own + assay_column_highest * 16),
                worth = READ(own + assay_column_worth * 16);
#pragma clang loop unroll(full)
    for (int p = 0; p < count; p++) {
      REALS steps = share[p][kind];
      if (l->is_difference) steps = steps - share[p][1];
      ADD_CODES(sums + p * l->channels + channel, steps, lowest, highest, worth);
    }
  }
}
#undef ALWAYS
#undef lane_moments
