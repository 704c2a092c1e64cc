#include "IntegerLayer.h"
#include "targets.h"

#define INLINE static inline __attribute__((always_inline))

// Adding and subtracting 1.5 · 2^23 rounds to the nearest integer, ties to even.
static const float rounding = 12582912.0f;

// Two codes beside each other, at any place.
typedef int32_t code_pair __attribute__((aligned(2), may_alias));

#ifdef ASSAY_TARGETS
#include <immintrin.h>

#define TARGET __attribute__((target("arch=x86-64-v4,avx512vnni"), min_vector_width(512)))
#define NAME_OF(part) part##_vnni
#define ADD(sum, x, y) _mm512_dpwssd_epi32(sum, x, y)
#include "integer_layer_512.h"
#undef ADD

#define TARGET __attribute__((target("arch=x86-64-v4"), min_vector_width(512)))
#define NAME_OF(part) part##_v4
#define ADD(sum, x, y) _mm512_add_epi32(sum, _mm512_madd_epi16(x, y))
#include "integer_layer_512.h"
#undef ADD

#define TARGET __attribute__((target("arch=x86-64-v3")))
#define NAME_OF(part) part##_v3
#define P 2
#define N 2
#define SUMS __m256i
#define REALS __m256
#define NONE _mm256_setzero_si256()
#define LOAD(p) _mm256_loadu_si256((const __m256i *)(p))
#define SPREAD(p) _mm256_set1_epi32(*(const code_pair *)(p))
#define ADD(sum, x, y) _mm256_add_epi32(sum, _mm256_madd_epi16(x, y))
#define READ(p) _mm256_loadu_ps(p)
#define WRITE(p, x) _mm256_storeu_ps(p, x)
#define TO_REALS(x) _mm256_cvtepi32_ps(x)
#define CLIP(x, low, high) _mm256_min_ps(_mm256_max_ps(x, low), high)
#define ALL(x) _mm256_set1_ps(x)
#include "integer_layer.h"
#undef P
#undef N
#undef SUMS
#undef REALS
#undef NONE
#undef LOAD
#undef SPREAD
#undef ADD
#undef READ
#undef WRITE
#undef TO_REALS
#undef CLIP
#undef ALL
#endif

void assay_integer_sums_plain(const assay_integer_layer *l, ptrdiff_t patches, const int32_t *starts,
                              const int16_t *codes, ptrdiff_t stride, float *sums) {
#pragma clang fp contract(off)
  const ptrdiff_t all = l->first[l->sections];
  for (ptrdiff_t p = 0; p < patches; p++)
    for (ptrdiff_t section = 0; section < l->sections; section++)
      for (ptrdiff_t panel = 0; panel < l->panels; panel++) {
        const int16_t *w = l->weights + (panel / 2 * all + l->first[section]) * 64 + panel % 2 * 32;
        int32_t sum[16] = {0};
        for (ptrdiff_t s = l->first[section]; s < l->first[section + 1]; s++, w += 64) {
          const int16_t *two = codes + starts[p] + l->offsets[s];
          for (int c = 0; c < 16; c++) sum[c] += w[2 * c] * two[0] + w[2 * c + 1] * two[1];
        }
        const ptrdiff_t column = (section * l->panels + panel) * 16;
        float *target = sums + p * stride + l->targets[panel];
        for (int c = 0; c < 16; c++) {
          float code = (float)sum[c] * l->inverse[column + c];
          code = code > l->lowest[column + c] ? code : l->lowest[column + c];
          code = code < l->highest[column + c] ? code : l->highest[column + c];
          code = (code + rounding) - rounding;
          const float value = l->worth[column + c] * code;
          target[c] += value;
        }
      }
}

void assay_integer_sums(const assay_integer_layer *layer, ptrdiff_t patches, const int32_t *starts,
                        const int16_t *codes, ptrdiff_t stride, float *sums) {
#ifdef ASSAY_TARGETS
  if (__builtin_cpu_supports("x86-64-v4")) {
    if (__builtin_cpu_supports("avx512vnni")) sums_vnni(layer, patches, starts, codes, stride, sums);
    else sums_v4(layer, patches, starts, codes, stride, sums);
    return;
  }
  if (__builtin_cpu_supports("x86-64-v3")) {
    sums_v3(layer, patches, starts, codes, stride, sums);
    return;
  }
#endif
  assay_integer_sums_plain(layer, patches, starts, codes, stride, sums);
}

typedef int16_t eight_codes __attribute__((vector_size(16), aligned(2)));
typedef float eight_values __attribute__((vector_size(32), aligned(4)));
typedef int32_t eight_integers __attribute__((vector_size(32)));

INLINE int16_t code_of(float value, const assay_converter *converter) {
  float code = value * converter->inverse_step;
  code = code < converter->lowest ? converter->lowest : code;
  code = code > converter->highest ? converter->highest : code;
  return (int16_t)((code + rounding) - rounding);
}

INLINE eight_codes eight_of(const float *values, const assay_converter *converter) {
  eight_values code = *(const eight_values *)values * converter->inverse_step;
  for (int i = 0; i < 8; i++) {
    code[i] = code[i] < converter->lowest ? converter->lowest : code[i];
    code[i] = code[i] > converter->highest ? converter->highest : code[i];
  }
  code = (code + rounding) - rounding;
  return __builtin_convertvector(__builtin_convertvector(code, eight_integers), eight_codes);
}

// Three rounds of pairing lines four apart turn eight channels of eight pixels into eight pixels of eight
// channels.
INLINE void turn(eight_codes *lines) {
  for (int round = 0; round < 3; round++) {
    eight_codes next[8];
    for (int i = 0; i < 4; i++) {
      next[2 * i] = __builtin_shufflevector(lines[i], lines[i + 4], 0, 8, 1, 9, 2, 10, 3, 11);
      next[2 * i + 1] = __builtin_shufflevector(lines[i], lines[i + 4], 4, 12, 5, 13, 6, 14, 7, 15);
    }
    for (int i = 0; i < 8; i++) lines[i] = next[i];
  }
}

ASSAY_CLONES
void assay_line_codes(ptrdiff_t pixels, ptrdiff_t channels, ptrdiff_t plane, const float *values,
                      const assay_converter *converter, ptrdiff_t pitch, int16_t *codes) {
  const assay_converter local = *converter;
  ptrdiff_t c = 0;
  for (; c + 8 <= channels; c += 8) {
    ptrdiff_t p = 0;
    for (; p + 8 <= pixels; p += 8) {
      eight_codes lines[8];
      for (int i = 0; i < 8; i++) lines[i] = eight_of(values + (c + i) * plane + p, &local);
      turn(lines);
      for (int i = 0; i < 8; i++) *(eight_codes *)(codes + (p + i) * pitch + c) = lines[i];
    }
    for (; p < pixels; p++)
      for (int i = 0; i < 8; i++) codes[p * pitch + c + i] = code_of(values[(c + i) * plane + p], &local);
  }
  for (; c < channels; c++)
    for (ptrdiff_t p = 0; p < pixels; p++) codes[p * pitch + c] = code_of(values[c * plane + p], &local);
}

ASSAY_CLONES
void assay_integer_digit(ptrdiff_t count, const int16_t *codes, int shift, int bits, int16_t *digits) {
  const int mask = (1 << bits) - 1;
  for (ptrdiff_t i = 0; i < count; i++) {
    const int code = codes[i], size = code < 0 ? -code : code;
    const int digit = size >> shift & mask;
    digits[i] = (int16_t)(code < 0 ? -digit : digit);
  }
}
