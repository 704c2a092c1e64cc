#include "IntegerLayer.h"
#include "targets.h"

// Adding and subtracting 1.5 · 2^23 rounds to the nearest integer, ties to even.
static const float rounding = 12582912.0f;




// Sums of two products a lane are exact in 32 bits: neither instruction set nor order matters.
#ifdef ASSAY_TARGETS
#include <immintrin.h>

#define TARGET __attribute__((target("arch=x86-64-v4,avx512vnni"), min_vector_width(512)))
#define NAME_OF(part) part##_vnni
#define PATCHES 4
#define SUMS __m512i
#define PARTS 1
#define PAIR(a, b)                                                                        \
  _mm512_or_si512(_mm512_cvtepu16_epi32(_mm256_loadu_si256((const __m256i *)(a))),        \
                  _mm512_slli_epi32(_mm512_cvtepu16_epi32(_mm256_loadu_si256((const __m256i *)(b))), 16))
#define LOAD(p) _mm512_loadu_si512(p)
#define NONE _mm512_setzero_si512()
#define ADD(sum, x, w) _mm512_dpwssd_epi32(sum, x, w)
#define REALS __m512
#define READ(p) _mm512_loadu_ps(p)
#define WRITE(p, x) _mm512_storeu_ps(p, x)
#define TO_REALS(x) _mm512_cvtepi32_ps(x)
#define CLIP(x, low, high) _mm512_min_ps(_mm512_max_ps(x, low), high)
#define ALL(x) _mm512_set1_ps(x)
#include "depthwise_layer.h"

#define TARGET __attribute__((target("arch=x86-64-v3")))
#define NAME_OF(part) part##_v3
#define PATCHES 2
#define SUMS __m256i
#define PARTS 2
#define PAIR(a, b)                                                                     \
  _mm256_or_si256(_mm256_cvtepu16_epi32(_mm_loadu_si128((const __m128i *)(a))),        \
                  _mm256_slli_epi32(_mm256_cvtepu16_epi32(_mm_loadu_si128((const __m128i *)(b))), 16))
#define LOAD(p) _mm256_loadu_si256((const __m256i *)(p))
#define NONE _mm256_setzero_si256()
#define ADD(sum, x, w) _mm256_add_epi32(sum, _mm256_madd_epi16(x, w))
#define REALS __m256
#define READ(p) _mm256_loadu_ps(p)
#define WRITE(p, x) _mm256_storeu_ps(p, x)
#define TO_REALS(x) _mm256_cvtepi32_ps(x)
#define CLIP(x, low, high) _mm256_min_ps(_mm256_max_ps(x, low), high)
#define ALL(x) _mm256_set1_ps(x)
#include "depthwise_layer.h"
#endif

static inline float clipped(float x, float low, float high) {
  x = x > low ? x : low;
  return x < high ? x : high;
}

// A vector of one element is a number.
#define TARGET
#define NAME_OF(part) part##_plain
#define PATCHES 1
#define SUMS int32_t
#define PARTS 16
#define PAIR(a, b) ((int32_t)((uint32_t)(uint16_t)*(a) | (uint32_t)(uint16_t)*(b) << 16))
#define LOAD(p) (*(const int32_t *)(p))
#define NONE 0
#define ADD(sum, x, w) ((sum) + (int16_t)(x) * (int16_t)(w) + ((x) >> 16) * ((w) >> 16))
#define REALS float
#define READ(p) (*(p))
#define WRITE(p, x) (*(p) = (x))
#define TO_REALS(x) ((float)(x))
#define CLIP(x, low, high) clipped(x, low, high)
#define ALL(x) (x)
#include "depthwise_layer.h"

void assay_depthwise_sums_plain(const assay_depthwise_layer *layer, ptrdiff_t patches,
                                const int32_t *starts, const int16_t *codes, float *sums) {
  sums_plain(layer, patches, starts, codes, sums);
}

void assay_depthwise_sums(const assay_depthwise_layer *layer, ptrdiff_t patches, const int32_t *starts,
                          const int16_t *codes, float *sums) {
#ifdef ASSAY_TARGETS
  if (__builtin_cpu_supports("x86-64-v4") && __builtin_cpu_supports("avx512vnni")) {
    sums_vnni(layer, patches, starts, codes, sums);
    return;
  }
  if (__builtin_cpu_supports("x86-64-v3")) {
    sums_v3(layer, patches, starts, codes, sums);
    return;
  }
#endif
  sums_plain(layer, patches, starts, codes, sums);
}
