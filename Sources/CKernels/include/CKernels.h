#pragma once
#include <stddef.h>

#include "ConvertedProduct.h"

// Dense kernels in double precision. Matrices are row-major; ld is the distance between rows. The
// instruction set is chosen when the program starts, so results can differ in the last bits between
// processors, never between runs on one.

/// c = a b, with a m × k, b k × n and c m × n, all dense. Every row of c depends on its row of a
/// alone, to the last bit.
void assay_matrix_product(ptrdiff_t m, ptrdiff_t n, ptrdiff_t k, const double *a, const double *b,
                          double *c);

/// b = a⁻¹ b by elimination without pivoting, which is stable because the symmetric part of a is
/// positive definite. a is n × n and is replaced by its factors L and U; b is n × p.
void assay_solve_definite(ptrdiff_t n, ptrdiff_t p, double *a, ptrdiff_t lda, double *b,
                          ptrdiff_t ldb);

/// x = a⁻¹ x with the factors that assay_solve_definite left in a.
void assay_solve_factored(ptrdiff_t n, const double *a, ptrdiff_t lda, double *x);

/// y -= a x, with a n × n.
void assay_subtract_product(ptrdiff_t n, const double *a, ptrdiff_t lda, const double *x,
                            double *y);

/// The admittance that one word line adds between its bit-line nodes, and the currents that one
/// volt at its driver injects there.
///
/// With cell conductances d and R(j,k) = driver + segment · min(j,k), the cell currents are
/// c = q V − K b for K = (diag(1/d) + R)⁻¹ and q = K 1. All terms are positive or obviously
/// negative: nothing cancels, and driver, segment and cell conductances may be 0.
///
/// k is n × n with distance ldk, q has n elements; scratch has 3 n.
void assay_word_line(ptrdiff_t n, double driver, double segment, const double *d, double *k,
                     ptrdiff_t ldk, double *q, double *scratch);

/// The name of the instruction set that the kernels run with.
const char *assay_kernel_target(void);
