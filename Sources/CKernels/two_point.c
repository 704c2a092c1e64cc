#include "CKernels.h"
#include "targets.h"
#include "tiles.h"

// See ProgrammedTwoPoint in CrossbarModels.

typedef float singles __attribute__((vector_size(64), aligned(4)));

#define ELEMENT float
#define LANES singles
#define ACROSS 2
#include "panel.h"

void assay_single_panel_product(PANEL_PARAMETERS) { RUN_TARGET(panel_product, PANEL_ARGUMENTS); }

typedef float eight_singles __attribute__((vector_size(32), aligned(4)));

INLINE lanes doubles_of(const float *x) {
  return __builtin_convertvector(*(const eight_singles *)x, lanes);
}

// Eight partial sums of every kind keep the vector units busy.
INLINE void two_point_sums(ptrdiff_t rows, const double *u, const double *share, float *change,
                           const float *variation, double *sums) {
  const double *w = u + rows, *c = w + rows, *a = c + rows;
  lanes t = {0}, g[2] = {{0}}, h[2] = {{0}}, rest = {0};
  ptrdiff_t i = 0;
  for (; i + side <= rows; i += side) {
    const lanes f = *(const lanes *)(share + i), x = doubles_of(change + i);
    const lanes first = *(const lanes *)(u + i), second = *(const lanes *)(w + i);
    t += f;
    g[0] += first * f, g[1] += second * f;
    h[0] += first * x, h[1] += second * x;
    if (variation) {
      const lanes o = doubles_of(variation + i);
      rest += *(const lanes *)(a + i) * o;
      *(eight_singles *)(change + i) =
          __builtin_convertvector(x + *(const lanes *)(c + i) * o, eight_singles);
    }
  }
  for (; i < rows; i++) {
    const double f = share[i], x = change[i];
    t[0] += f;
    g[0][0] += u[i] * f, g[1][0] += w[i] * f;
    h[0][0] += u[i] * x, h[1][0] += w[i] * x;
    if (variation) {
      rest[0] += a[i] * variation[i];
      change[i] = (float)(x + c[i] * variation[i]);
    }
  }
  const double mean = sum_of(t) / (double)rows;
  sums[0] = sum_of(rest);
  for (int m = 0; m < 2; m++) {
    const double byShare = sum_of(g[m]), byChange = sum_of(h[m]);
    sums[1 + 3 * m] = byShare * byChange;
    sums[2 + 3 * m] = mean * byShare;
    sums[3 + 3 * m] = byChange;
  }
}

ASSAY_CLONES
void assay_two_point_sums(ptrdiff_t rows, const double *weights, const double *share, float *change,
                          const float *variation, double *sums) {
  if (variation) two_point_sums(rows, weights, share, change, variation, sums);
  else two_point_sums(rows, weights, share, change, NULL, sums);
}

// The current solves an equation of its own that is nearly linear: twice through it leaves the cube of
// how much rows take from each other.
INLINE void two_point(ptrdiff_t n, const double *restrict share, const float *restrict others,
                      const float *restrict changes, const float *restrict bends,
                      const double *restrict p, ptrdiff_t stride, const double *restrict rest, const double *restrict s,
                      const double *restrict base, double *restrict out) {
  for (ptrdiff_t j = 0; j < n; j++) {
    const double y = others ? share[j] + others[j] : share[j];
    const double e = changes[j] + s[0] * rest[j];
    const double *q = p + 5 * stride;
    const double constant = y + s[1] * q[j] + s[4] * q[stride + j];
    double slope = e * (p[j] + e * p[4 * stride + j]) + s[1] * q[5 * stride + j];
    slope += s[2] * q[2 * stride + j] + s[3] * q[3 * stride + j];
    slope += s[5] * q[6 * stride + j] + s[6] * q[7 * stride + j];
    double square = p[stride + j] * e + p[2 * stride + j];
    if (bends) square += p[9 * stride + j] * bends[j];
    const double cube = p[3 * stride + j];
    double i = y;
    i = constant + i * (slope + i * (square + i * cube));
    i = constant + i * (slope + i * (square + i * cube));
    out[j] = i + base[j];
  }
}

ASSAY_CLONES
void assay_two_point(ptrdiff_t columns, const double *share, const float *others,
                     const float *changes, const float *bends, const double *p,
                     ptrdiff_t stride, const double *rest, const double *sums,
                     const double *base, double *currents) {
  if (bends)
    two_point(columns, share, others, changes, bends, p, stride, rest, sums, base, currents);
  else if (others)
    two_point(columns, share, others, changes, NULL, p, stride, rest, sums, base, currents);
  else two_point(columns, share, NULL, changes, NULL, p, stride, rest, sums, base, currents);
}

INLINE void two_point_pair(ptrdiff_t n, const double *restrict share, const float *restrict others,
                           const float *restrict changes, const float *restrict softenings,
                           const double *restrict p, ptrdiff_t stride, const double *restrict s,
                           const double *restrict base, double *restrict out) {
  for (ptrdiff_t j = 0; j < n; j++) {
    const double y = others ? share[j] + others[j] : share[j];
    const double e = changes[j], w = softenings[j];
    double constant = y + e * w * (p[j] + e * p[stride + j]);
    for (ptrdiff_t m = 0; m < 2; m++) constant += s[1 + 3 * m] * p[(3 + m) * stride + j];
    const double cube = p[2 * stride + j];
    double i = y;
    i = constant + i * i * i * cube;
    i = constant + i * i * i * cube;
    out[j] = i + base[j];
  }
}

ASSAY_CLONES
void assay_two_point_pair(ptrdiff_t columns, const double *share, const float *others,
                          const float *changes, const float *softenings, const double *p,
                          ptrdiff_t stride, const double *sums, const double *base,
                          double *currents) {
  if (others)
    two_point_pair(
        columns, share, others, changes, softenings, p, stride, sums, base, currents);
  else
    two_point_pair(columns, share, NULL, changes, softenings, p, stride, sums, base, currents);
}
