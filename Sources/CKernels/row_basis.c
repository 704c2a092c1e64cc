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

ASSAY_CLONES
void assay_level_values(ptrdiff_t count, const int32_t *restrict codes,
                        const double *restrict table, double *restrict out) {
  for (ptrdiff_t i = 0; i < count; i++) out[i] = table[codes[i]];
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

// Cubic pieces by Horner's rule in the place within the piece, from 0 to 1: powers of the voltage
// itself would cancel against each other far from 0 V.
ASSAY_CLONES
void assay_spline_values(ptrdiff_t count, const int32_t *restrict codes,
                         const double *restrict places, const double *restrict coefficients,
                         double *restrict out) {
  for (ptrdiff_t i = 0; i < count; i++) {
    const double *c = coefficients + 4 * (ptrdiff_t)codes[i];
    const double t = places[i];
    out[i] = c[0] + t * (c[1] + t * (c[2] + t * c[3]));
  }
}

ASSAY_CLONES
double assay_dot(ptrdiff_t n, const double *restrict a, const double *restrict x) {
  // Eight partial sums keep the vector units busy without reordering that would depend on them.
  double part[8] = {0};
  ptrdiff_t j = 0;
  for (; j + 8 <= n; j += 8)
    for (ptrdiff_t l = 0; l < 8; l++) part[l] += a[j + l] * x[j + l];
  for (; j < n; j++) part[0] += a[j] * x[j];
  return ((part[0] + part[4]) + (part[1] + part[5])) + ((part[2] + part[6]) + (part[3] + part[7]));
}

ASSAY_CLONES
void assay_add_product(ptrdiff_t count, const double *restrict a, const double *restrict x,
                       double *restrict y) {
  for (ptrdiff_t i = 0; i < count; i++) y[i] += a[i] * x[i];
}

// The current solves an equation of its own that is nearly linear: twice through it leaves the cube of
// how much rows take from each other.
INLINE void two_point(ptrdiff_t n, ptrdiff_t moments, const double *restrict y,
                      const double *restrict change, const double *restrict p, ptrdiff_t stride,
                      const double *restrict rest, const double *restrict s,
                      const double *restrict base, double *restrict out) {
  for (ptrdiff_t j = 0; j < n; j++) {
    const double e = change[j] + s[0] * rest[j];
    double constant = y[j], slope = p[j] * e;
    for (ptrdiff_t m = 0; m < moments; m++) {
      const double *q = p + (4 + 3 * m) * stride;
      constant += s[1 + 3 * m] * q[j];
      slope += s[2 + 3 * m] * q[stride + j] + s[3 + 3 * m] * q[2 * stride + j];
    }
    const double square = p[stride + j] * e + p[2 * stride + j], cube = p[3 * stride + j];
    double i = y[j];
    i = constant + i * (slope + i * (square + i * cube));
    i = constant + i * (slope + i * (square + i * cube));
    out[j] = i + base[j];
  }
}

ASSAY_CLONES
void assay_two_point(ptrdiff_t columns, ptrdiff_t moments, const double *shares,
                     const double *changes, const double *p, ptrdiff_t stride, const double *rest,
                     const double *scalars, const double *base, double *currents) {
  // Two moments are what arrays have: a known number lets the loop over columns use vectors.
  if (moments == 2)
    two_point(columns, 2, shares, changes, p, stride, rest, scalars, base, currents);
  else
    two_point(columns, moments, shares, changes, p, stride, rest, scalars, base, currents);
}

INLINE void two_point_pair(ptrdiff_t n, ptrdiff_t moments, const double *restrict y,
                           const double *restrict change, const double *restrict softening,
                           const double *restrict p, ptrdiff_t stride, const double *restrict s,
                           const double *restrict base, double *restrict out) {
  for (ptrdiff_t j = 0; j < n; j++) {
    const double e = change[j], w = softening[j];
    double constant = y[j] + e * w * (p[j] + e * p[stride + j]);
    for (ptrdiff_t m = 0; m < moments; m++) constant += s[3 * m] * p[(3 + m) * stride + j];
    const double cube = p[2 * stride + j];
    double i = y[j];
    i = constant + i * i * i * cube;
    i = constant + i * i * i * cube;
    out[j] = i + base[j];
  }
}

ASSAY_CLONES
void assay_two_point_pair(ptrdiff_t columns, ptrdiff_t moments, const double *shares,
                          const double *changes, const double *softenings, const double *p,
                          ptrdiff_t stride, const double *scalars, const double *base,
                          double *currents) {
  if (moments == 2)
    two_point_pair(columns, 2, shares, changes, softenings, p, stride, scalars, base, currents);
  else
    two_point_pair(
        columns, moments, shares, changes, softenings, p, stride, scalars, base, currents);
}
