#define N 2
#define SUMS __m256i
#define REALS __m256
#define NONE _mm256_setzero_si256()
#define LOAD(p) _mm256_loadu_si256((const __m256i *)(p))
#define SPREAD(p) _mm256_set1_epi32(*(const step_numbers *)(p))
#define PAIRS(a, b)                                                            \
  _mm256_or_si256(_mm256_cvtepu16_epi32(_mm_loadu_si128((const __m128i *)(a))), \
                  _mm256_slli_epi32(_mm256_cvtepu16_epi32(_mm_loadu_si128((const __m128i *)(b))), 16))
#define ADD_WORDS(sum, x, w) _mm256_add_epi32(sum, _mm256_madd_epi16(x, w))
#define READ(p) _mm256_loadu_ps(p)
#define WRITE(p, x) _mm256_storeu_ps(p, x)
#define TO_REALS(x) _mm256_cvtepi32_ps(x)
#define FUSED(x, y, z) _mm256_fmadd_ps(x, y, z)
#define CLIP(x, low, high) _mm256_min_ps(_mm256_max_ps(x, low), high)
#define ALL(x) _mm256_set1_ps(x)
// Sixteen bytes in both halves, and those at two places.
#define RUN(p) _mm256_broadcastsi128_si256(_mm_loadu_si128((const __m128i *)(p)))
#define RUNS(p, offset)                                                                               \
  _mm256_inserti128_si256(                                                                            \
      _mm256_castsi128_si256(_mm_loadu_si128((const __m128i *)((p)[0] + (offset)))),                   \
      _mm_loadu_si128((const __m128i *)((p)[1] + (offset))), 1)
#define ADD(x, y) _mm256_add_epi32(x, y)
#define LOWER_WORDS(x, y) _mm256_unpacklo_epi32(x, y)
#define UPPER_WORDS(x, y) _mm256_unpackhi_epi32(x, y)
#define LOWER_PAIRS(x, y) _mm256_unpacklo_epi64(x, y)
#define UPPER_PAIRS(x, y) _mm256_unpackhi_epi64(x, y)
// Of every four numbers two of x and two of y.
#define ORDERED(x, y, a, b, c, d) _mm256_shuffle_ps(x, y, (a) | (b) << 2 | (c) << 4 | (d) << 6)
