#include "CKernels.h"
#include "targets.h"

ASSAY_CLONES
void assay_word_line(ptrdiff_t n, double driver, double segment, const double *restrict d,
                     double *restrict k, ptrdiff_t ldk, double *restrict q,
                     double *restrict scratch) {
  // right[j]: the admittance of everything to the right of node j, its own cell excluded.
  // node[j]: the impedance of node j with the driver grounded.
  // step[j]: the part of the voltage of node j that reaches node j + 1.
  double *right = scratch, *node = scratch + n, *step = scratch + 2 * n;
  right[n - 1] = 0;
  for (ptrdiff_t j = n - 1; j > 0; j--) {
    const double whole = d[j] + right[j];
    step[j - 1] = 1 / (1 + segment * whole);
    right[j - 1] = whole * step[j - 1];
  }
  double source = driver;
  for (ptrdiff_t j = 0; j < n; j++) {
    node[j] = source / (1 + source * (d[j] + right[j]));
    // K(j,j) = d − d² node, written without the difference.
    k[j * ldk + j] = d[j] * (1 + source * right[j]) / (1 + source * (d[j] + right[j]));
    source = segment + source / (1 + source * d[j]);
  }
  double reach = 1 / (1 + driver * (d[0] + right[0]));
  for (ptrdiff_t j = 0; j < n; j++) {
    q[j] = d[j] * reach;
    if (j < n - 1) reach *= step[j];
  }
  for (ptrdiff_t j = 0; j < n; j++) {
    double transfer = -d[j] * node[j];
    for (ptrdiff_t l = j + 1; l < n; l++) {
      transfer *= step[l - 1];
      k[j * ldk + l] = transfer * d[l];
    }
  }
  for (ptrdiff_t j = 0; j < n; j++)
    for (ptrdiff_t l = 0; l < j; l++) k[j * ldk + l] = k[l * ldk + j];
}
