#include "TwoPointLayer.h"
#include "vectors.h"

// So many patches that their moments and sums stay in the cache while a section's weights pass; as many as go
// together, several times.
enum { patches_together = 128 };

// What patches give for all columns of a section: for both moments of the bit lines the product of the drives and
// the changes so weighted; for the first that of the mean drive and the weighted drive, and the weighted change;
// and the last two for the second, twice each; and the mean and the first moment of the drives, and of the changes.
typedef struct {
  float leading[patches_together][4], refining[patches_together][4], plain[patches_together][4];
} patch_moments;

#ifdef ASSAY_TARGETS
#define TARGET __attribute__((target("arch=x86-64-v4,avx512vnni"), min_vector_width(512)))
#define NAME_OF(part) part##_vnni
#define P 8
#define ADD_WORDS(sum, x, w) _mm512_dpwssd_epi32(sum, x, w)
#define ADD_BYTES(sum, x, w) _mm512_dpbusd_epi32(sum, x, w)
#include "vectors_512.h"
#include "two_point_current.h"
#include "patch_moments.h"
#include "two_point_layer.h"

// Two products of a byte with one of up to 127 do not leave 16 bits if bytes do not leave 127.
#define TARGET __attribute__((target("arch=x86-64-v4"), min_vector_width(512)))
#define NAME_OF(part) part##_v4
#define P 8
#define ADD_WORDS(sum, x, w) _mm512_add_epi32(sum, _mm512_madd_epi16(x, w))
#define ADD_BYTES(sum, x, w) \
  _mm512_add_epi32(sum, _mm512_madd_epi16(_mm512_maddubs_epi16(x, w), _mm512_set1_epi16(1)))
#include "vectors_512.h"
#include "two_point_current.h"
#include "patch_moments.h"
#include "two_point_layer.h"

#define TARGET __attribute__((target("arch=x86-64-v3")))
#define NAME_OF(part) part##_v3
#define P 2
#define ADD_BYTES(sum, x, w) \
  _mm256_add_epi32(sum, _mm256_madd_epi16(_mm256_maddubs_epi16(x, w), _mm256_set1_epi16(1)))
#include "vectors_256.h"
#include "two_point_current.h"
#include "patch_moments.h"
#include "two_point_layer.h"
#endif

static inline int32_t add_bytes(int32_t sum, int32_t x, int32_t w) {
  for (int i = 0; i < 32; i += 8) sum += (uint8_t)(x >> i) * (int8_t)(w >> i);
  return sum;
}

#define TARGET
#define NAME_OF(part) part##_plain
#define P 1
#define ADD_BYTES(sum, x, w) add_bytes(sum, x, w)
#include "vectors_1.h"
#include "two_point_current.h"

static void find_moments_plain(const assay_two_point_layer *l, ptrdiff_t section, ptrdiff_t count,
                               const int32_t *starts, const uint8_t *bytes, patch_moments *moments) {
  for (ptrdiff_t p = 0; p < count; p++) {
    int32_t sums[3];
    float found[2][3];
    for (int of = 0; of < 2; of++) {
      const assay_layer_product *product = of == 0 ? &l->drive_moments : &l->change_moments;
      const float *units = (of == 0 ? l->drive_units : l->change_units) + section * 4;
      const int32_t first = product->first[section], end = product->first[section + 1];
      // Changes without a function of their own have that of the drives.
      if (of == 0 || product->functions)
        for (int m = 0; m < 3; m++) {
          sums[m] = product->start[section * 4 + m];
          for (int32_t step = first; step < end; step++)
            for (int i = 0; i < 16; i++)
              sums[m] += bytes[starts[p] + product->offsets[step] + i] *
                         ((const int8_t *)product->weights)[(3 * step + m) * 16 + i];
        }
      for (int m = 0; m < 3; m++) found[of][m] = (float)sums[m] * units[m];
    }
    for (int m = 0; m < 2; m++) moments->leading[p][m] = found[0][1 + m] * found[1][1 + m];
    moments->leading[p][2] = found[0][0] * found[0][1];
    moments->leading[p][3] = found[1][1];
    for (int m = 0; m < 4; m++) moments->plain[p][m] = found[m / 2][m % 2];
    moments->refining[p][0] = found[0][0] * found[0][2];
    moments->refining[p][2] = found[1][2];
  }
}

#include "two_point_layer.h"

