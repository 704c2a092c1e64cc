#include "CKernels.h"
#include "targets.h"
#include <string.h>

ASSAY_CLONES
void assay_matrix_product(ptrdiff_t m, ptrdiff_t n, ptrdiff_t k, const double *restrict a,
                          const double *restrict b, double *restrict c) {
  for (ptrdiff_t i = 0; i < m; i++) {
    double *row = c + i * n;
    for (ptrdiff_t j = 0; j < n; j++) row[j] = 0;
    for (ptrdiff_t l = 0; l < k; l++) {
      const double factor = a[i * k + l];
      const double *other = b + l * n;
      for (ptrdiff_t j = 0; j < n; j++) row[j] += factor * other[j];
    }
  }
}
