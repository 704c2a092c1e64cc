#include "ConvertedProduct.h"
#include "targets.h"

typedef float lanes __attribute__((vector_size(64), aligned(4)));

enum { row_block = 4 };

#define INLINE static inline __attribute__((always_inline))

INLINE float converted(float x, const assay_converter *converter) {
  // Adding and subtracting 1.5 · 2^23 rounds to the nearest integer, ties to even, and unlike rintf
  // it is vectorized for every instruction set. The limits are integers: clip first, then round.
  const float rounding = 12582912.0f;
  float code = x * converter->inverse_step;
  code = code < converter->lowest ? converter->lowest : code;
  code = code > converter->highest ? converter->highest : code;
  return (code + rounding) - rounding;
}

// The sums of the columns from one on, through their converters.
INLINE void accumulate(const lanes *sums, const assay_converters *converters, ptrdiff_t first,
                       float *target) {
  if (!converters) {
    for (int x = 0; x < assay_column_block; x++) target[x] += (*sums)[x];
    return;
  }
  const float *weight = converters->weight + first;
  for (int x = 0; x < assay_column_block; x++) {
    const assay_converter converter = {.inverse_step = converters->inverse_step[first + x],
                                       .lowest = converters->lowest[first + x],
                                       .highest = converters->highest[first + x]};
    target[x] += weight[x] * converted((*sums)[x], &converter);
  }
}

ASSAY_CLONES
void assay_converted_product(ptrdiff_t m, ptrdiff_t n, ptrdiff_t k, const float *a,
                             ptrdiff_t a_stride, const float *b,
                             const assay_converters *converters, float *c) {
  for (ptrdiff_t i = 0; i < m; i += row_block) {
    // The last block repeats its last row, so that every row goes through the same instructions.
    const float *rows[row_block];
    const ptrdiff_t kept = m - i < row_block ? m - i : row_block;
    for (ptrdiff_t r = 0; r < row_block; r++) {
      rows[r] = a + (i + (r < kept ? r : kept - 1)) * a_stride;
    }
    ptrdiff_t j = 0;
    for (; j + 2 * assay_column_block <= n; j += 2 * assay_column_block) {
      lanes s00 = {0}, s01 = {0}, s10 = {0}, s11 = {0}, s20 = {0}, s21 = {0}, s30 = {0}, s31 = {0};
      const float *column = b + j;
      for (ptrdiff_t l = 0; l < k; l++, column += n) {
        const lanes b0 = *(const lanes *)column;
        const lanes b1 = *(const lanes *)(column + assay_column_block);
        s00 += rows[0][l] * b0;
        s01 += rows[0][l] * b1;
        s10 += rows[1][l] * b0;
        s11 += rows[1][l] * b1;
        s20 += rows[2][l] * b0;
        s21 += rows[2][l] * b1;
        s30 += rows[3][l] * b0;
        s31 += rows[3][l] * b1;
      }
      const lanes sums[row_block][2] = {{s00, s01}, {s10, s11}, {s20, s21}, {s30, s31}};
      for (ptrdiff_t r = 0; r < kept; r++) {
        float *target = c + (i + r) * n + j;
        accumulate(&sums[r][0], converters, j, target);
        accumulate(&sums[r][1], converters, j + assay_column_block, target + assay_column_block);
      }
    }
    if (j == n) continue;
    lanes s0 = {0}, s1 = {0}, s2 = {0}, s3 = {0};
    const float *column = b + j;
    for (ptrdiff_t l = 0; l < k; l++, column += n) {
      const lanes b0 = *(const lanes *)column;
      s0 += rows[0][l] * b0;
      s1 += rows[1][l] * b0;
      s2 += rows[2][l] * b0;
      s3 += rows[3][l] * b0;
    }
    const lanes sums[row_block] = {s0, s1, s2, s3};
    for (ptrdiff_t r = 0; r < kept; r++) {
      accumulate(&sums[r], converters, j, c + (i + r) * n + j);
    }
  }
}

ASSAY_CLONES
void assay_column_product(ptrdiff_t m, ptrdiff_t k, const float *a, ptrdiff_t a_stride,
                          const float *b, float *c) {
  ptrdiff_t i = 0;
  // Rows beside each other: the sum of one waits for each of its steps.
  for (; i + assay_column_block <= m; i += assay_column_block) {
    lanes sums = {0};
    const float *column = a + i * a_stride;
    for (ptrdiff_t l = 0; l < k; l++) {
      lanes x;
      for (int r = 0; r < assay_column_block; r++) x[r] = column[r * a_stride + l];
      sums += x * b[l];
    }
    for (int r = 0; r < assay_column_block; r++) c[i + r] = sums[r];
  }
  for (; i < m; i++) {
    lanes sum = {0};
    for (ptrdiff_t l = 0; l < k; l++) sum += a[i * a_stride + l] * (lanes){b[l]};
    c[i] = sum[0];
  }
}

ASSAY_CLONES
void assay_convert(ptrdiff_t count, const float *x, const assay_converter *converter, float weight,
                   float *restrict y) {
  const assay_converter local = *converter;
  for (ptrdiff_t i = 0; i < count; i++) y[i] += weight * converted(x[i], &local);
}

ASSAY_CLONES
void assay_convert_columns(ptrdiff_t m, ptrdiff_t n, const float *x,
                           const assay_converters *converters, float *restrict y) {
  for (ptrdiff_t i = 0; i < m; i++) {
    for (ptrdiff_t j = 0; j < n; j++) {
      const assay_converter converter = {.inverse_step = converters->inverse_step[j],
                                         .lowest = converters->lowest[j],
                                         .highest = converters->highest[j]};
      y[i * n + j] += converters->weight[j] * converted(x[i * n + j], &converter);
    }
  }
}

ASSAY_CLONES
void assay_digit(ptrdiff_t count, const float *x, float divisor, float base, float *restrict y) {
  const float inverse_divisor = 1 / divisor;
  const float inverse_base = 1 / base;
  for (ptrdiff_t i = 0; i < count; i++) {
    // Powers of two make every product exact, and conversion to int truncates towards zero.
    const float shifted = (float)(int)(x[i] * inverse_divisor);
    y[i] = shifted - base * (float)(int)(shifted * inverse_base);
  }
}

ASSAY_CLONES
void assay_row_sums(ptrdiff_t m, ptrdiff_t k, const float *a, float *restrict sums) {
  for (ptrdiff_t i = 0; i < m; i++) {
    // Codes are integers: the sum is exact below 2^24 in any order.
    float sum = 0;
    for (ptrdiff_t l = 0; l < k; l++) sum += a[i * k + l];
    sums[i] = sum;
  }
}
