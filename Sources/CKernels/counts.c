#include "Counts.h"
#include "targets.h"

// Vectors are handed to functions that are always inlined.
#pragma clang diagnostic ignored "-Wpsabi"

// Sixteen columns at once, on every instruction set.
enum { lanes_of_block = 16 };
typedef float reals __attribute__((vector_size(64), aligned(4)));
typedef int32_t integers __attribute__((vector_size(64)));
typedef uint32_t halves __attribute__((vector_size(64)));
typedef uint64_t words __attribute__((vector_size(128)));

#define INLINE static inline __attribute__((always_inline))
#define CONVERT(x, type) __builtin_convertvector(x, type)

static const uint64_t golden = 0x9e3779b97f4a7c15;
// Reads are numbers of 23 bits, and half.
static const float all_reads = 8388608.0f;

// The finalizer of SplitMix64 (Steele, Lea and Flood, 2014).
INLINE words mixed(words z) {
  z = (z ^ (z >> 30)) * 0xbf58476d1ce4e5b9;
  z = (z ^ (z >> 27)) * 0x94d049bb133111eb;
  return z ^ (z >> 31);
}

// e^x for |x| <= 88, to two units in the last place.
INLINE reals exponential(reals x) {
#pragma clang fp contract(off)
  const reals shifted = x * 1.44269504f + 12582912.0f;
  const reals k = shifted - 12582912.0f;
  const reals r = (x - k * 0.693359375f) + k * 2.12194440e-4f;
  reals p = r * 1.9875691500e-4f + 1.3981999507e-3f;
  p = p * r + 8.3334519073e-3f;
  p = p * r + 4.1665795894e-2f;
  p = p * r + 1.6666665459e-1f;
  p = p * r + 5.0000001201e-1f;
  p = p * (r * r) + r + 1.0f;
  // 2^k in two factors, so that neither leaves the normal numbers.
  const integers whole = CONVERT(k, integers), half = whole >> 1;
  const reals first = (reals)((half + 127) << 23);
  const reals second = (reals)((whole - half + 127) << 23);
  return p * first * second;
}

INLINE reals chosen(integers mask, reals yes, reals no) {
  return (reals)(((integers)yes & mask) | ((integers)no & ~mask));
}

INLINE reals clipped(reals x, float limit) {
  const reals high = x * 0 + limit, low = -high;
  x = chosen(x > high, high, x);
  return chosen(x < low, low, x);
}

// e^{-2 z}: of larger z all reads are alike whatever their threshold.
INLINE reals odds_against(reals z) { return exponential(clipped(z * -2.0f, 87.0f)); }

INLINE reals on_curve(const assay_counter *c, reals z) {
#pragma clang fp contract(off)
  const float last = (float)(c->curve_count - 1);
  const reals place = (z - c->curve_first) * c->curve_inverse;
  reals p;
  for (int i = 0; i < lanes_of_block; i++) {
    float at = place[i];
    at = at > 0 ? at : 0;
    at = at < last ? at : last;
    ptrdiff_t index = (ptrdiff_t)at;
    index = index < c->curve_count - 1 ? index : c->curve_count - 2;
    const float part = at - (float)index;
    p[i] = c->curve[index] + part * (c->curve[index + 1] - c->curve[index]);
  }
  return p;
}

INLINE reals number_of(words w, int shift) {
  return CONVERT(CONVERT(CONVERT(w >> shift & 0x7fffff, halves), integers), reals) + 0.5f;
}

// How many reads of sixteen conversions pass. A read h passes if h < 2^23 / (1 + e^{-2 (z - d)}).
INLINE reals drawn(const assay_counter *c, reals z, words first) {
#pragma clang fp contract(off)
  integers count = {0};
  const reals odds = odds_against(z);
  for (int n = 0; n < c->samples; n += 2) {
    const words w = mixed(first + golden * (uint64_t)(n / 2));
    // A comparison that holds is -1.
    count -= number_of(w, 9) * (odds * c->steps[n] + 1.0f) < all_reads;
    if (n + 1 < c->samples) count -= number_of(w, 41) * (odds * c->steps[n + 1] + 1.0f) < all_reads;
  }
  return CONVERT(count, reals);
}

