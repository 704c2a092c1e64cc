// What the loop over patches does with AVX-512; the source defines ADD_WORDS and ADD_BYTES besides.
#define P 8
#define N 1
#define SUMS __m512i
#define REALS __m512
#define LOAD(p) _mm512_loadu_si512(p)
#define SPREAD(p) _mm512_set1_epi32(*(const step_numbers *)(p))
#define READ(p) _mm512_loadu_ps(p)
#define WRITE(p, x) _mm512_storeu_ps(p, x)
#define TO_REALS(x) _mm512_cvtepi32_ps(x)
#define FUSED(x, y, z) _mm512_fmadd_ps(x, y, z)
#define CLIP(x, low, high) _mm512_min_ps(_mm512_max_ps(x, low), high)
#define ALL(x) _mm512_set1_ps(x)
#include "two_point_layer.h"
