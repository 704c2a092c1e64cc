#include "CKernels.h"
#include "targets.h"

#pragma clang diagnostic ignored "-Wpsabi"

typedef double lanes __attribute__((vector_size(64), aligned(8)));

enum { side = 8 };

#define INLINE static inline __attribute__((always_inline))

// R rows and V vectors of c at a time.
INLINE void block(const int R, const int V, ptrdiff_t k, const double *a, ptrdiff_t lda,
                  const double *b, ptrdiff_t ldb, double *c, ptrdiff_t ldc) {
  lanes sum[8][3];
  for (int r = 0; r < R; r++)
    for (int v = 0; v < V; v++) sum[r][v] = (lanes){0};
  for (ptrdiff_t l = 0; l < k; l++, b += ldb)
    for (int v = 0; v < V; v++) {
      const lanes x = *(const lanes *)(b + v * side);
      for (int r = 0; r < R; r++) sum[r][v] += a[r * lda + l] * x;
    }
  for (int r = 0; r < R; r++)
    for (int v = 0; v < V; v++) *(lanes *)(c + r * ldc + v * side) = sum[r][v];
}

INLINE void panel_product(const int R, const int V, ptrdiff_t m, ptrdiff_t width, ptrdiff_t k,
                          const double *a, ptrdiff_t lda, const double *b, ptrdiff_t ldb, double *c,
                          ptrdiff_t ldc) {
  for (ptrdiff_t i = 0; i < m;) {
    const int isBlock = i + R <= m;
    const double *rows = a + i * lda;
    double *target = c + i * ldc;
    ptrdiff_t j = 0;
    for (; j + V * side <= width; j += V * side) {
      if (isBlock) block(R, V, k, rows, lda, b + j, ldb, target + j, ldc);
      else block(1, V, k, rows, lda, b + j, ldb, target + j, ldc);
    }
    for (; j < width; j += side) {
      if (isBlock) block(R, 1, k, rows, lda, b + j, ldb, target + j, ldc);
      else block(1, 1, k, rows, lda, b + j, ldb, target + j, ldc);
    }
    i += isBlock ? R : 1;
  }
}

FOR_TARGETS(panel_product, panel_product,
            (ptrdiff_t m, ptrdiff_t width, ptrdiff_t k, const double *a, ptrdiff_t lda,
             const double *b, ptrdiff_t ldb, double *c, ptrdiff_t ldc),
            (m, width, k, a, lda, b, ldb, c, ldc))

void assay_panel_product(ptrdiff_t m, ptrdiff_t width, ptrdiff_t k, const double *a, ptrdiff_t lda,
                         const double *b, ptrdiff_t ldb, double *c, ptrdiff_t ldc) {
  RUN_TARGET(panel_product, (m, width, k, a, lda, b, ldb, c, ldc));
}

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
  for (ptrdiff_t i = 0; i < n; i += side)
    for (ptrdiff_t j = 0; j < n; j += side)
      for (ptrdiff_t r = i; r < i + side && r < n; r++)
        for (ptrdiff_t s = j; s < j + side && s < n; s++) b[s * ldb + r] = a[r * lda + s];
}