// The same with one threshold for all samples.
INLINE reals drawn_alike(const assay_counter *c, reals z, words first) {
#pragma clang fp contract(off)
  integers count = {0};
  const reals all = odds_against(z) + 1.0f;
  for (int n = 0; n + 1 < c->samples; n += 2) {
    const words w = mixed(first + golden * (uint64_t)(n / 2));
    count -= number_of(w, 9) * all < all_reads;
    count -= number_of(w, 41) * all < all_reads;
  }
  if (c->samples % 2) {
    const words w = mixed(first + golden * (uint64_t)(c->samples / 2));
    count -= number_of(w, 9) * all < all_reads;
  }
  return CONVERT(count, reals);
}

INLINE reals drawn_on_curve(const assay_counter *c, reals z, words first) {
#pragma clang fp contract(off)
  integers count = {0};
  for (int n = 0; n < c->samples; n++) {
    const words w = mixed(first + golden * (uint64_t)(n / 2));
    const reals p = on_curve(c, z - c->shifts[n]) * all_reads;
    count -= (n % 2 ? number_of(w, 41) : number_of(w, 9)) < p;
  }
  return CONVERT(count, reals);
}

INLINE reals compared(const assay_counter *c, reals z) {
#pragma clang fp contract(off)
  integers count = {0};
  for (int n = 0; n < c->samples; n++) count -= z - c->shifts[n] >= 0;
  return CONVERT(count, reals);
}

INLINE reals mean(const assay_counter *c, reals z) {
#pragma clang fp contract(off)
  reals sum = {0};
  if (c->is_sharp) return compared(c, z);
  if (c->curve) {
    for (int n = 0; n < c->samples; n++) sum += on_curve(c, z - c->shifts[n]);
    return sum;
  }
  const reals odds = odds_against(z);
  for (int n = 0; n < c->samples; n++) sum += 1.0f / (odds * c->steps[n] + 1.0f);
  return sum;
}

// Var k: each sample has p (1 − p).
INLINE reals variance(const assay_counter *c, reals z) {
#pragma clang fp contract(off)
  reals sum = {0};
  if (c->is_sharp) return sum;
  const reals odds = odds_against(z);
  for (int n = 0; n < c->samples; n++) {
    const reals p = c->curve ? on_curve(c, z - c->shifts[n]) : 1.0f / (odds * c->steps[n] + 1.0f);
    sum += p * (1.0f - p);
  }
  return sum;
}

enum { counts_added, means_added, compared_added };

INLINE void convert(const int kind, const int curve, const int is_common, const assay_counter *c,
                    const assay_draws *draws, ptrdiff_t patches, ptrdiff_t stride, const float *values,
                    float *target) {
#pragma clang fp contract(off)
  words lane = {0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15};
  if (draws) lane = lane * (32 * golden * draws->column_step);
  for (ptrdiff_t p = 0; p < patches; p++)
    for (ptrdiff_t column = 0; column < stride; column += lanes_of_block) {
      const ptrdiff_t place = p * stride + column;
      const reals z = *(const reals *)(values + place) - *(const reals *)(c->threshold + column);
      reals count;
      if (kind == means_added || kind == compared_added) {
        count = kind == compared_added ? compared(c, z) : mean(c, z);
      } else {
        const uint64_t element = draws->element + (uint64_t)p + (uint64_t)column * draws->column_step;
        const words first = lane + (draws->key + golden * (32 * element + 1));
        count = curve ? drawn_on_curve(c, z, first)
                : is_common ? drawn_alike(c, z, first)
                            : drawn(c, z, first);
      }
      reals *own = (reals *)(target + place);
      *own = *own + (count * *(const reals *)(c->worth + column) + *(const reals *)(c->base + column));
    }
}