void assay_two_point_layer_sums_plain(const assay_two_point_layer *layer, ptrdiff_t patches,
                                      const int32_t *starts, const int16_t *words,
                                      const uint8_t *bytes, ptrdiff_t stride, float *sums) {
  sums_plain(layer, patches, starts, words, bytes, stride, sums);
}

void assay_two_point_layer_sums(const assay_two_point_layer *layer, ptrdiff_t patches,
                                const int32_t *starts, const int16_t *words, const uint8_t *bytes,
                                ptrdiff_t stride, float *sums) {
#ifdef ASSAY_TARGETS
  if (__builtin_cpu_supports("x86-64-v4")) {
    if (__builtin_cpu_supports("avx512vnni"))
      sums_vnni(layer, patches, starts, words, bytes, stride, sums);
    else sums_v4(layer, patches, starts, words, bytes, stride, sums);
    return;
  }
  if (__builtin_cpu_supports("x86-64-v3")) {
    sums_v3(layer, patches, starts, words, bytes, stride, sums);
    return;
  }
#endif
  sums_plain(layer, patches, starts, words, bytes, stride, sums);
}

// Codes are looked up in a table of words or of bytes; the other one and its numbers are null.
#ifdef ASSAY_TARGETS
// Tables of 256 words lie in eight registers, 64 words in two of them: bits 0 to 5 of a code choose a word of each
// pair, bits 6 and 7 the pair. Returns how many codes were looked up.
__attribute__((target("arch=x86-64-v4"), min_vector_width(512))) static ptrdiff_t look_up_v4(
    ptrdiff_t count, const int16_t *codes, int lowest, const int16_t *word, const uint8_t *byte,
    ptrdiff_t width, int16_t *words, uint8_t *bytes) {
  int16_t table[256] = {0};
  for (ptrdiff_t c = 0; c < width; c++) table[c] = word ? word[c] : byte[c];
  __m512i part[8];
  for (int i = 0; i < 8; i++) part[i] = _mm512_loadu_si512(table + 32 * i);
  const __m512i first = _mm512_set1_epi16((int16_t)lowest);
  ptrdiff_t i = 0;
  for (; i + 32 <= count; i += 32) {
    const __m512i code = _mm512_sub_epi16(_mm512_loadu_si512(codes + i), first);
    const __mmask32 odd = _mm512_movepi16_mask(_mm512_slli_epi16(code, 9)),
                    upper = _mm512_movepi16_mask(_mm512_slli_epi16(code, 8));
    __m512i pair[4];
    for (int k = 0; k < 4; k++) pair[k] = _mm512_permutex2var_epi16(part[2 * k], code, part[2 * k + 1]);
    const __m512i found = _mm512_mask_blend_epi16(
        upper, _mm512_mask_blend_epi16(odd, pair[0], pair[1]),
        _mm512_mask_blend_epi16(odd, pair[2], pair[3]));
    if (words) _mm512_storeu_si512(words + i, found);
    else _mm256_storeu_si256((__m256i *)(bytes + i), _mm512_cvtepi16_epi8(found));
  }
  return i;
}
#endif

static inline void look_up(ptrdiff_t count, const int16_t *codes, int lowest, const int16_t *word,
                           const uint8_t *byte, ptrdiff_t width, int16_t *words, uint8_t *bytes) {
  ptrdiff_t i = 0;
#ifdef ASSAY_TARGETS
  if (width <= 256 && __builtin_cpu_supports("x86-64-v4"))
    i = look_up_v4(count, codes, lowest, word, byte, width, words, bytes);
#endif
  for (; i < count; i++) {
    if (word) words[i] = word[codes[i] - lowest];
    else bytes[i] = byte[codes[i] - lowest];
  }
}

void assay_code_words(ptrdiff_t count, const int16_t *codes, int lowest, ptrdiff_t functions,
                      const int16_t *table, ptrdiff_t width, ptrdiff_t stride, int16_t *planes) {
  for (ptrdiff_t f = 0; f < functions; f++)
    look_up(count, codes, lowest, table + f * width, 0, width, planes + f * stride, 0);
}

void assay_code_bytes(ptrdiff_t count, const int16_t *codes, int lowest, ptrdiff_t functions,
                      const uint8_t *table, ptrdiff_t width, ptrdiff_t stride, uint8_t *planes) {
  for (ptrdiff_t f = 0; f < functions; f++)
    look_up(count, codes, lowest, 0, table + f * width, width, 0, planes + f * stride);
}
