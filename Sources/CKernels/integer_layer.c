#include "IntegerLayer.h"
#include "vectors.h"

#define INLINE static inline __attribute__((always_inline))

#ifdef ASSAY_TARGETS
#define TARGET __attribute__((target("arch=x86-64-v4,avx512vnni"), min_vector_width(512)))
#define NAME_OF(part) part##_vnni
#define P 8
#define ADD_WORDS(sum, x, w) _mm512_dpwssd_epi32(sum, x, w)
#include "vectors_512.h"
#include "integer_layer.h"

#define TARGET __attribute__((target("arch=x86-64-v4"), min_vector_width(512)))
#define NAME_OF(part) part##_v4
#define P 8
#define ADD_WORDS(sum, x, w) _mm512_add_epi32(sum, _mm512_madd_epi16(x, w))
#include "vectors_512.h"
#include "integer_layer.h"

#define TARGET __attribute__((target("arch=x86-64-v3")))
#define NAME_OF(part) part##_v3
#define P 2
#include "vectors_256.h"
#include "integer_layer.h"
#endif

#define TARGET
#define NAME_OF(part) part##_plain
#define P 1
#include "vectors_1.h"
#include "integer_layer.h"

void assay_integer_sums_plain(const assay_integer_layer *layer, ptrdiff_t patches, const int32_t *starts,
                              const int16_t *codes, ptrdiff_t stride, float *sums, int adds) {
  sums_plain(layer, patches, starts, codes, stride, sums, adds);
}

// Runs a loop with the widest vectors that the processor has.
#ifdef ASSAY_TARGETS
#define RUN_WIDEST(name, arguments)                                                   \
  do {                                                                                \
    if (!__builtin_cpu_supports("x86-64-v3")) name##_plain arguments;                 \
    else if (!__builtin_cpu_supports("x86-64-v4")) name##_v3 arguments;               \
    else if (!__builtin_cpu_supports("avx512vnni")) name##_v4 arguments;              \
    else name##_vnni arguments;                                                       \
  } while (0)
#else
#define RUN_WIDEST(name, arguments) name##_plain arguments
#endif

void assay_integer_sums(const assay_integer_layer *layer, ptrdiff_t patches, const int32_t *starts,
                        const int16_t *codes, ptrdiff_t stride, float *sums, int adds) {
  RUN_WIDEST(sums, (layer, patches, starts, codes, stride, sums, adds));
}

