// A product of a matrix with a panel, in blocks of sums that stay in the vector registers, for the type of
// numbers that a source defines before it includes this: ELEMENT, LANES of them in 64 bytes, and how many
// of these a block has ACROSS with AVX-512. A row of the product depends on its own row of a alone, and is
// summed in one order in every block.

#define WIDTH ((ptrdiff_t)(sizeof(LANES) / sizeof(ELEMENT)))

// R rows and V vectors of c at a time.
INLINE void block(const int R, const int V, ptrdiff_t k, const ELEMENT *a, ptrdiff_t lda,
                  const ELEMENT *b, ptrdiff_t ldb, ELEMENT *c, ptrdiff_t ldc) {
  LANES sum[8][3];
#pragma clang loop unroll(full)
  for (int r = 0; r < R; r++)
#pragma clang loop unroll(full)
    for (int v = 0; v < V; v++) sum[r][v] = (LANES){0};
#pragma clang loop unroll(disable)
  for (ptrdiff_t l = 0; l < k; l++, b += ldb) {
    LANES x[3];
#pragma clang loop unroll(full)
    for (int v = 0; v < V; v++) x[v] = *(const LANES *)(b + v * WIDTH);
#pragma clang loop unroll(full)
    for (int r = 0; r < R; r++)
#pragma clang loop unroll(full)
      for (int v = 0; v < V; v++) sum[r][v] += a[r * lda + l] * x[v];
  }
#pragma clang loop unroll(full)
  for (int r = 0; r < R; r++)
#pragma clang loop unroll(full)
    for (int v = 0; v < V; v++) *(LANES *)(c + r * ldc + v * WIDTH) = sum[r][v];
}

INLINE void panel_product(const int R, const int V, ptrdiff_t m, ptrdiff_t width, ptrdiff_t k,
                          const ELEMENT *a, ptrdiff_t lda, const ELEMENT *b, ptrdiff_t ldb,
                          ELEMENT *c, ptrdiff_t ldc) {
  for (ptrdiff_t i = 0; i < m;) {
    const int isBlock = i + R <= m;
    const ELEMENT *rows = a + i * lda;
    ELEMENT *target = c + i * ldc;
    ptrdiff_t j = 0;
    for (; j + V * WIDTH <= width; j += V * WIDTH) {
      if (isBlock) block(R, V, k, rows, lda, b + j, ldb, target + j, ldc);
      else block(1, V, k, rows, lda, b + j, ldb, target + j, ldc);
    }
    if (V > 2 && j + 2 * WIDTH <= width) {
      if (isBlock) block(R, 2, k, rows, lda, b + j, ldb, target + j, ldc);
      else block(1, 2, k, rows, lda, b + j, ldb, target + j, ldc);
      j += 2 * WIDTH;
    }
    for (; j < width; j += WIDTH) {
      if (isBlock) block(R, 1, k, rows, lda, b + j, ldb, target + j, ldc);
      else block(1, 1, k, rows, lda, b + j, ldb, target + j, ldc);
    }
    i += isBlock ? R : 1;
  }
}

#define PANEL_PARAMETERS                                                                       \
  ptrdiff_t m, ptrdiff_t width, ptrdiff_t k, const ELEMENT *a, ptrdiff_t lda,                  \
      const ELEMENT *b, ptrdiff_t ldb, ELEMENT *c, ptrdiff_t ldc
#define PANEL_ARGUMENTS (m, width, k, a, lda, b, ldb, c, ldc)

#ifdef ASSAY_TARGETS
__attribute__((target("arch=x86-64-v4"))) WIDE static void panel_product_v4(PANEL_PARAMETERS) {
  panel_product(8, ACROSS, m, width, k, a, lda, b, ldb, c, ldc);
}

__attribute__((target("arch=x86-64-v3"))) static void panel_product_v3(PANEL_PARAMETERS) {
  panel_product(4, 1, m, width, k, a, lda, b, ldb, c, ldc);
}

static void panel_product_any(PANEL_PARAMETERS) {
  panel_product(2, 1, m, width, k, a, lda, b, ldb, c, ldc);
}
#else
static void panel_product_any(PANEL_PARAMETERS) {
  panel_product(4, 1, m, width, k, a, lda, b, ldb, c, ldc);
}
#endif

#undef WIDTH
