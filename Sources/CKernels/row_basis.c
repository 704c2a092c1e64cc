#include "CKernels.h"
#include "targets.h"
#include "tiles.h"

// The functions of one row's voltage, evaluated for many rows; see RowBasis in CrossbarModels.
//
// A voltage that no table has must never be read as another one. Every loop therefore collects one
// bit, whether any element was out, without a branch that would keep it from the vector units, and
// only then looks for the first such element. Comparisons are written so that NaN is out.

// Levels need not be equally spaced: `slots` maps equal intervals, narrower than the closest two
// levels, to the only level that a voltage there can be.
ASSAY_CLONES
ptrdiff_t assay_level_codes(ptrdiff_t count, const double *restrict v, double low, double inverse,
                            const int32_t *restrict slots, ptrdiff_t slot_count,
                            const double *restrict levels, double slack, int32_t *restrict codes) {
  const double last = (double)(slot_count - 1);
  int32_t bad = 0;
  for (ptrdiff_t i = 0; i < count; i++) {
    double slot = (v[i] - low) * inverse + 0.5;
    // A comparison with what is no number is false: it ends up in slot 0 and is found below.
    slot = slot > 0 ? slot : 0;
    slot = slot < last ? slot : last;
    const int32_t code = slots[(int32_t)slot];
    const double difference = v[i] - levels[code];
    bad |= !(difference <= slack && -difference <= slack);
    codes[i] = code;
  }
  if (!bad) return -1;
  for (ptrdiff_t i = 0; i < count; i++) {
    const double difference = v[i] - levels[codes[i]];
    if (!(difference <= slack && -difference <= slack)) return i;
  }
  return -1;
}

// Levels at equal distances are their own slots.
ASSAY_CLONES
ptrdiff_t assay_even_level_codes(ptrdiff_t count, const double *restrict v, double low,
                                 double inverse, ptrdiff_t levels, double slack,
                                 int32_t *restrict codes) {
  const double last = (double)(levels - 1);
  int32_t bad = 0;
  for (ptrdiff_t i = 0; i < count; i++) {
    const double level = (v[i] - low) * inverse;
    double slot = level + 0.5;
    slot = slot > 0 ? slot : 0;
    slot = slot < last ? slot : last;
    const int32_t code = (int32_t)slot;
    const double difference = level - (double)code;
    bad |= !(difference <= slack && -difference <= slack);
    codes[i] = code;
  }
  if (!bad) return -1;
  for (ptrdiff_t i = 0; i < count; i++) {
    const double difference = (v[i] - low) * inverse - (double)codes[i];
    if (!(difference <= slack && -difference <= slack)) return i;
  }
  return -1;
}

// The piece of a spline on equally spaced knots, and how far into it a voltage lies. The last knot
// belongs to the last piece, at its end.
ASSAY_CLONES
ptrdiff_t assay_spline_places(ptrdiff_t count, const double *restrict v, double zero,
                              double inverse, ptrdiff_t pieces, double slack, int32_t *restrict codes,
                              double *restrict places) {
  const double end = (double)pieces, last = (double)(pieces - 1);
  int32_t bad = 0;
  for (ptrdiff_t i = 0; i < count; i++) {
    double x = v[i] * inverse + zero;
    bad |= !(x >= -slack && x <= end + slack);
    x = x > 0 ? x : 0;
    x = x < end ? x : end;
    const double floor = x < last ? x : last;
    const int32_t code = (int32_t)floor;
    codes[i] = code;
    places[i] = x - (double)code;
  }
  if (!bad) return -1;
  for (ptrdiff_t i = 0; i < count; i++) {
    const double x = v[i] * inverse + zero;
    if (!(x >= -slack && x <= end + slack)) return i;
  }
  return -1;
}

// Four functions at a time, which lie beside each other in the table: what a row needs is then a few
// neighboring numbers, and gathering every function for itself, several times slower, is not needed.
typedef double four __attribute__((vector_size(32), aligned(8)));
typedef float four_singles __attribute__((vector_size(16), aligned(4)));

// Cubic pieces by Horner's rule in the place within the piece, from 0 to 1: powers of the voltage
// itself would cancel against each other far from 0 V. A table has pieces of one term.
INLINE four functions_at(const double *table, ptrdiff_t piece, ptrdiff_t terms,
                         const int32_t *codes, const double *places, ptrdiff_t i) {
  const four *c = (const four *)(table + (ptrdiff_t)codes[i] * piece);
  four value = c[terms - 1];
  for (ptrdiff_t term = terms - 2; term >= 0; term--) value = c[term] + places[i] * value;
  return value;
}

// The first of a group goes to `first` if there is one, the others to `rest`, `count` apart.
INLINE void group_values(ptrdiff_t count, ptrdiff_t piece, ptrdiff_t terms, const int32_t *codes,
                         const double *places, const double *table, double *first, float *rest) {
  float *second = first ? rest : rest + count;
  ptrdiff_t i = 0;
  for (; i + 4 <= count; i += 4) {
    four r[4], s[4];
    for (int k = 0; k < 4; k++)
      r[k] = functions_at(table, piece, terms, codes, places, i + k);
    for (int k = 0; k < 4; k += 2) {
      s[k] = SHUFFLE(r[k], r[k + 1], 0, 4, 2, 6);
      s[k + 1] = SHUFFLE(r[k], r[k + 1], 1, 5, 3, 7);
    }
    const four values = SHUFFLE(s[0], s[2], 0, 1, 4, 5);
    if (first) *(four *)(first + i) = values;
    else *(four_singles *)(rest + i) = __builtin_convertvector(values, four_singles);
    *(four_singles *)(second + i) =
        __builtin_convertvector(SHUFFLE(s[1], s[3], 0, 1, 4, 5), four_singles);
    *(four_singles *)(second + count + i) =
        __builtin_convertvector(SHUFFLE(s[0], s[2], 2, 3, 6, 7), four_singles);
    *(four_singles *)(second + 2 * count + i) =
        __builtin_convertvector(SHUFFLE(s[1], s[3], 2, 3, 6, 7), four_singles);
  }
  for (; i < count; i++) {
    const four value = functions_at(table, piece, terms, codes, places, i);
    if (first) first[i] = value[0];
    else rest[i] = (float)value[0];
    for (int k = 1; k < 4; k++) second[(k - 1) * count + i] = (float)value[k];
  }
}

ASSAY_CLONES
void assay_row_functions(ptrdiff_t count, ptrdiff_t groups, ptrdiff_t terms, const int32_t *codes,
                         const double *places, const double *table, double *first, float *rest) {
  const ptrdiff_t piece = groups * terms * 4;
  for (ptrdiff_t group = 0; group < groups; group++) {
    double *const own = group == 0 ? first : NULL;
    float *const others = group == 0 ? rest : rest + (4 * group - 1) * count;
    const double *const part = table + group * terms * 4;
    if (terms == 1) group_values(count, piece, 1, codes, places, part, own, others);
    else group_values(count, piece, 4, codes, places, part, own, others);
  }
}