static int is_common(const assay_counter *c) {
  for (int n = 1; n < c->samples; n++)
    if (c->steps[n] != 1) return 0;
  return c->steps[0] == 1;
}

ASSAY_CLONES WIDE
void assay_add_counts(const assay_counter *counter, const assay_draws *draws, ptrdiff_t patches,
                      ptrdiff_t stride, const float *values, float *target) {
  if (counter->is_sharp) convert(compared_added, 0, 0, counter, 0, patches, stride, values, target);
  else if (counter->curve) convert(counts_added, 1, 0, counter, draws, patches, stride, values, target);
  else if (is_common(counter)) convert(counts_added, 0, 1, counter, draws, patches, stride, values, target);
  else convert(counts_added, 0, 0, counter, draws, patches, stride, values, target);
}

INLINE void add_slopes(const int is_drawn, const int is_limited, const assay_counter *c, const assay_draws *draws,
                       float reach, float weight, ptrdiff_t patches, ptrdiff_t stride, const float *values,
                       float *slopes) {
#pragma clang fp contract(off)
  words lane = {0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15};
  if (is_drawn) lane = lane * (32 * golden * draws->column_step);
  const reals none = {0};
  for (ptrdiff_t p = 0; p < patches; p++)
    for (ptrdiff_t column = 0; column < stride; column += lanes_of_block) {
      const ptrdiff_t place = p * stride + column;
      const reals z = *(const reals *)(values + place) - *(const reals *)(c->threshold + column);
      reals slope;
      if (is_limited) {
        slope = chosen((z < reach) & (z > -reach), none + 1.0f, none);
      } else {
        const reals odds = odds_against(z), m = (1.0f - odds) / (1.0f + odds);
        reals mean = m;
        if (is_drawn) {
          const uint64_t element = draws->element + (uint64_t)p + (uint64_t)column * draws->column_step;
          mean = drawn_alike(c, z, lane + (draws->key + golden * (32 * element + 1))) *
                     (2.0f / (float)c->samples) - 1.0f;
        }
        slope = 1.0f - m * mean;
      }
      reals *own = (reals *)(slopes + place);
      *own = *own + weight * slope;
    }
}

ASSAY_CLONES WIDE
void assay_add_count_slopes(const assay_counter *counter, const assay_draws *draws, float reach, float weight,
                            ptrdiff_t patches, ptrdiff_t stride, const float *values, float *slopes) {
  if (counter->is_sharp || !is_common(counter))
    add_slopes(0, 1, counter, draws, reach, weight, patches, stride, values, slopes);
  else if (draws) add_slopes(1, 0, counter, draws, reach, weight, patches, stride, values, slopes);
  else add_slopes(0, 0, counter, draws, reach, weight, patches, stride, values, slopes);
}

ASSAY_CLONES WIDE
void assay_add_count_means(const assay_counter *counter, ptrdiff_t patches, ptrdiff_t stride,
                           const float *values, float *target) {
  convert(means_added, 0, 0, counter, 0, patches, stride, values, target);
}

INLINE void add_variances(const assay_counter *c, ptrdiff_t patches, ptrdiff_t stride, const float *values,
                          float *variances) {
#pragma clang fp contract(off)
  for (ptrdiff_t p = 0; p < patches; p++)
    for (ptrdiff_t column = 0; column < stride; column += lanes_of_block) {
      const ptrdiff_t place = p * stride + column;
      const reals z = *(const reals *)(values + place) - *(const reals *)(c->threshold + column);
      const reals worth = *(const reals *)(c->worth + column);
      reals *own = (reals *)(variances + place);
      *own = *own + worth * worth * variance(c, z);
    }
}

ASSAY_CLONES WIDE
void assay_add_count_variances(const assay_counter *counter, ptrdiff_t patches, ptrdiff_t stride,
                               const float *values, float *variances) {
  add_variances(counter, patches, stride, values, variances);
}
