// What the loop over patches does with AVX-512; the source defines ADD besides.
#define P 8
#define N 1
#define SUMS __m512i
#define REALS __m512
#define NONE _mm512_setzero_si512()
#define LOAD(p) _mm512_loadu_si512(p)
#define SPREAD(p) _mm512_set1_epi32(*(const code_pair *)(p))
#define READ(p) _mm512_loadu_ps(p)
#define WRITE(p, x) _mm512_storeu_ps(p, x)
#define TO_REALS(x) _mm512_cvtepi32_ps(x)
#define CLIP(x, low, high) _mm512_min_ps(_mm512_max_ps(x, low), high)
#define ALL(x) _mm512_set1_ps(x)
#include "integer_layer.h"
#undef P
#undef N
#undef SUMS
#undef REALS
#undef NONE
#undef LOAD
#undef SPREAD
#undef READ
#undef WRITE
#undef TO_REALS
#undef CLIP
#undef ALL
