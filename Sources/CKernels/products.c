#include "CKernels.h"
#include "targets.h"

ASSAY_CLONES
void assay_matrix_product(ptrdiff_t m, ptrdiff_t n, ptrdiff_t k, const double *restrict a,
                          const double *restrict b, double *restrict c) {
  // Eight columns of a at a time: a row of c is then loaded and stored once for eight rows of b.
  // The order of the additions is the same for every row, so a row does not depend on the others.
  for (ptrdiff_t i = 0; i < m; i++) {
    double *restrict row = c + i * n;
    for (ptrdiff_t j = 0; j < n; j++) row[j] = 0;
    ptrdiff_t l = 0;
    for (; l + 8 <= k; l += 8) {
      const double *f = a + i * k + l;
      const double *r = b + l * n;
      const double f0 = f[0], f1 = f[1], f2 = f[2], f3 = f[3];
      const double f4 = f[4], f5 = f[5], f6 = f[6], f7 = f[7];
      for (ptrdiff_t j = 0; j < n; j++)
        row[j] += f0 * r[j] + f1 * r[n + j] + f2 * r[2 * n + j] + f3 * r[3 * n + j] +
                  f4 * r[4 * n + j] + f5 * r[5 * n + j] + f6 * r[6 * n + j] + f7 * r[7 * n + j];
    }
    for (; l < k; l++) {
      const double factor = a[i * k + l];
      for (ptrdiff_t j = 0; j < n; j++) row[j] += factor * b[l * n + j];
    }
  }
}

const char *assay_kernel_target(void) {
#if defined(__x86_64__)
  __builtin_cpu_init();
  if (__builtin_cpu_supports("x86-64-v4")) return "x86-64-v4 (AVX-512)";
  if (__builtin_cpu_supports("x86-64-v3")) return "x86-64-v3 (AVX2)";
  return "x86-64";
#elif defined(__aarch64__)
  return "arm64";
#else
  return "portable C";
#endif
}