void assay_integer_values(const assay_integer_layer *layer, ptrdiff_t section, ptrdiff_t patches,
                          const int32_t *starts, const int16_t *codes, ptrdiff_t stride, float *values) {
  RUN_WIDEST(values, (layer, section, patches, starts, codes, stride, values));
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

// Neither infinite nor no number: such a value less itself is no number.
INLINE int is_finite(float value) { return value - value == 0; }

INLINE eight_codes eight_of(const eight_values *values, const assay_converter *converter) {
  eight_values code = *values * converter->inverse_step;
  for (int i = 0; i < 8; i++) {
    code[i] = code[i] < converter->lowest ? converter->lowest : code[i];
    code[i] = code[i] > converter->highest ? converter->highest : code[i];
  }
  code = (code + rounding) - rounding;
  return __builtin_convertvector(__builtin_convertvector(code, eight_integers), eight_codes);
}

// Three rounds of pairing lines four apart turn eight vectors of eight into their transposes.
#define TURN(lines, eight)                                                                            \
  _Pragma("clang loop unroll(full)") for (int round = 0; round < 3; round++) {                       \
    eight next[8];                                                                                   \
    for (int i = 0; i < 4; i++) {                                                                    \
      next[2 * i] = __builtin_shufflevector(lines[i], lines[i + 4], 0, 8, 1, 9, 2, 10, 3, 11);       \
      next[2 * i + 1] = __builtin_shufflevector(lines[i], lines[i + 4], 4, 12, 5, 13, 6, 14, 7, 15); \
    }                                                                                                \
    for (int i = 0; i < 8; i++) lines[i] = next[i];                                                  \
  }

ASSAY_CLONES
int assay_line_codes(ptrdiff_t pixels, ptrdiff_t channels, ptrdiff_t plane, const float *values,
                     const assay_converter *converters, ptrdiff_t each, int16_t *codes) {
  ptrdiff_t c = 0;
  // What is not finite stays so in a sum of differences from itself.
  eight_values rest = {0};
  int are_finite = 1;
  for (; c + 8 <= channels; c += 8) {
    assay_converter own[8];
    for (int i = 0; i < 8; i++) own[i] = converters[(c + i) * each];
    ptrdiff_t p = 0;
    for (; p + 8 <= pixels; p += 8) {
      eight_codes lines[8];
#pragma clang loop unroll(full)
      for (int i = 0; i < 8; i++) {
        const eight_values some = *(const eight_values *)(values + (c + i) * plane + p);
        rest += some - some;
        lines[i] = eight_of(&some, &own[i]);
      }
      TURN(lines, eight_codes)
      for (int i = 0; i < 8; i++) *(eight_codes *)(codes + (p + i) * channels + c) = lines[i];
    }
    for (; p < pixels; p++)
      for (int i = 0; i < 8; i++) {
        const float value = values[(c + i) * plane + p];
        are_finite &= is_finite(value);
        codes[p * channels + c + i] = code_of(value, &own[i]);
      }
  }
  for (; c < channels; c++) {
    const assay_converter own = converters[c * each];
    for (ptrdiff_t p = 0; p < pixels; p++) {
      const float value = values[c * plane + p];
      are_finite &= is_finite(value);
      codes[p * channels + c] = code_of(value, &own);
    }
  }
  for (int i = 0; i < 8; i++) are_finite &= rest[i] == 0;
  return are_finite;
}

INLINE float output_of(float sum, const assay_layer_end *end, ptrdiff_t output, int *are_finite) {
#pragma clang fp contract(off)
  float value = sum * end->factors[output];
  if (end->bias) value = value + end->bias[output];
  *are_finite &= is_finite(value);
  value = value > end->lowest ? value : end->lowest;
  return value < end->highest ? value : end->highest;
}

ASSAY_CLONES
int assay_write_outputs(ptrdiff_t patches, ptrdiff_t outputs, ptrdiff_t stride, const float *sums,
                        const assay_layer_end *layer_end, float *target) {
#pragma clang fp contract(off)
  const assay_layer_end end = *layer_end;
  int are_finite = 1;
  eight_values rest = {0};
  ptrdiff_t c = 0;
  for (; c + 8 <= outputs; c += 8) {
    const eight_values factors = *(const eight_values *)(end.factors + c);
    const eight_values bias = end.bias ? *(const eight_values *)(end.bias + c) : (eight_values){0};
    ptrdiff_t p = 0;
    for (; p + 8 <= patches; p += 8) {
      eight_values lines[8];
#pragma clang loop unroll(full)
      for (int i = 0; i < 8; i++) {
        eight_values value = *(const eight_values *)(sums + (p + i) * stride + c) * factors;
        if (end.bias) value = value + bias;
        rest += value - value;
        for (int k = 0; k < 8; k++) {
          value[k] = value[k] > end.lowest ? value[k] : end.lowest;
          value[k] = value[k] < end.highest ? value[k] : end.highest;
        }
        lines[i] = value;
      }
      if (end.patch_step == 1) {
        TURN(lines, eight_values)
        for (int i = 0; i < 8; i++)
          *(eight_values *)(target + (c + i) * end.output_step + p) = lines[i];
      } else {
        for (int i = 0; i < 8; i++) *(eight_values *)(target + (p + i) * end.patch_step + c) = lines[i];
      }
    }
    for (; p < patches; p++)
      for (int i = 0; i < 8; i++)
        target[p * end.patch_step + (c + i) * end.output_step] =
            output_of(sums[p * stride + c + i], &end, c + i, &are_finite);
  }
  for (; c < outputs; c++)
    for (ptrdiff_t p = 0; p < patches; p++)
      target[p * end.patch_step + c * end.output_step] =
          output_of(sums[p * stride + c], &end, c, &are_finite);
  for (int i = 0; i < 8; i++) are_finite &= rest[i] == 0;
  return are_finite;
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
