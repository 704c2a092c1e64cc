#define N 1
#define SUMS __m512i
#define REALS __m512
#define NONE _mm512_setzero_si512()
#define LOAD(p) _mm512_loadu_si512(p)
#define SPREAD(p) _mm512_set1_epi32(*(const step_numbers *)(p))
// Words at two places as pairs.
#define PAIRS(a, b)                                                                \
  _mm512_or_si512(_mm512_cvtepu16_epi32(_mm256_loadu_si256((const __m256i *)(a))), \
                  _mm512_slli_epi32(_mm512_cvtepu16_epi32(_mm256_loadu_si256((const __m256i *)(b))), 16))
#define READ(p) _mm512_loadu_ps(p)
#define WRITE(p, x) _mm512_storeu_ps(p, x)
#define TO_REALS(x) _mm512_cvtepi32_ps(x)
#define FUSED(x, y, z) _mm512_fmadd_ps(x, y, z)
#define CLIP(x, low, high) _mm512_min_ps(_mm512_max_ps(x, low), high)
#define ALL(x) _mm512_set1_ps(x)
