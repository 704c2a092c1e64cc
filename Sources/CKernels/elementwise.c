#include <math.h>
#include <string.h>

#include "CKernels.h"
#include "exponential.h"
#include "targets.h"

typedef float eight_singles __attribute__((vector_size(32), aligned(4)));

// e^x, or what it is at the end of where it has a number.
INLINE lanes power_of(const lanes given) {
  const lanes low = choose(given < -708.0, all(-708), given);
  const exponential of = exponential_of(choose(low > 708.0, all(708), low));
  return of.power * of.rest + of.power;
}

// ln(erfc(x) e^(x²) / t) of u = 2t − 1 with t = 2 / (2 + x), as a polynomial: Chebyshev's series of it for all
// x ≥ 0, whose terms behind the twentieth are below 2e-13.
static const double logarithm[] = {
  -0x1.57f564e956eacp-1, 0x1.5864b151bde85p-1, 0x1.83d61c522d31bp-5, -0x1.802b392274efap-5,
  -0x1.43821eeb19f3dp-7, 0x1.212cfc1bf8c4cp-7, 0x1.cd17ffdde83dcp-10, -0x1.3379cdec1cc4dp-9,
  -0x1.32b11c2be4ec9p-13, 0x1.6152d56cbbc04p-11, -0x1.8944b969c4713p-14, -0x1.6f2f752e8301cp-13,
  0x1.2be6371de1343p-14, 0x1.185f0822949e4p-15, -0x1.fe93c43bd599bp-16, -0x1.227e979d3def0p-19,
  0x1.2cdf65365d63dp-17, -0x1.00de1afbfce05p-20, -0x1.ce997ce018693p-20, 0x1.f78d4bbe8305dp-23,
  0x1.6082aa4eb3ddfp-23};

// erfc(x) for x ≥ 0, to 2e-13 of it.
INLINE lanes complement(const lanes x) {
  const lanes t = 2 / (2 + x), u = 2 * t - 1;
  lanes p = all(logarithm[20]);
  for (int k = 19; k >= 0; k--) p = p * u + logarithm[k];
  return t * power_of(p - x * x);
}

INLINE lanes gelu_of(const lanes x) {
  const lanes z = x * -0x1.6a09e667f3bcdp-1;
  const lanes tail = complement(magnitude_of(z));
  return 0.5 * x * choose(z < 0, 2 - tail, tail);
}

INLINE lanes error_function_of(const lanes x) {
  const lanes magnitude = magnitude_of(x);
  // Near 0 by its series, which keeps the digits that 1 − erfc(x) loses.
  const lanes square = x * x;
  lanes p = square * (1.0 / 76204800) - 1.0 / 6894720;
  p = p * square + 1.0 / 685440;
  p = p * square - 1.0 / 75600;
  p = p * square + 1.0 / 9360;
  p = p * square - 1.0 / 1320;
  p = p * square + 1.0 / 216;
  p = p * square - 1.0 / 42;
  p = p * square + 1.0 / 10;
  p = p * square - 1.0 / 3;
  const lanes near = (p * square + 1) * (x * 0x1.20dd750429b6dp0);
  const lanes far = 1 - complement(magnitude);
  return choose(magnitude < 0.5, near, choose(x < 0, -far, far));
}

INLINE lanes value_of(assay_function function, const lanes x) {
  return function == assay_gelu ? gelu_of(x) : error_function_of(x);
}

INLINE lanes wide(const float *numbers) {
  return __builtin_convertvector(*(const eight_singles *)numbers, lanes);
}

INLINE void apply(assay_function function, ptrdiff_t count, const float *source, float *target) {
  ptrdiff_t i = 0;
  for (; i + 8 <= count; i += 8)
    *(eight_singles *)(target + i) =
        __builtin_convertvector(value_of(function, wide(source + i)), eight_singles);
  if (i == count) return;
  float rest[8] = {0};
  memcpy(rest, source + i, (size_t)(count - i) * sizeof(float));
  const eight_singles found = __builtin_convertvector(value_of(function, wide(rest)), eight_singles);
  memcpy(target + i, &found, (size_t)(count - i) * sizeof(float));
}

ASSAY_CLONES
void assay_apply(assay_function function, ptrdiff_t count, const float *source, float *target) {
  if (function == assay_gelu) apply(assay_gelu, count, source, target);
  else apply(assay_error_function, count, source, target);
}

