#include "CKernels.h"
#include "targets.h"
#include "tiles.h"

// Dense kernels of small matrices for the response of an array; see ArrayResponse in NodalAnalysis.
//
// Goals, in order of priority:
// 1. a row of a product depends on its own operands alone, and is summed in one order on every
//    processor and in every block, so that results do not depend on what else is computed;
// 2. inverses of dominant matrices without pivoting, which is stable there and keeps blocks whole;
// 3. blocks of sums that stay in the vector registers, 8 × 3 of the 32 with AVX-512 and 4 × 2 of the
//    16 with AVX2, so that an element loaded is used several times.

#define ELEMENT double
#define LANES lanes
#define ACROSS 3
#include "panel.h"

void assay_panel_product(PANEL_PARAMETERS) { RUN_TARGET(panel_product, PANEL_ARGUMENTS); }

// Eight rows of the product at a time, up to their diagonal, and what lies right of it from below.
ASSAY_CLONES
static void mirror_rows(ptrdiff_t n, ptrdiff_t first, double *c, ptrdiff_t ldc) {
  if (first + side <= n) {
    for (ptrdiff_t j = 0; j < first; j += side)
      transpose_rows(c + first * ldc + j, ldc, c + j * ldc + first, ldc);
    return;
  }
  for (ptrdiff_t i = first; i < n; i++)
    for (ptrdiff_t j = 0; j < first; j++) c[j * ldc + i] = c[i * ldc + j];
}

void assay_symmetric_product(ptrdiff_t n, const double *a, ptrdiff_t lda, const double *b,
                             ptrdiff_t ldb, double *c, ptrdiff_t ldc) {
  for (ptrdiff_t i = 0; i < n; i += side) {
    assay_panel_product(n - i < side ? n - i : side, i + side, n, a + i * lda, lda, b, ldb,
                        c + i * ldc, ldc);
    mirror_rows(n, i, c, ldc);
  }
}

// W is the inverse of a tridiagonal matrix and therefore semiseparable: with z the diagonal and s the
// steps to the right, W(j,l) = z(j) s(j) … s(l − 1) for l > j, and by symmetry to the left. Two sweeps
// replace n² products by 4 n:
//
//     from the left    L(j) = s(j − 1) L(j − 1) + z(j) x(j)       the sources up to j
//     from the right   R(j) = s(j) (x(j + 1) + R(j + 1))           y(j) = L(j) + z(j) R(j)
ASSAY_CLONES
void assay_chain_product(ptrdiff_t n, ptrdiff_t width, const double *node, const double *step,
                         const double *x, ptrdiff_t ldx, double *y, ptrdiff_t ldy) {
  for (ptrdiff_t c = 0; c < width; c += side) {
    // What the sources from here to the left make at node j, with node j's own part.
    lanes left = {0};
    for (ptrdiff_t j = 0; j < n; j++) {
      if (j > 0) left *= step[j - 1];
      left += node[j] * *(const lanes *)(x + j * ldx + c);
      *(lanes *)(y + j * ldy + c) = left;
    }
    // The sources to the right, carried to the node on their left.
    lanes right = {0};
    for (ptrdiff_t j = n - 2; j >= 0; j--) {
      right = step[j] * (*(const lanes *)(x + (j + 1) * ldx + c) + right);
      *(lanes *)(y + j * ldy + c) += node[j] * right;
    }
  }
}

ASSAY_CLONES
void assay_transpose(ptrdiff_t n, const double *a, ptrdiff_t lda, double *b, ptrdiff_t ldb) {
  const ptrdiff_t whole = n / side * side;
  for (ptrdiff_t i = 0; i < whole; i += side)
    for (ptrdiff_t j = 0; j < whole; j += side)
      transpose_rows(a + i * lda + j, lda, b + j * ldb + i, ldb);
  for (ptrdiff_t i = 0; i < n; i++)
    for (ptrdiff_t j = i < whole ? whole : 0; j < n; j++) b[j * ldb + i] = a[i * lda + j];
}

