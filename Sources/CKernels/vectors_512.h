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
// Sixteen bytes in every quarter, and those at four places.
#define RUN(p) _mm512_broadcast_i32x4(_mm_loadu_si128((const __m128i *)(p)))
#define RUN_IN(x, quarter, p)                                     \
  _mm512_mask_broadcast_i32x4(x, (__mmask16)(15 << 4 * (quarter)), \
                              _mm_loadu_si128((const __m128i *)(p)))
#define RUNS(p, offset)                                                                     \
  RUN_IN(RUN_IN(RUN_IN(RUN((p)[0] + (offset)), 1, (p)[1] + (offset)), 2, (p)[2] + (offset)), 3, \
         (p)[3] + (offset))
#define ADD(x, y) _mm512_add_epi32(x, y)
#define LOWER_WORDS(x, y) _mm512_unpacklo_epi32(x, y)
#define UPPER_WORDS(x, y) _mm512_unpackhi_epi32(x, y)
#define LOWER_PAIRS(x, y) _mm512_unpacklo_epi64(x, y)
#define UPPER_PAIRS(x, y) _mm512_unpackhi_epi64(x, y)
// Of every four numbers two of x and two of y.
#define ORDERED(x, y, a, b, c, d) _mm512_shuffle_ps(x, y, (a) | (b) << 2 | (c) << 4 | (d) << 6)