INLINE void softmax(ptrdiff_t rows, ptrdiff_t length, const float *source, float *target) {
  for (ptrdiff_t row = 0; row < rows; row++, source += length, target += length) {
    // Without the largest subtracted the exponential overflows above 88.
    float largest = -INFINITY;
    for (ptrdiff_t i = 0; i < length; i++) largest = source[i] > largest ? source[i] : largest;
    lanes sums = all(0);
    double sum = 0;
    ptrdiff_t i = 0;
    for (; i + 8 <= length; i += 8) {
      const lanes powers = power_of(wide(source + i) - (double)largest);
      sums += powers;
      *(eight_singles *)(target + i) = __builtin_convertvector(powers, eight_singles);
    }
    if (i < length) {
      float rest[8];
      for (ptrdiff_t k = 0; k < 8; k++) rest[k] = i + k < length ? source[i + k] : largest;
      const lanes powers = power_of(wide(rest) - (double)largest);
      for (; i < length; i++) {
        sum += powers[i % 8];
        target[i] = (float)powers[i % 8];
      }
    }
    sum += sum_of(sums);
    for (ptrdiff_t k = 0; k < length; k++) target[k] = (float)(target[k] / sum);
  }
}

ASSAY_CLONES
void assay_softmax(ptrdiff_t rows, ptrdiff_t length, const float *source, float *target) {
  softmax(rows, length, source, target);
}

INLINE void normalize_blocks(ptrdiff_t count, ptrdiff_t length, int is_centered, float epsilon,
                             const float *scale, const float *shift, const float *source, float *target) {
  for (ptrdiff_t start = 0; start < count; start += length) {
    const float *own = source + start;
    const ptrdiff_t whole = length - length % 8;
    double mean = 0, variance = 0;
    if (is_centered) {
      lanes sums = all(0);
      for (ptrdiff_t i = 0; i < whole; i += 8) sums += wide(own + i);
      mean = sum_of(sums);
      for (ptrdiff_t i = whole; i < length; i++) mean += own[i];
      mean /= (double)length;
    }
    lanes squares = all(0);
    for (ptrdiff_t i = 0; i < whole; i += 8) squares += (wide(own + i) - mean) * (wide(own + i) - mean);
    variance = sum_of(squares);
    for (ptrdiff_t i = whole; i < length; i++) variance += (own[i] - mean) * (own[i] - mean);
    const double deviation = sqrt(variance / (double)length + epsilon);
    for (ptrdiff_t i = start; i < start + length; i++)
      target[i] = (float)((source[i] - mean) / deviation * scale[i] + (shift ? shift[i] : 0));
  }
}

ASSAY_CLONES
void assay_normalize_blocks(ptrdiff_t count, ptrdiff_t length, int is_centered, float epsilon,
                            const float *scale, const float *shift, const float *source, float *target) {
  normalize_blocks(count, length, is_centered, epsilon, scale, shift, source, target);
}

ASSAY_CLONES
void assay_single_product(ptrdiff_t rows, ptrdiff_t inner, ptrdiff_t columns, const float *left,
                          const float *right, float *target) {
#pragma clang fp contract(off)
  for (ptrdiff_t row = 0; row < rows; row++) {
    const float *factors = left + row * inner;
    float *line = target + row * columns;
    ptrdiff_t c = 0;
    for (; c + 16 <= columns; c += 16) {
      eight_singles sums[2] = {0};
      for (ptrdiff_t i = 0; i < inner; i++) {
        const float *values = right + i * columns + c;
        sums[0] = sums[0] + factors[i] * *(const eight_singles *)values;
        sums[1] = sums[1] + factors[i] * *(const eight_singles *)(values + 8);
      }
      *(eight_singles *)(line + c) = sums[0];
      *(eight_singles *)(line + c + 8) = sums[1];
    }
    for (; c + 8 <= columns; c += 8) {
      eight_singles sum = {0};
      for (ptrdiff_t i = 0; i < inner; i++)
        sum = sum + factors[i] * *(const eight_singles *)(right + i * columns + c);
      *(eight_singles *)(line + c) = sum;
    }
    for (; c < columns; c++) {
      float sum = 0;
      for (ptrdiff_t i = 0; i < inner; i++) sum = sum + factors[i] * right[i * columns + c];
      line[c] = sum;
    }
  }
}