// The inverse of a tile of 8 × 8, by Gauss and Jordan, in place: when column s is cleared, the column
// of the inverse that grows takes its place. Pivots are the diagonal; of a matrix with a dominant
// diagonal every Schur complement is dominant, too, so none is small beside its row or column.
INLINE void invert_tile(double *a, ptrdiff_t lda) {
  for (int s = 0; s < side; s++) {
    lanes *pivot = (lanes *)(a + s * lda);
    const double inverse = 1 / a[s * lda + s];
    a[s * lda + s] = 1;
    *pivot *= inverse;
    for (int r = 0; r < side; r++) {
      if (r == s) continue;
      const double factor = a[r * lda + s];
      a[r * lda + s] = 0;
      *(lanes *)(a + r * lda) -= factor * *pivot;
    }
  }
}

// a = a⁻¹ for n a multiple of 8, by halves: with the inverse X of the first half, the Schur
// complement S = A22 − A21 X A12 of the second, and products,
//
//     A⁻¹ = [X + X A12 S⁻¹ A21 X,  −X A12 S⁻¹;  −S⁻¹ A21 X,  S⁻¹]
//
// so that all but the tiles on the diagonal is the work of products. The elements of a dominant matrix
// grow at most twofold during elimination without pivoting (Wilkinson; Higham, Accuracy and Stability
// of Numerical Algorithms, 9.5), and S of such a matrix is dominant. work takes n² numbers.
static void invert_blocks(ptrdiff_t n, double *a, ptrdiff_t lda, double *work);

ASSAY_CLONES
static void invert_leaf(double *a, ptrdiff_t lda) { invert_tile(a, lda); }

ASSAY_CLONES
static void add_scaled(ptrdiff_t rows, ptrdiff_t width, double factor, const double *x,
                       ptrdiff_t ldx, double *y, ptrdiff_t ldy) {
  for (ptrdiff_t i = 0; i < rows; i++)
    for (ptrdiff_t j = 0; j < width; j++) y[i * ldy + j] += factor * x[i * ldx + j];
}

static void invert_blocks(ptrdiff_t n, double *a, ptrdiff_t lda, double *work) {
  if (n == side) {
    invert_leaf(a, lda);
    return;
  }
  const ptrdiff_t p = n / side / 2 * side, q = n - p;
  double *upper = a + p, *lower = a + p * lda, *last = lower + p;
  double *left = work, *right = work + p * q, *rest = right + p * q;
  invert_blocks(p, a, lda, work);
  // left = A21 X, right = X A12.
  assay_panel_product(q, p, p, lower, lda, a, lda, left, p);
  assay_panel_product(p, q, p, a, lda, upper, lda, right, q);
  assay_panel_product(q, q, p, left, p, upper, lda, rest, q);
  add_scaled(q, q, -1, rest, q, last, lda);
  invert_blocks(q, last, lda, rest);
  // A21 ← −S⁻¹ left, A12 ← −right S⁻¹, A11 ← X + right S⁻¹ left.
  assay_panel_product(q, p, q, last, lda, left, p, lower, lda);
  assay_panel_product(p, p, q, right, q, lower, lda, rest, p);
  add_scaled(p, p, 1, rest, p, a, lda);
  assay_panel_product(p, q, q, right, q, last, lda, upper, lda);
  for (ptrdiff_t i = 0; i < p; i++)
    for (ptrdiff_t j = 0; j < q; j++) upper[i * lda + j] = -upper[i * lda + j];
  for (ptrdiff_t i = 0; i < q; i++)
    for (ptrdiff_t j = 0; j < p; j++) lower[i * lda + j] = -lower[i * lda + j];
}

ptrdiff_t assay_inverse_size(ptrdiff_t n) {
  const ptrdiff_t width = (n + side - 1) / side * side;
  // Every level of the recursion takes half a square beside what the next takes, at most two.
  return 3 * width * width;
}

void assay_invert_dominant(ptrdiff_t n, double *a, ptrdiff_t lda, double *work) {
  const ptrdiff_t width = (n + side - 1) / side * side;
  double *padded = work;
  // What fills the last tile up is the unit matrix, which is its own inverse and touches nothing.
  for (ptrdiff_t i = 0; i < width; i++)
    for (ptrdiff_t j = 0; j < width; j++)
      padded[i * width + j] = i < n && j < n ? a[i * lda + j] : i == j;
  invert_blocks(width, padded, width, work + width * width);
  for (ptrdiff_t i = 0; i < n; i++)
    for (ptrdiff_t j = 0; j < n; j++) a[i * lda + j] = padded[i * width + j];
}
