#pragma once

// What kernels share that are written once for several widths of vectors. A source defines TARGET, NAME_OF a
// function, P patches at a time and what is its own, includes the header of a width, and then its loop, which ends
// with no_vectors.h. A width defines vectors SUMS of integers and REALS of as many numbers, N of which are 16
// numbers, and what is done with them.

#include <stdint.h>

#include "targets.h"
#ifdef ASSAY_TARGETS
#include <immintrin.h>
#endif

// Adding and subtracting 1.5 · 2^23 rounds to the nearest integer, ties to even.
static const float rounding = 12582912.0f;

// Two words or four bytes beside each other, at any place.
typedef int32_t step_numbers __attribute__((aligned(1), may_alias));

static inline float clipped(float x, float low, float high) {
  x = x > low ? x : low;
  return x < high ? x : high;
}

// Two products of words; in a vector of one element, a number.
static inline int32_t add_words(int32_t sum, int32_t x, int32_t w) {
  return sum + (int16_t)x * (int16_t)w + (x >> 16) * (w >> 16);
}

// What the converters of columns make of numbers in their steps, times the worth of a code.
#define CODES(numbers, lowest, highest, worth) \
  ((worth) * ((CLIP(numbers, lowest, highest) + ALL(rounding)) - ALL(rounding)))

#define ADD_CODES(target, numbers, lowest, highest, worth) \
  WRITE(target, READ(target) + CODES(numbers, lowest, highest, worth))
