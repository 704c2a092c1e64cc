#include "CKernels.h"
#include "targets.h"

// Dense elimination of a symmetric positive definite matrix, a = L U with the right sides b.
//
// Goals, in order of priority:
// 1. stability without pivoting: the elements of a definite matrix do not grow in elimination, so
//    that the solution belongs to a matrix within a few n rounding units of the given one;
// 2. the same operations in the same order for every right side, whatever the others are;
// 3. speed: a panel of eight rows is eliminated at once, as one product. The full square is carried,
//    twice the work of a triangle, so that all loops run along rows of full length.

// Rows are eliminated in panels of this many: one pass over a row then carries as many
// multiplications per element loaded as the registers allow.
enum { PANEL = 8 };

// c -= f r, for one row c of the given width, PANEL factors f and PANEL rows r.
static inline __attribute__((always_inline)) void update_one(ptrdiff_t width, double *restrict c,
                                                             const double *f,
                                                             const double *restrict r,
                                                             ptrdiff_t ldr) {
  const double f0 = f[0], f1 = f[1], f2 = f[2], f3 = f[3];
  const double f4 = f[4], f5 = f[5], f6 = f[6], f7 = f[7];
  for (ptrdiff_t j = 0; j < width; j++)
    c[j] -= f0 * r[j] + f1 * r[ldr + j] + f2 * r[2 * ldr + j] + f3 * r[3 * ldr + j] +
            f4 * r[4 * ldr + j] + f5 * r[5 * ldr + j] + f6 * r[6 * ldr + j] + f7 * r[7 * ldr + j];
}

// The same for two rows at once, which loads every r once for both.
static inline __attribute__((always_inline)) void update_two(ptrdiff_t width, double *restrict c,
                                                             double *restrict e, const double *f,
                                                             const double *g,
                                                             const double *restrict r,
                                                             ptrdiff_t ldr) {
  for (ptrdiff_t j = 0; j < width; j++) {
    const double r0 = r[j], r1 = r[ldr + j], r2 = r[2 * ldr + j], r3 = r[3 * ldr + j];
    const double r4 = r[4 * ldr + j], r5 = r[5 * ldr + j], r6 = r[6 * ldr + j],
                 r7 = r[7 * ldr + j];
    c[j] -= f[0] * r0 + f[1] * r1 + f[2] * r2 + f[3] * r3 + f[4] * r4 + f[5] * r5 + f[6] * r6 +
            f[7] * r7;
    e[j] -= g[0] * r0 + g[1] * r1 + g[2] * r2 + g[3] * r3 + g[4] * r4 + g[5] * r5 + g[6] * r6 +
            g[7] * r7;
  }
}

// Rows [first, last) of c lose f (rows × PANEL, packed) times the PANEL rows r.
static inline __attribute__((always_inline)) void update(ptrdiff_t first, ptrdiff_t last,
                                                         ptrdiff_t width, double *c, ptrdiff_t ldc,
                                                         const double *f, const double *r,
                                                         ptrdiff_t ldr) {
  ptrdiff_t i = first;
  for (; i + 1 < last; i += 2)
    update_two(width, c + i * ldc, c + (i + 1) * ldc, f + (i - first) * PANEL,
               f + (i + 1 - first) * PANEL, r, ldr);
  if (i < last) update_one(width, c + i * ldc, f + (i - first) * PANEL, r, ldr);
}

ASSAY_CLONES
void assay_solve_definite(ptrdiff_t n, ptrdiff_t p, double *a, ptrdiff_t lda, double *b,
                          ptrdiff_t ldb) {
  enum { CHUNK = 64 };
  double factors[CHUNK * PANEL];
  const ptrdiff_t blocked = n - n % PANEL;

  // Forward: a panel is eliminated within itself, then from the rows below it.
  for (ptrdiff_t k = 0; k < blocked; k += PANEL) {
    for (ptrdiff_t s = k; s < k + PANEL; s++) {
      const double inverse = 1 / a[s * lda + s];
      for (ptrdiff_t i = s + 1; i < k + PANEL; i++) {
        const double factor = a[i * lda + s] * inverse;
        a[i * lda + s] = factor;
        for (ptrdiff_t j = s + 1; j < n; j++) a[i * lda + j] -= factor * a[s * lda + j];
        for (ptrdiff_t j = 0; j < p; j++) b[i * ldb + j] -= factor * b[s * ldb + j];
      }
    }
    for (ptrdiff_t first = k + PANEL; first < n; first += CHUNK) {
      const ptrdiff_t last = first + CHUNK < n ? first + CHUNK : n;
      // The factors f of a row below: f U = its elements in the panel, U the panel's triangle.
      for (ptrdiff_t i = first; i < last; i++) {
        double *f = factors + (i - first) * PANEL;
        for (ptrdiff_t s = 0; s < PANEL; s++) {
          double sum = a[i * lda + k + s];
          for (ptrdiff_t t = 0; t < s; t++) sum -= f[t] * a[(k + t) * lda + k + s];
          f[s] = sum / a[(k + s) * lda + k + s];
          a[i * lda + k + s] = f[s];
        }
      }
      update(first, last, n - k - PANEL, a + k + PANEL, lda, factors,
             a + k * lda + k + PANEL, lda);
      update(first, last, p, b, ldb, factors, b + k * ldb, ldb);
    }
  }
  // The rows that fill no panel, one by one.
  for (ptrdiff_t s = blocked; s < n; s++) {
    const double inverse = 1 / a[s * lda + s];
    for (ptrdiff_t i = s + 1; i < n; i++) {
      const double factor = a[i * lda + s] * inverse;
      a[i * lda + s] = factor;
      for (ptrdiff_t j = s + 1; j < n; j++) a[i * lda + j] -= factor * a[s * lda + j];
      for (ptrdiff_t j = 0; j < p; j++) b[i * ldb + j] -= factor * b[s * ldb + j];
    }
  }

  // Backward: the rows that fill no panel first, then panel after panel.
  for (ptrdiff_t s = n - 1; s >= blocked; s--) {
    const double inverse = 1 / a[s * lda + s];
    for (ptrdiff_t j = 0; j < p; j++) b[s * ldb + j] *= inverse;
    for (ptrdiff_t i = 0; i < s; i++) {
      const double factor = a[i * lda + s];
      for (ptrdiff_t j = 0; j < p; j++) b[i * ldb + j] -= factor * b[s * ldb + j];
    }
  }
  for (ptrdiff_t k = blocked - PANEL; k >= 0; k -= PANEL) {
    for (ptrdiff_t s = k + PANEL - 1; s >= k; s--) {
      const double inverse = 1 / a[s * lda + s];
      for (ptrdiff_t j = 0; j < p; j++) b[s * ldb + j] *= inverse;
      for (ptrdiff_t i = k; i < s; i++) {
        const double factor = a[i * lda + s];
        for (ptrdiff_t j = 0; j < p; j++) b[i * ldb + j] -= factor * b[s * ldb + j];
      }
    }
    for (ptrdiff_t first = 0; first < k; first += CHUNK) {
      const ptrdiff_t last = first + CHUNK < k ? first + CHUNK : k;
      for (ptrdiff_t i = first; i < last; i++)
        for (ptrdiff_t s = 0; s < PANEL; s++)
          factors[(i - first) * PANEL + s] = a[i * lda + k + s];
      update(first, last, p, b, ldb, factors, b + k * ldb, ldb);
    }
  }
}
